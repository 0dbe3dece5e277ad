/**
 * Question 2's training: reconstruction with classification as an auxiliary
 * task.
 *
 * What decides a run is this module with all that it imports.
 *
 * @module
 */
import { sha256 } from "../base/fingerprint.ts";
import type { Dataset, DatasetSettings } from "../data/dataset.ts";
import { tf } from "../engine/engine.ts";
import {
  type Autoencoder,
  createAutoencoder,
  createClassifier,
  encode,
  trainableVariables,
} from "../model/autoencoder.ts";
import { describeArchitecture } from "../model/architecture.ts";
import {
  balancedAccuracy,
  type ConfusionMatrix,
  confusionMatrix,
} from "../model/confusion.ts";
import { evaluate, toBatch, toTensor } from "../model/evaluation.ts";
import { gradientConflict } from "../model/gradient_conflict.ts";
import type { Images } from "../data/images.ts";
import type { NetworkSettings } from "../model/network.ts";
import { jointObjective, type Objective } from "../model/objective.ts";
import { measurePictures } from "../model/reconstruction.ts";
import type { HistoryRow } from "../model/training.ts";
import type { TrainingSettings } from "../model/training_settings.ts";
import type { RunPlan } from "./run.ts";
import type { RunRecord, TestResults } from "./run_record.ts";

/** An autoencoder and a classifier on its latent code. */
export type JointModels = Autoencoder & { classifier: tf.LayersModel };

/** One class, 0 or 1, for each image of each split. */
export interface Labels {
  train: number[];
  validation: number[];
  test: number[];
}

/** What a joint training is made from. */
export interface JointExperiment {
  dataset: Dataset;
  labels: Labels;
  network: NetworkSettings;
  /** Weight of the classification, at least 0. */
  lambda: number;
  /** Epochs in which classification is not trained for yet. */
  epochsWithout?: number;
  training: TrainingSettings;
}

/** The settings in a run's record. */
export interface JointSettings {
  network: NetworkSettings;
  lambda: number;
  epochsWithout?: number;
  training: TrainingSettings;
  dataset: DatasetSettings;
  /** SHA-256 of the labels. */
  labels: string;
}

/** Means over the test set. */
export interface JointTestResults extends TestResults {
  crossEntropy: number;
  accuracy: number;
  balancedAccuracy: number;
  confusion: ConfusionMatrix;
}

/** An epoch, with the classification's metrics too. */
export type JointHistoryRow = HistoryRow & {
  crossEntropy: number;
  validationCrossEntropy: number;
  accuracy: number;
  validationAccuracy: number;
  gradientCosine: number;
  gradientNormRatio: number;
};

export type JointRecord = RunRecord<
  JointSettings,
  JointTestResults,
  JointHistoryRow
>;

/** What the names of all joint runs begin with. */
export const jointPrefix = "joint-lambda-";

/** One in so many training images measures the gradients, after each epoch. */
export const probeStride = 6;

/**
 * How a joint training is made and measured.
 *
 * @throws {RangeError} when λ is no number of at least 0, or the epochs without
 * it no whole number of them.
 */
export function jointPlan(
  { dataset, labels, network, lambda, epochsWithout, training }:
    JointExperiment,
): RunPlan<JointSettings, JointModels, JointTestResults> {
  if (!(typeof lambda === "number" && lambda >= 0 && lambda < Infinity)) {
    throw new RangeError(
      `lambda is a number of at least 0, but it is ${Deno.inspect(lambda)}.`,
    );
  }
  if (!(Number.isInteger(epochsWithout ?? 0) && (epochsWithout ?? 0) >= 0)) {
    throw new RangeError(
      `epochsWithout is a whole number of at least 0, but it is ${
        Deno.inspect(epochsWithout)
      }.`,
    );
  }
  const examples = (split: "train" | "validation" | "test") => ({
    images: dataset[split].images,
    labels: labels[split],
  });
  return {
    name: [
      `${jointPrefix}${lambda}`,
      ...epochsWithout ? [`after-${epochsWithout}`] : [],
      `seed-${training.seed}`,
    ].join("-"),
    module: import.meta.url,
    settings: {
      network,
      lambda,
      ...epochsWithout ? { epochsWithout } : {},
      training,
      dataset: dataset.settings,
      labels: sha256(JSON.stringify(labels)),
    },
    data: dataset.fingerprint,
    build() {
      const [, ...inputShape] = dataset.train.images.shape;
      const autoencoder = createAutoencoder(network, {
        inputShape,
        seed: training.seed,
      });
      const { codeShape } = describeArchitecture(network, inputShape);
      const classifier = createClassifier(codeShape, {
        classes: 2,
        seed: training.seed,
      });
      const models = { ...autoencoder, classifier };
      const objective = jointObjective(models, classifier, {
        lambda,
        epochsWithout,
        loss: training.loss,
        divergenceWeight: network.gaussianCode?.weight,
      });
      const shared = trainableVariables(models.encoder);
      return {
        models,
        training: {
          models,
          variables: [
            ...shared,
            ...trainableVariables(models.decoder, classifier),
          ],
          objective,
          // New copies are of the same originals in the same order.
          train: training.freshAugmentation
            ? async (epoch) => ({
              images: (await dataset.augmentAnew(epoch)).images,
              labels: labels.train,
            })
            : examples("train"),
          validation: examples("validation"),
          classes: 2,
          settings: training,
          measure: () => probeGradients(objective, shared, examples("train")),
        },
        async measureTest(signal) {
          const test = examples("test");
          const options = { ...training, signal };
          const means = await evaluate(objective, test, options);
          const pictures = await measurePictures(models, dataset.test);
          const predicted = await classify(models, test.images);
          const confusion = confusionMatrix(test.labels, predicted, 2);
          return {
            loss: means["loss"]!,
            meanSquaredError: means["meanSquaredError"]!,
            crossEntropy: means["crossEntropy"]!,
            accuracy: means["accuracy"]!,
            balancedAccuracy: balancedAccuracy(confusion),
            confusion,
            ...pictures,
          };
        },
      };
    },
  };
}

/** @returns the class that the classifier gives to each picture. */
export async function classify(
  models: JointModels,
  images: Images,
): Promise<number[]> {
  const classes = tf.tidy(() => {
    const { code } = encode(models, toTensor(images));
    const logits = models.classifier.predict(code) as tf.Tensor2D;
    return logits.argMax(1);
  });
  const predicted = [...await classes.data()];
  classes.dispose();
  return predicted;
}

/** Compares the tasks' gradients on a few training images, the same each time. */
async function probeGradients(
  objective: Objective,
  variables: tf.Variable[],
  { images, labels }: { images: Images; labels: number[] },
): Promise<Record<string, number>> {
  const indices = labels.flatMap((_, i) => i % probeStride === 0 ? [i] : []);
  const batch = toBatch({
    images: images.select(indices),
    labels: indices.map((index) => labels[index]!),
  });
  const conflict = await gradientConflict(objective, { variables, batch });
  tf.dispose([batch.images, batch.labels]);
  return { ...conflict };
}
