/**
 * Training: epochs of shuffled mini-batches that can be watched, stopped and
 * gone on with.
 *
 * @module
 */
import { Adam } from "./adam.ts";
import { tf } from "../engine/engine.ts";
import {
  accumulate,
  evaluate,
  type Examples,
  requirePositiveInteger,
  takeNumbers,
  toBatch,
} from "./evaluation.ts";
import type { Batch, Measurements, Objective } from "./objective.ts";
import { createRandom } from "../base/random.ts";

/** The hyper-parameters of training. */
export interface TrainingSettings {
  /** Times that each example is shown. */
  epochs: number;
  /** Examples for each step; the last batch of an epoch may be smaller. */
  batchSize: number;
  /** Adam's step size. */
  learningRate: number;
  /** Decides the order of the examples. */
  seed: number;
}

/**
 * One epoch: `loss` and the objective's other metrics as means over the
 * training examples while the epoch ran, `validationLoss` and its like over the
 * validation examples after it.
 */
export type HistoryRow =
  & { epoch: number; seconds: number; loss: number; validationLoss: number }
  & Record<string, number>;

/** Where a training stands. */
export interface Progress {
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  history: readonly HistoryRow[];
  /** Estimate of the time left in seconds, once an epoch is done. */
  secondsLeft?: number;
}

/** What a training is made of. */
export interface TrainingPlan {
  variables: tf.Variable[];
  objective: Objective;
  train: Examples;
  validation: Examples;
  settings: TrainingSettings;
  /** More numbers for an epoch's row, taken after the epoch. */
  measure?: () => Promise<Record<string, number>>;
}

/** How long the loop may keep the event loop from signals and displays. */
const breathingInterval = 100; // milliseconds

/**
 * A training in progress. It stops between two steps, and what is left then is
 * the state after the last whole epoch: going on gives, number for number, the
 * history of a training that was never stopped.
 */
export class Training {
  /** One row for each finished epoch. */
  readonly history: HistoryRow[] = [];
  readonly #plan: TrainingPlan;
  readonly #optimizer: Adam;
  readonly #orderSeeds: number[];
  /** Of the event loop; an epoch may be shorter than the interval. */
  #lastBreath = 0;

  /**
   * @throws {RangeError} when a setting is out of its range or there are no
   * examples.
   */
  constructor(plan: TrainingPlan) {
    const { epochs, batchSize, learningRate, seed } = plan.settings;
    requirePositiveInteger("epochs", epochs);
    requirePositiveInteger("batchSize", batchSize);
    requirePositiveInteger("Training examples", plan.train.images.shape[0]);
    const random = createRandom(seed);
    this.#plan = plan;
    this.#orderSeeds = Array.from(
      { length: epochs },
      () => random.integer(2 ** 31),
    );
    this.#optimizer = new Adam(plan.variables, learningRate);
  }

  /**
   * Trains until the last epoch is done or `signal` is aborted.
   *
   * @param options `onProgress` is called after each step and each epoch.
   * @returns whether all epochs are done.
   * @throws {RangeError} when the loss is NaN or infinite; the state is then
   * that after the last whole epoch.
   */
  async run(options: {
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
  } = {}): Promise<boolean> {
    const { train, validation, objective, settings, measure } = this.#plan;
    const data = toBatch(train);
    let snapshot = this.#optimizer.snapshot();
    try {
      while (this.history.length < settings.epochs) {
        const start = performance.now();
        const means = await this.#epoch(data, options);
        if (!means) {
          this.#optimizer.restore(snapshot);
          return false;
        }
        const validationMeans = await evaluate(
          objective,
          validation,
          settings,
        );
        this.#requireFinite(
          "validation loss",
          validationMeans["loss"]!,
          "its end",
        );
        this.history.push({
          epoch: this.history.length + 1,
          seconds: (performance.now() - start) / 1000,
          ...means,
          ...prefixed("validation", validationMeans),
          ...await measure?.(),
        } as HistoryRow);
        tf.dispose(snapshot.tensors);
        snapshot = this.#optimizer.snapshot();
        options.onProgress?.(this.#progress(0));
      }
      return true;
    } catch (error) {
      this.#optimizer.restore(snapshot);
      throw error;
    } finally {
      tf.dispose([snapshot.tensors, Object.values(data)]);
    }
  }

  /** Frees the optimiser's memory; the variables stay. */
  dispose() {
    this.#optimizer.dispose();
  }

  /** @returns means over the epoch, or nothing when it was stopped. */
  async #epoch(
    data: Batch,
    { signal, onProgress }: {
      signal?: AbortSignal;
      onProgress?: (progress: Progress) => void;
    },
  ): Promise<Record<string, number> | undefined> {
    const { batchSize } = this.#plan.settings;
    const epoch = this.history.length + 1;
    const count = data.images.shape[0];
    const indices = Array.from({ length: count }, (_, index) => index);
    const order = createRandom(this.#orderSeeds[epoch - 1]!).shuffle(indices);
    const sums: Record<string, number> = {};
    for (let first = 0; first < count; first += batchSize) {
      if (signal?.aborted) return undefined;
      const chosen = order.slice(first, first + batchSize);
      const values = await this.#step(data, chosen);
      const step = first / batchSize + 1;
      this.#requireFinite("loss", values["loss"]!, `step ${step}`);
      accumulate(sums, values, chosen.length / count);
      onProgress?.(this.#progress(step));
      if (performance.now() - this.#lastBreath > breathingInterval) {
        await new Promise((resolve) => setTimeout(resolve));
        this.#lastBreath = performance.now();
      }
    }
    return signal?.aborted ? undefined : sums;
  }

  /** One step of gradient descent on the chosen examples. */
  #step(data: Batch, chosen: number[]): Promise<Record<string, number>> {
    const { objective, variables } = this.#plan;
    let measurements: Measurements | undefined;
    tf.tidy(() => {
      const batch = gather(data, chosen);
      const { grads } = tf.variableGrads(() => {
        measurements = objective(batch);
        for (const value of Object.values(measurements)) tf.keep(value);
        return measurements.loss;
      }, variables);
      this.#optimizer.apply(variables.map(({ name }) => grads[name]!));
    });
    return takeNumbers(measurements!);
  }

  #requireFinite(name: string, value: number, where: string) {
    if (Number.isFinite(value)) return;
    const epoch = this.history.length + 1;
    const { learningRate } = this.#plan.settings;
    throw new RangeError(
      `The ${name} is ${value} at epoch ${epoch}, ${where}: lower the learningRate, which is ${learningRate}.`,
    );
  }

  #progress(step: number): Progress {
    const { epochs, batchSize } = this.#plan.settings;
    const steps = Math.ceil(this.#plan.train.images.shape[0] / batchSize);
    const seconds = this.history.reduce((sum, row) => sum + row.seconds, 0);
    const left = epochs - this.history.length - step / steps;
    return {
      epoch: Math.min(this.history.length + 1, epochs),
      epochs,
      step,
      steps,
      history: this.history,
      ...(seconds > 0
        ? { secondsLeft: seconds / this.history.length * left }
        : {}),
    };
  }
}

function gather({ images, labels }: Batch, chosen: number[]): Batch {
  const indices = tf.tensor1d(chosen, "int32");
  return { images: images.gather(indices), labels: labels?.gather(indices) };
}

function prefixed(
  prefix: string,
  values: Record<string, number>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map((
      [name, value],
    ) => [prefix + name[0]!.toUpperCase() + name.slice(1), value]),
  );
}
