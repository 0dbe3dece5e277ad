/**
 * What the page's live parts compute with, from the runs that the report shows
 * and the data set that they were trained on.
 *
 * All is computed with the page's own arithmetic, which gives the same bytes on
 * every machine.
 *
 * @module
 */
import { join } from "node:path";
import { classNames } from "../../../lib/analysis/classes.ts";
import { mapVectors } from "../../../lib/analysis/code_map.ts";
import {
  catExample,
  parseExpression,
  rowOf,
} from "../../../lib/analysis/expression.ts";
import { weightedSum } from "../../../lib/analysis/vectors.ts";
import { meanSquaredError } from "../../../lib/base/statistics.ts";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { type Dataset, loadDataset } from "../../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../../lib/data/dataset_settings.ts";
import { type Images, unpremultiply } from "../../../lib/data/images.ts";
import type { RunRecord } from "../../../lib/experiments/run_record.ts";
import type { NetworkSettings } from "../../../lib/model/network.ts";
import type { Report } from "../document.ts";
import { namedAttributes } from "./attributes.ts";
import { Forward, type ForwardLayer, type Grid } from "./forward.ts";
import { compileKernel } from "./kernel_source.ts";
import type { Change, PageData, ShownNetwork } from "./page_data.ts";
import { codeAt, quantise, quantiseCodes, restore } from "./quantise.ts";
import { readNetwork, type TrainedNetwork } from "./read_network.ts";

/** Why a page has no networks that it needs. */
export const cannotRun =
  "The weights of these networks are not on the machine that made this page, or the networks have layers that the page cannot run.";

/** A pixel may change by so much through quantised weights. */
const tolerance: Change = { greatest: 0.2, mean: 0.01 };

type Record = RunRecord<
  { network: NetworkSettings; dataset: DatasetSettings; lambda?: number }
>;

/**
 * @param runs Folder of the trained runs.
 * @returns the data, or one sentence that says why the page has no live parts.
 * @throws {Error} when weights are damaged, the data set is not the one that the
 * run was trained on, or quantised weights change a pixel too much.
 */
export async function collectData(
  report: Report,
  runs: string,
): Promise<PageData | string> {
  const shown = await readShown(report, runs);
  const main = shown.find(({ record }) => record.settings.lambda === undefined);
  if (!main) {
    return cannotRun;
  }
  const dataset = await loadDataset(main.record.settings.dataset);
  if (dataset.settings.source === "huggingface") return dataset.licence;
  if (dataset.fingerprint !== main.record.data) {
    throw new Error(
      `The run "${main.record.name}" was trained on other data than its settings give here: run the notebooks again.`,
    );
  }
  const program = await compileKernel();
  const forward = await Forward.create(program);
  const { originals } = dataset;
  const [, height, width] = originals.shape;
  const names = textColumn(dataset.catalogue, "name");
  const splits = textColumn(dataset.catalogue, "split");
  const test = names.flatMap((_, row) => splits[row] === "test" ? [row] : []);
  const small = {
    encoder: main.network.encoder.map(quantise),
    decoder: main.network.decoder.map(quantise),
  };
  const restored = {
    encoder: small.encoder.map(restore),
    decoder: small.decoder.map(restore),
  };
  const codes = names.map((_, row) =>
    forward.run(restored.encoder, pictureAt(originals, row))
  );
  const packedCodes = quantiseCodes(codes.map(({ data }) => data));
  const codeShape = codes[0]!.shape;
  const example = exampleRows(dataset);
  const [firstNotebook] = report.sections.filter(({ notebook }) => notebook);
  /** The test pictures' codes, and what they are decoded to. */
  const reconstruct = ({ encoder, decoder }: TrainedNetwork) => {
    const codes = test.map((row) =>
      forward.run(encoder, pictureAt(originals, row))
    );
    return {
      codes,
      made: codes.map((code) => forward.run(decoder, code).data),
    };
  };
  const show = ({ record }: Shown, made: Float32Array[]): ShownNetwork => ({
    name: record.name,
    reconstructions: toBytes(made),
    errors: made.map((values, index) =>
      meanSquaredError(values, originals.picture(test[index]!))
    ),
  });
  const unchanged = reconstruct(main.network).made;
  const compose = (decoder: ForwardLayer[], codes: Float32Array[]) =>
    forward.run(decoder, {
      data: weightedSum([1, -1, 1], codes),
      shape: codeShape,
    }).data;
  return {
    program,
    height,
    width,
    names,
    pixels: toBytes(names.map((_, row) => originals.picture(row))),
    test,
    network: {
      name: main.record.name,
      ...small,
      codeShape: [...codeShape],
      ...packedCodes,
      change: requireSmall(measureChange([
        ...test.map((row, index) =>
          [
            unchanged[index]!,
            forward.run(restored.decoder, codes[row]!).data,
          ] as const
        ),
        [
          compose(
            main.network.decoder,
            example.map((row) =>
              forward.run(main.network.encoder, pictureAt(originals, row)).data
            ),
          ),
          compose(
            restored.decoder,
            example.map((row) =>
              codeAt(packedCodes, { row, length: codes[0]!.data.length })
            ),
          ),
        ],
      ])),
    },
    // Question 1's, whose reconstructions stand beside each other.
    others: shown.filter((it) =>
      it !== main && it.record.settings.lambda === undefined &&
      firstNotebook?.runs.includes(it.folder)
    ).map((it) => show(it, reconstruct(it.network).made)),
    joint: shown.flatMap((it) => {
      const { lambda } = it.record.settings;
      const { classifier } = it.network;
      if (lambda === undefined || !classifier) return [];
      const { codes, made } = reconstruct(it.network);
      const probabilities = codes.map(({ data }) =>
        secondClass(data, classifier)
      );
      return [{ ...show(it, made), lambda, probabilities }];
    }).sort((one, other) => one.lambda - other.lambda),
    classes: [...classNames],
    attributes: namedAttributes(dataset),
    example,
    map: mapVectors(codes.map(({ data }) => data)),
  };
}

