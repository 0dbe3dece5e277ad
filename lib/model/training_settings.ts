/**
 * The hyper-parameters of a training, and what is refused.
 *
 * @module
 */
import { z } from "zod";
import {
  checkSettings,
  flag,
  group,
  integer,
  number,
  seed,
  word,
} from "../base/settings.ts";
import type { LossName } from "./losses.ts";

/** The hyper-parameters of training. */
export interface TrainingSettings {
  /** Times that each example is shown, at most. */
  epochs: number;
  /** Examples for each step; the last batch of an epoch may be smaller. */
  batchSize: number;
  /** The optimiser's step size at the start. */
  learningRate: number;
  /** Decides the first weights, the order of the examples and all noise. */
  seed: number;
  /** What reconstructions are trained for; the mean squared error by default. */
  loss?: LossName;
  /** Adam by default. */
  optimizer?: OptimizerSettings;
  /** How the learning rate changes over the epochs; it is constant by default. */
  schedule?: ScheduleSettings;
  /**
   * Early stopping: the training ends when the validation loss has not fallen
   * for so many epochs, and the weights of the best epoch are kept.
   */
  patience?: number;
  /** Whether each epoch has augmented copies of its own. */
  freshAugmentation?: boolean;
}

/** Adam (Kingma & Ba 2015) or stochastic gradient descent with momentum. */
export type OptimizerSettings =
  | { name: "adam"; beta1?: number; beta2?: number; epsilon?: number }
  | { name: "sgd"; momentum?: number };

/**
 * The factor of the learning rate in an epoch: half a cosine from 1 to 0
 * (Loshchilov & Hutter 2017), or `factor` for every so many epochs.
 */
export type ScheduleSettings =
  | { name: "cosine" }
  | { name: "steps"; every: number; factor: number };

/** The constants of Adam's paper, which are PyTorch's defaults. */
export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

const optimizers = {
  adam: group({
    name: word("adam"),
    beta1: number(0, 0.9999).optional(),
    beta2: number(0, 0.99999).optional(),
    epsilon: number(0, 1, { above: true }).optional(),
  }),
  sgd: group({ name: word("sgd"), momentum: number(0, 0.9999).optional() }),
};

const schedules = {
  cosine: group({ name: word("cosine") }),
  steps: group({
    name: word("steps"),
    every: integer(1, 100_000),
    factor: number(0, 1, { above: true }),
  }),
};

const schema = group({
  epochs: integer(1, 100_000),
  batchSize: integer(1, 1_000_000),
  learningRate: number(0, 1, { above: true }),
  seed,
  loss: word("meanSquaredError", "meanAbsoluteError").optional(),
  optimizer: z.looseObject({}, "settings with a name").optional(),
  schedule: z.looseObject({}, "settings with a name").optional(),
  patience: integer(1, 100_000).optional(),
  freshAugmentation: flag.optional(),
});

/**
 * Refuses settings that no training can be made from.
 *
 * @throws {TypeError} when a setting is missing or unknown.
 * @throws {RangeError} when one is out of range or of another type.
 */
export function checkTraining(settings: TrainingSettings): TrainingSettings {
  checkSettings("training", schema, settings);
  checkNamed("optimizer", optimizers, settings.optimizer);
  checkNamed("schedule", schedules, settings.schedule);
  return settings;
}

/** @returns the learning rate in an epoch, which are counted from 1. */
export function learningRateAt(
  { learningRate, schedule, epochs }: TrainingSettings,
  epoch: number,
): number {
  switch (schedule?.name) {
    case undefined:
      return learningRate;
    case "cosine":
      return learningRate * (1 + Math.cos(Math.PI * (epoch - 1) / epochs)) / 2;
    case "steps":
      return learningRate *
        schedule.factor ** Math.floor((epoch - 1) / schedule.every);
  }
}

/** @returns the loss that reconstructions are trained for. */
export function lossOf({ loss = "meanSquaredError" }: TrainingSettings) {
  return loss;
}

function checkNamed(
  what: string,
  schemas: Record<string, z.ZodObject>,
  value: { name: string } | undefined,
) {
  if (value === undefined) return;
  const known = Object.hasOwn(schemas, value.name)
    ? schemas[value.name]
    : undefined;
  if (!known) {
    throw new RangeError(
      `The training's ${what} must be { name: … } with one of ${
        Object.keys(schemas).join(", ")
      }, but it is ${Deno.inspect(value)}.`,
    );
  }
  checkSettings(`training's ${what}`, known, value);
}
