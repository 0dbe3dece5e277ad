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
    let best = { score: -1, predicted: [] as number[] };
    for (const penalty of penalties) {
      const weights = fit(inputs.train, train.labels, penalty);
      const chosen = await predict(inputs.validation, weights);
      const score = balanced(validation, chosen);
      if (score >= best.score) {
        best = { score, predicted: await predict(inputs.test, weights) };
      }
      tf.dispose(weights);
    }
    const hits = best.predicted.map((value, index) =>
      Number(value === test.labels[index])
    );
    return {
      label,
      accuracy: mean(hits),
      ...groupInterval(hits, test.groups),
      balancedAccuracy: balanced(test, best.predicted),
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

/** @returns `W` and `b`. */
function fit(
  inputs: tf.Tensor2D,
  labels: readonly number[],
  penalty: number,
): tf.Variable[] {
  const classes = Math.max(...labels) + 1;
  const [weights, bias] = tf.tidy(() => [
    tf.variable(tf.zeros([inputs.shape[1], classes])),
    tf.variable(tf.zeros([classes])),
  ]) as [tf.Variable, tf.Variable];
  const targets = tf.tensor1d([...labels], "int32");
  const optimizer = createOptimizer([weights, bias]);
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const logits = inputs.matMul(weights as tf.Tensor2D).add(bias);
        return crossEntropy(logits as tf.Tensor2D, targets)
          .add(weights.square().sum().mul(penalty)).asScalar();
      }, [weights, bias]);
      optimizer.apply([grads[weights.name]!, grads[bias.name]!], learningRate);
    });
  }
  optimizer.dispose();
  targets.dispose();
  return [weights, bias];
}

async function predict(
  inputs: tf.Tensor2D,
  [weights, bias]: tf.Variable[],
): Promise<number[]> {
  const classes = tf.tidy(() =>
    inputs.matMul(weights as tf.Tensor2D).add(bias!).argMax(1)
  );
  const predicted = [...await classes.data()];
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
