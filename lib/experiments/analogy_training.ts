/**
 * A training for arithmetic: the code of `a - b + c` shall be drawn as `d`
 * (Reed et al. 2015), for analogies between fonts and within each.
 *
 * What decides a run is this module with all that it imports.
 *
 * @module
 */
import { sha256 } from "../base/fingerprint.ts";
import { textColumn } from "../data/catalogue.ts";
import type { Dataset, DatasetSettings } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import {
  type Autoencoder,
  createAutoencoder,
  trainableVariables,
} from "../model/autoencoder.ts";
import { evaluate } from "../model/evaluation.ts";
import type { NetworkSettings } from "../model/network.ts";
import { reconstructionObjective } from "../model/objective.ts";
import { measurePictures } from "../model/reconstruction.ts";
import type { TrainingSettings } from "../model/training_settings.ts";
import {
  analogyObjective,
  type AnalogyWeights,
  stackAnalogies,
} from "./analogy_objective.ts";
import {
  createDrawing,
  type FontRows,
  type Quadruple,
} from "./analogy_drawing.ts";
import type { RunPlan } from "./run.ts";
import type { TestResults } from "./run_record.ts";

/** What a training for arithmetic is made from. */
export interface AnalogyExperiment {
  /** Name of the run, in kebab-case. */
  name: string;
  dataset: Dataset;
  /** Emoji of the data set, drawn by others; at least one font. */
  others: readonly Dataset[];
  /**
   * Which of the other fonts' pictures are trained on: "train" leaves out those
   * of the validation and test set there too, so that their emoji are seen
   * nowhere; "all" lets what is asked in one font be seen in the others.
   */
  otherSplits: "train" | "all";
  /** Analogies within a font, of which those are used whose pictures are seen. */
  analogies: readonly Quadruple[];
  /** Analogies in an epoch; each is drawn anew. */
  perEpoch: number;
  weights: AnalogyWeights;
  network: NetworkSettings;
  training: TrainingSettings;
}

/** The settings in a run's record. */
export interface AnalogySettings {
  network: NetworkSettings;
  training: TrainingSettings;
  dataset: DatasetSettings;
  others: DatasetSettings[];
  otherSplits: "train" | "all";
  perEpoch: number;
  weights: AnalogyWeights;
  /** SHA-256 of the analogies. */
  analogies: string;
}

/** The test set's errors, and the mean loss over analogies whose `d` is in it. */
export type AnalogyTestResults = TestResults;

/**
 * How a training for arithmetic is made and measured.
 *
 * @throws {RangeError} when a font has none of the data set's emoji.
 */
export function analogyPlan(
  { name, dataset, others, otherSplits, analogies, perEpoch, ...settings }:
    AnalogyExperiment,
): RunPlan<AnalogySettings, Autoencoder, AnalogyTestResults> {
  const { network, training, weights } = settings;
  const pictures: [Images, ...Images[]] = [
    dataset.originals,
    ...others.map(({ originals }) => originals),
  ];
  const drawing = createDrawing({
    splits: textColumn(dataset.catalogue, "split"),
    fonts: [dataset, ...others].map((font) => rowsIn(font, dataset)),
    otherSplits,
    analogies,
    seed: training.seed,
  });
  const examples = (split: "train" | "validation" | "test", epoch = 0) => ({
    images: stackAnalogies(
      split === "train"
        ? drawing.forEpoch(epoch, perEpoch)
        : drawing.between(split),
      pictures,
    ),
  });
  return {
    name,
    module: import.meta.url,
    settings: {
      network,
      training,
      dataset: dataset.settings,
      others: others.map(({ settings }) => settings),
      otherSplits,
      perEpoch,
      weights,
      analogies: sha256(JSON.stringify(analogies)),
    },
    data: sha256(
      [dataset, ...others].map(({ fingerprint }) => fingerprint).join(),
    ),
    build() {
      const [, ...inputShape] = dataset.originals.shape;
      const models = createAutoencoder(network, {
        inputShape,
        seed: training.seed,
      });
      const objective = analogyObjective(models, weights);
      return {
        models,
        training: {
          models,
          variables: trainableVariables(models.encoder, models.decoder),
          objective,
          train: (epoch) => Promise.resolve(examples("train", epoch)),
          validation: examples("validation"),
          settings: training,
        },
        async measureTest(signal) {
          const options = { ...training, signal };
          const { loss } = await evaluate(objective, examples("test"), options);
          const { meanSquaredError } = await evaluate(
            reconstructionObjective(models),
            dataset.test,
            options,
          );
          return {
            loss: loss!,
            meanSquaredError: meanSquaredError!,
            ...await measurePictures(models, dataset.test),
          };
        },
      };
    },
  };
}

/** Where a font has the emoji of each of the data set's rows, by code point. */
function rowsIn(font: Dataset, dataset: Dataset): FontRows {
  const [own, asked] = [font, dataset].map(({ catalogue }) =>
    textColumn(catalogue, "codePoint")
  ) as [string[], string[]];
  const places = new Map(own.map((codePoint, row) => [codePoint, row]));
  places.delete(""); // Of sources that know names only.
  const rows = asked.map((codePoint) => places.get(codePoint));
  if (rows.some((row) => row !== undefined)) return rows;
  throw new RangeError(
    `A font needs emoji of the data set, but of the code points of ${
      font.settings.source ?? "noto"
    } (${
      own[0] || "none"
    } first) the data set has none: take sources with code points.`,
  );
}