interface Shown {
  /** The run's, by its name. */
  folder: string;
  record: Record;
  network: TrainedNetwork;
}

/** The runs that the report shows and the page can run, each once. */
async function readShown(report: Report, runs: string): Promise<Shown[]> {
  const folders = new Set(report.sections.flatMap(({ runs }) => runs));
  const shown: Shown[] = [];
  for (const name of folders) {
    const folder = join(runs, name);
    const record = JSON.parse(
      await Deno.readTextFile(join(folder, "run.json")),
    ) as Record;
    const network = record.settings?.network &&
      await readNetwork(record, folder);
    if (network) shown.push({ folder: name, record, network });
  }
  return shown;
}

function pictureAt(images: Images, row: number): Grid {
  const [, height, width, channels] = images.shape;
  return { data: images.picture(row), shape: [height, width, channels] };
}

/** Premultiplied values as straight bytes, one picture after the other. */
function toBytes(pictures: Float32Array[]): Uint8Array {
  const length = pictures[0]?.length ?? 0;
  const bytes = new Uint8Array(pictures.length * length);
  pictures.forEach((picture, index) =>
    unpremultiply(picture, {
      maximum: 255,
      into: bytes.subarray(index * length, (index + 1) * length),
    })
  );
  return bytes;
}

/** @param pairs What the full network and the page's make of the same. */
function measureChange(
  pairs: (readonly [Float32Array, Float32Array])[],
): Change {
  let [greatest, sum, count] = [0, 0, 0];
  for (const [one, other] of pairs) {
    one.forEach((value, index) => {
      const change = Math.abs(value - other[index]!);
      greatest = Math.max(greatest, change);
      sum += change;
    });
    count += one.length;
  }
  return { greatest, mean: sum / count };
}

function requireSmall(change: Change): Change {
  const isSmall = change.greatest <= tolerance.greatest &&
    change.mean <= tolerance.mean;
  if (isSmall) return change;
  throw new Error(
    `Quantised weights change a pixel by up to ${change.greatest} and by ${change.mean} in the mean, more than ${tolerance.greatest} and ${tolerance.mean}: give tools/report/html/quantise.ts finer steps.`,
  );
}

/** Softmax of a linear layer of two classes. */
function secondClass(
  code: Float32Array,
  { kernel, bias }: NonNullable<TrainedNetwork["classifier"]>,
): number {
  const [first, second] = [0, 1].map((label) =>
    code.reduce(
      (sum, value, index) => sum + value * kernel[2 * index + label]!,
      bias[label]!,
    )
  ) as [number, number];
  return 1 / (1 + Math.exp(first - second));
}

function exampleRows(dataset: Dataset): [number, number, number] {
  return parseExpression(catExample.expression)
    .map(({ name }) => rowOf(dataset, name)) as [number, number, number];
}
