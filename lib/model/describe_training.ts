/**
 * What a reader is told of a training's hyper-parameters. Apart from what decides
 * a training, so that a change of words is no change of a run.
 *
 * @module
 */
import { plain } from "../base/format.ts";
import {
  adamDefaults,
  lossOf,
  type TrainingSettings,
} from "./training_settings.ts";

/** Whether the optimiser is Adam with its default constants and rate. */
export function isDefaultAdam(
  { optimizer = { name: "adam" }, learningRate, schedule }: TrainingSettings,
): boolean {
  return optimizer.name === "adam" && Object.keys(optimizer).length === 1 &&
    learningRate === 0.001 && schedule === undefined;
}

/** The hyper-parameters as rows of a table. */
export function describeTraining(
  settings: TrainingSettings,
): { "hyper-parameter": string; value: string }[] {
  const { optimizer = { name: "adam" }, schedule, patience } = settings;
  const constants = optimizer.name === "adam"
    ? { ...adamDefaults, ...optimizer }
    : { momentum: 0, ...optimizer };
  const values: Record<string, string> = {
    optimiser: describeNamed(constants),
    "learning rate": plain(settings.learningRate),
    schedule: schedule ? describeNamed(schedule) : "constant",
    "batch size": plain(settings.batchSize),
    epochs: plain(settings.epochs),
    ...patience ? { "early stopping after": `${patience} epochs` } : {},
    "loss of the reconstruction": lossOf(settings) === "meanSquaredError"
      ? "mean squared error"
      : "mean absolute error",
    "augmented copies": settings.freshAugmentation
      ? "new in each epoch"
      : "the same in each epoch",
    seed: plain(settings.seed),
  };
  return Object.entries(values).map(([name, value]) => ({
    "hyper-parameter": name,
    value,
  }));
}

function describeNamed({ name, ...rest }: { name: string }): string {
  const values = Object.entries(rest).map(([key, value]) => `${key} ${value}`);
  const title = name === "adam" ? "Adam" : name === "sgd" ? "SGD" : name;
  return values.length > 0 ? `${title} (${values.join(", ")})` : title;
}
