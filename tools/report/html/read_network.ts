/**
 * A run's trained network, from its files.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import { ifThere } from "../../../lib/base/workspace.ts";
import type { RunRecord } from "../../../lib/experiments/run_record.ts";
import type { NetworkSettings } from "../../../lib/model/network.ts";
import type { ForwardLayer } from "./forward.ts";

/** A network that the page can run. */
export interface TrainedNetwork {
  encoder: ForwardLayer[];
  decoder: ForwardLayer[];
  /** A linear classifier on the code, `[numbers, classes]`, where there is one. */
  classifier?: { kernel: Float32Array; bias: Float32Array };
}

/**
 * Reads the weights of a run.
 *
 * @param folder The run's own.
 * @returns nothing where the weights are not on this machine, or the network has
 * a layer that the page cannot run.
 * @throws {Error} when a file is not the one that `run.json` names.
 */
export async function readNetwork(
  record: RunRecord<{ network: NetworkSettings }>,
  folder: string,
): Promise<TrainedNetwork | undefined> {
  const { network } = record.settings;
  const tensors = async (model: string) => {
    const path = Object.keys(record.weights)
      .find((path) => path.endsWith(`/${model}/weights.bin`));
    return path && await readTensors(record, { folder, path });
  };
  const [encoding, decoding, classifying] = await Promise.all(
    ["encoder", "decoder", "classifier"].map(tensors),
  );
  if (!encoding || !decoding || network.gaussianCode) return undefined;
  const encoder = readLayers(network.encoder, encoding);
  const decoder = readLayers(network.decoder, decoding);
  if (!encoder || !decoder) return undefined;
  const [kernel, bias] = classifying || [];
  return {
    encoder,
    decoder,
    ...kernel && bias &&
      { classifier: { kernel: kernel.data, bias: bias.data } },
  };
}

interface Tensor {
  shape: number[];
  data: Float32Array;
}

async function readTensors(
  record: RunRecord,
  { folder, path }: { folder: string; path: string },
): Promise<Tensor[] | undefined> {
  const bytes = await ifThere(Deno.readFile(join(folder, path)));
  if (!bytes) return undefined;
  if (sha256(bytes) !== record.weights[path]) {
    throw new Error(
      `${
        join(folder, path)
      } is damaged (its hash is not the one in run.json): restore it, or delete ${folder} and train the run again.`,
    );
  }
  const { weightsManifest } = JSON.parse(
    await Deno.readTextFile(
      join(folder, path.replace("weights.bin", "model.json")),
    ),
  ) as { weightsManifest: { weights: { shape: number[] }[] }[] };
  const all = new Float32Array(bytes.buffer);
  let at = 0;
  return weightsManifest.flatMap(({ weights }) => weights).map(({ shape }) => {
    const length = shape.reduce((product, side) => product * side, 1);
    return { shape, data: all.slice(at, at += length) };
  });
}

/** Each convolution takes its kernel and bias from the list, in order. */
function readLayers(
  settings: NetworkSettings["encoder"],
  tensors: Tensor[],
): ForwardLayer[] | undefined {
  const rest = [...tensors];
  const layers: ForwardLayer[] = [];
  for (const layer of settings) {
    switch (layer.layer) {
      case "conv2d":
      case "conv2dTranspose": {
        const { filters, kernelSize, strides = 1, activation = "linear" } =
          layer;
        const [kernel, bias] = rest.splice(0, 2);
        const isKnown = strides === 1 && kernelSize % 2 === 1 &&
          filters % 4 === 0 && kernel && bias &&
          ["linear", "relu", "sigmoid"].includes(activation);
        if (!isKnown) return undefined;
        layers.push({
          kind: "convolution",
          size: kernelSize,
          channels: kernel.shape[layer.layer === "conv2d" ? 2 : 3]!,
          outputs: filters,
          relu: activation === "relu",
          kernel: layer.layer === "conv2d"
            ? kernel.data
            : asConvolution(kernel),
          bias: bias.data,
        });
        if (activation === "sigmoid") layers.push({ kind: "sigmoid" });
        break;
      }
      case "maxPooling2d":
        layers.push({ kind: "pool", size: layer.poolSize });
        break;
      case "upSampling2d":
        layers.push({ kind: "upsample", size: layer.size });
        break;
      case "activation": {
        const { activation } = layer;
        if (activation !== "relu" && activation !== "sigmoid") return undefined;
        layers.push({ kind: activation });
        break;
      }
      default:
        return undefined;
    }
  }
  return layers;
}

/**
 * A transposed convolution of stride 1 is a convolution with the kernel turned
 * by half a turn: `[size, size, out, in]` to `[size, size, in, out]`.
 */
function asConvolution({ shape, data }: Tensor): Float32Array {
  const [size, , outputs, inputs] = shape as [number, number, number, number];
  const turned = new Float32Array(data.length);
  const taps = size * size;
  for (let tap = 0; tap < taps; tap++) {
    const from = (taps - 1 - tap) * outputs * inputs;
    const to = tap * outputs * inputs;
    for (let output = 0; output < outputs; output++) {
      for (let input = 0; input < inputs; input++) {
        turned[to + input * outputs + output] =
          data[from + output * inputs + input]!;
      }
    }
  }
  return turned;
}
