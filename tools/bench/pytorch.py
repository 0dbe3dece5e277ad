"""Times the training of the assigned network in PyTorch, step by step.

`python3 bench/pytorch.py PICTURES contiguous|channels_last` does what
bench/time_training.ts does: the same network, optimiser, loss, precision, batch
size and pictures, and the loss of each step is read. OMP_NUM_THREADS says how
many threads there are.
"""

import json
import resource
import sys
import time

import torch
from torch import nn

BATCH_SIZE = 32
FILTERS = [32, 64, 128, 256]


def build():
    layers, channels = [], 4
    for count in FILTERS:
        layers += [nn.Conv2d(channels, count, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
        channels = count
    for count in FILTERS[-2::-1]:
        layers += [nn.ConvTranspose2d(channels, count, 5, padding=2), nn.ReLU()]
        layers += [nn.Upsample(scale_factor=2)]
        channels = count
    layers += [nn.ConvTranspose2d(channels, 4, 5, padding=2), nn.Upsample(scale_factor=2)]
    return nn.Sequential(*layers, nn.Sigmoid())


def main(path, memory_format):
    torch.manual_seed(1)
    with open(path, "rb") as file:
        pictures = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    pictures = pictures.view(-1, 64, 64, 4).permute(0, 3, 1, 2)
    pictures = pictures.contiguous(memory_format=memory_format)
    model = build().to(memory_format=memory_format)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    loss_function = nn.MSELoss()
    milliseconds = []
    for epoch in range(3):
        for step, chosen in enumerate(torch.randperm(len(pictures)).split(BATCH_SIZE)):
            start = time.perf_counter()
            batch = pictures[chosen]
            optimizer.zero_grad()
            loss = loss_function(model(batch), batch)
            loss.backward()
            optimizer.step()
            loss.item()
            if epoch > 0 and step > 0 and len(chosen) == BATCH_SIZE:
                milliseconds.append(1000 * (time.perf_counter() - start))
        print("epoch", flush=True)
    print(json.dumps({
        "milliseconds": milliseconds,
        "peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "version": torch.__version__,
    }))


FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}

main(sys.argv[1], FORMATS[sys.argv[2]])
