"""Times the training of a network in PyTorch, step by step.

`python3 bench/pytorch.py PICTURES NETWORK contiguous|channels_last [compiled]`
does what bench/time_training.ts does: the same network (its layers in JSON),
optimiser, loss, precision, batch size and pictures, and the loss of each step is
read. OMP_NUM_THREADS says how many threads there are. With `compiled`
torch.compile turns the network into C++ before the first step.
"""

import json
import resource
import sys
import time

import torch
from torch import nn

BATCH_SIZE = 32
ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}


class Unflatten(nn.Module):
    """A code as pictures; Keras has channels last."""

    def __init__(self, height, width, channels):
        super().__init__()
        self.shape = (channels, height, width)

    def forward(self, code):
        return code.view(-1, *self.shape)


def build(network):
    """Pictures of 64x64x4 that an autoencoder's layers take and give."""
    layers, shape = [], (4, 64, 64)
    for layer in network["encoder"] + network["decoder"]:
        kind, channels = layer["layer"], shape[0]
        stride = layer.get("strides", 1)
        if kind in ("conv2d", "conv2dTranspose"):
            size, filters = layer["kernelSize"], layer["filters"]
            make = nn.Conv2d if kind == "conv2d" else nn.ConvTranspose2d
            layers.append(make(channels, filters, size, stride=stride, padding=size // 2))
            shape = (filters, shape[1] // stride, shape[2] // stride)
        elif kind == "maxPooling2d":
            layers.append(nn.MaxPool2d(layer["poolSize"]))
            shape = (channels, *(side // layer["poolSize"] for side in shape[1:]))
        elif kind == "upSampling2d":
            layers.append(nn.Upsample(scale_factor=layer["size"]))
            shape = (channels, *(side * layer["size"] for side in shape[1:]))
        elif kind == "batchNormalization":
            layers.append(nn.BatchNorm2d(channels))
        elif kind == "flatten":
            layers.append(nn.Flatten())
            shape = (shape[0] * shape[1] * shape[2],)
        elif kind == "dense":
            layers.append(nn.Linear(channels, layer["units"]))
            shape = (layer["units"],)
        elif kind == "reshape":
            height, width, channels = layer["targetShape"]
            layers.append(Unflatten(height, width, channels))
            shape = (channels, height, width)
        elif kind != "activation":
            raise ValueError(f"There is no {kind} here: add it to build.")
        if "activation" in layer:
            layers.append(ACTIVATIONS[layer["activation"]]())
    return nn.Sequential(*layers)


def main(path, network, memory_format, compiled=None):
    torch.manual_seed(1)
    memory_format = FORMATS[memory_format]
    with open(path, "rb") as file:
        pictures = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    pictures = pictures.view(-1, 64, 64, 4).permute(0, 3, 1, 2)
    pictures = pictures.contiguous(memory_format=memory_format)
    with open(network) as file:
        model = build(json.load(file)).to(memory_format=memory_format)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    forward = torch.compile(model) if compiled else model
    loss_function = nn.MSELoss()
    milliseconds = []
    for epoch in range(3):
        for step, chosen in enumerate(torch.randperm(len(pictures)).split(BATCH_SIZE)):
            start = time.perf_counter()
            batch = pictures[chosen]
            optimizer.zero_grad()
            loss = loss_function(forward(batch), batch)
            loss.backward()
            optimizer.step()
            loss.item()
            if epoch > 0 and step > 0 and len(chosen) == BATCH_SIZE:
                milliseconds.append(1000 * (time.perf_counter() - start))
        print("epoch", flush=True)
    print(json.dumps({
        "milliseconds": milliseconds,
        "peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "version": torch.__version__,
    }))


FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}

main(*sys.argv[1:])
