/**
 * Linear probes: how well a linear classifier finds the classes in numbers that
 * were not made for it (Alain & Bengio 2016).
 *
 * @module
 */
import { percent } from "../base/format.ts";
import { mean } from "../base/statistics.ts";
import { tf } from "../engine/engine.ts";
import { balancedAccuracy, confusionMatrix } from "../model/confusion.ts";
import { crossEntropy } from "../model/losses.ts";
import { createOptimizer } from "../model/optimizer.ts";
import { groupInterval, type Interval } from "./intervals.ts";
import { concatenate, type Vector } from "./vectors.ts";

/** Numbers for each example, their classes, and the groups they belong to. */
export interface ProbeExamples {
  features: readonly Vector[];
  labels: readonly number[];
  groups: readonly string[];
}

/** How well a probe does on the test set. */
export interface Probe extends Interval {
  label: string;
  /** With its 95 % interval over groups of pictures. */
  accuracy: number;
  balancedAccuracy: number;
}

/** How a table writes probes. */
export const probeColumns = {
  label: { title: "linear classifier on" },
  accuracy: { format: percent },
  low: { title: "95 % from", format: percent },
  high: { title: "to", format: percent },
  balancedAccuracy: { title: "balanced", format: percent },
};

/** Penalties among which the validation set chooses. */
const penalties = [1e-4, 1e-2, 1];
const steps = 60;
const learningRate = 0.03;

/**
 * Trains logistic regression on fixed features, `softmax(W x + b)` with the
 * penalty `α |W|²`, by full-batch Adam from zero, and tests it. Features are
 * centred and divided by one number, so that all inputs have one scale; the
 * penalty with the highest balanced accuracy on the validation set is taken,
 * the larger one where two are equal.
 *
 * @param label What a reader calls the features.
 * @throws {RangeError} when a split has not as many labels as features.
 */
export async function probe(
  label: string,
  splits: {
    train: ProbeExamples;
    validation: ProbeExamples;
    test: ProbeExamples;
  },
): Promise<Probe> {
  const { train, validation, test } = splits;
  for (const [name, { features, labels }] of Object.entries(splits)) {
    if (features.length === labels.length && features.length > 0) continue;
    throw new RangeError(
      `The probe of ${label} needs a label for each of the ${name} examples, but ${features.length} have ${labels.length}.`,
    );
  }
  const scale = scaleOf(train.features);
  const inputs = {
    train: scale(train.features),
    validation: scale(validation.features),
    test: scale(test.features),
  };
  try {
    const weights = fit(inputs.train, train.labels);
    const [chosen, predicted] = await Promise.all([
      predict(inputs.validation, weights),
      predict(inputs.test, weights),
    ]);
    tf.dispose(weights);
    const scores = chosen.map((classes) => balanced(validation, classes));
    const best = predicted[scores.lastIndexOf(Math.max(...scores))]!;
    const hits = best.map((value, index) =>
      Number(value === test.labels[index])
    );
    return {
      label,
      accuracy: mean(hits),
      ...groupInterval(hits, test.groups),
      balancedAccuracy: balanced(test, best),
    };
  } finally {
    tf.dispose(inputs);
  }
}

/** @returns centres and divides features as the training features ask for. */
function scaleOf(features: readonly Vector[]) {
  const [centre, deviation] = tf.tidy(() => {
    const rows = toRows(features);
    const centre = rows.mean(0);
    return [
      centre.dataSync(),
      rows.sub(centre).square().mean().sqrt().dataSync(),
    ];
  });
  return (features: readonly Vector[]) =>
    tf.tidy(() =>
      toRows(features).sub(centre!).div(Math.max(deviation![0]!, 1e-12))
    ) as tf.Tensor2D;
}

/**
 * Fits all penalties at once, since what takes long is to read the inputs.
 *
 * @returns `W` and `b`, whose columns are the classes of one penalty after the
 * other.
 */
function fit(inputs: tf.Tensor2D, labels: readonly number[]): tf.Variable[] {
  const classes = Math.max(...labels) + 1;
  const columns = penalties.flatMap((penalty) => Array(classes).fill(penalty));
  const [weights, bias] = tf.tidy(() => [
    tf.variable(tf.zeros([inputs.shape[1], columns.length])),
    tf.variable(tf.zeros([columns.length])),
  ]) as [tf.Variable, tf.Variable];
  const targets = tf.tensor1d(
    labels.flatMap((label) => penalties.map(() => label)),
    "int32",
  );
  const optimizer = createOptimizer([weights, bias]);
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const logits = inputs.matMul(weights as tf.Tensor2D).add(bias)
          .reshape([-1, classes]);
        // Each penalty has a loss of its own: their sum, not their mean.
        return crossEntropy(logits as tf.Tensor2D, targets)
          .mul(penalties.length)
          .add(weights.square().mul(columns).sum()).asScalar();
      }, [weights, bias]);
      optimizer.apply([grads[weights.name]!, grads[bias.name]!], learningRate);
    });
  }
  optimizer.dispose();
  targets.dispose();
  return [weights, bias];
}

/** @returns the classes of all inputs, for each penalty. */
async function predict(
  inputs: tf.Tensor2D,
  [weights, bias]: tf.Variable[],
): Promise<number[][]> {
  const classes = tf.tidy(() =>
    inputs.matMul(weights as tf.Tensor2D).add(bias!)
      .reshape([inputs.shape[0], penalties.length, -1]).argMax(2).transpose()
  ) as tf.Tensor2D;
  const predicted = await classes.array();
  classes.dispose();
  return predicted;
}

function balanced({ labels }: ProbeExamples, predicted: number[]): number {
  const classes = Math.max(...labels, ...predicted) + 1;
  return balancedAccuracy(confusionMatrix(labels, predicted, classes));
}

function toRows(features: readonly Vector[]): tf.Tensor2D {
  return tf.tensor2d(concatenate(features), [
    features.length,
    features[0]!.length,
  ]);
}
