/**
 * Question 2's training: reconstruction with classification as an auxiliary
 * task.
 *
 * @module
 */
import {
  balancedAccuracy,
  type ConfusionMatrix,
  confusionMatrix,
} from "../analysis/confusion.ts";
import type { Dataset } from "../data/dataset.ts";
import { tf } from "../engine/engine.ts";
import { toBatch, toTensor } from "../model/evaluation.ts";
import { gradientConflict } from "../model/gradient_conflict.ts";
import type { Images } from "../data/images.ts";
import {
  type Autoencoder,
  createAutoencoder,
  createClassifier,
  type ModelSettings,
  trainableVariables,
} from "../model/autoencoder.ts";
import { jointObjective, type Objective } from "../model/objective.ts";
import {
  forgetRun,
  recordedRun,
  type Run,
  type RunPlan,
  trainedRun,
  type Watch,
} from "./run.ts";
import type { RunRecord } from "./run_record.ts";
import type { TrainingSettings } from "../model/training.ts";

/** An autoencoder and a classifier on its latent code. */
export type JointModels = Autoencoder & { classifier: tf.LayersModel };

/** One class for each picture of each part. */
export interface Labels {
  train: number[];
  validation: number[];
  test: number[];
}

/** What a joint training is made from. */
export interface JointExperiment {
  dataset: Dataset;
  labels: Labels;
  model: ModelSettings;
  /** Weight of the classification. */
  lambda: number;
  training: TrainingSettings;
}

/** One in so many training pictures measures the gradients, after each epoch. */
const probeStride = 30;

/** Trains jointly, or takes the known run. */
export function trainJointly(
  experiment: JointExperiment,
  watch?: Watch,
): Promise<Run<JointModels>> {
  return trainedRun(jointPlan(experiment), watch);
}

/**
 * The record of a joint training, for comparisons that need no weights: it
 * trains only where no record is found.
 *
 * @throws {Error} when the training is stopped.
 */
export async function jointRecord(
  experiment: JointExperiment,
  watch?: Watch,
): Promise<RunRecord> {
  const plan = jointPlan(experiment);
  const known = await recordedRun(plan);
  if (known) return known;
  const { record, stopped } = await trainedRun(plan, watch);
  if (stopped) {
    throw new Error(
      `The run "${plan.name}" was stopped after epoch ${record.history.length}: run the cell again to go on.`,
    );
  }
  forgetRun(plan.name);
  return record;
}

/** @returns the class that the classifier gives to each picture. */
export async function classify(
  { encoder, classifier }: JointModels,
  images: Images,
): Promise<number[]> {
  const classes = tf.tidy(() => {
    const latent = encoder.predict(toTensor(images)) as tf.Tensor4D;
    const logits = classifier.predict(latent) as tf.Tensor2D;
    return logits.argMax(1);
  });
  const predicted = [...await classes.data()];
  classes.dispose();
  return predicted;
}

/** The confusion matrix that a run's record holds. */
export function recordedConfusion({ test }: RunRecord): ConfusionMatrix {
  return [0, 1].map((actual) =>
    [0, 1].map((predicted) => test[confusionKey(actual, predicted)]!)
  );
}

/**
 * What makes a joint training and what names its run; `recordedRun` finds the
 * record of one that was made before.
 */
export function jointPlan(
  { dataset, labels, model, lambda, training }: JointExperiment,
): RunPlan<JointModels> {
  const part = (name: "train" | "validation" | "test") => ({
    images: dataset[name].images,
    labels: labels[name],
  });
  return {
    name: `joint-lambda-${lambda}-seed-${training.seed}`,
    settings: { model, lambda, training, dataset: dataset.settings, labels },
    data: dataset.fingerprint,
    test: part("test"),
    build() {
      const { filters } = model;
      const latentSize = dataset.settings.imageSize / 2 ** filters.length;
      const models = {
        ...createAutoencoder(model, training.seed),
        classifier: createClassifier(
          [latentSize, latentSize, filters.at(-1)!],
          { classes: 2, seed: training.seed },
        ),
      };
      const objective = jointObjective(models, models.classifier, lambda);
      const shared = trainableVariables(models.encoder);
      return {
        models,
        plan: {
          variables: [
            ...shared,
            ...trainableVariables(models.decoder, models.classifier),
          ],
          objective,
          train: part("train"),
          validation: part("validation"),
          settings: training,
          measure: () => probeGradients(objective, shared, part("train")),
        },
        measureTest: () => measureClassifier(models, part("test")),
      };
    },
  };
}

/** Compares the tasks' gradients on a few training pictures, the same each time. */
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

async function measureClassifier(
  models: JointModels,
  { images, labels }: { images: Images; labels: number[] },
): Promise<Record<string, number>> {
  const matrix = confusionMatrix(labels, await classify(models, images), 2);
  const counts = matrix.flatMap((row, actual) =>
    row.map((count, predicted) => [confusionKey(actual, predicted), count])
  );
  return {
    balancedAccuracy: balancedAccuracy(matrix),
    ...Object.fromEntries(counts),
  };
}

function confusionKey(actual: number, predicted: number): string {
  return `actual${actual}Predicted${predicted}`;
}
