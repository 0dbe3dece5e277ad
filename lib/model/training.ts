/**
 * Training: epochs of shuffled mini-batches that can be watched, stopped and
 * continued.
 *
 * @module
 */
import { createRandom, type Random } from "../base/random.ts";
import { tf } from "../engine/engine.ts";
import { fixedVariables } from "./autoencoder.ts";
import {
  accumulate,
  breathe,
  evaluate,
  type Examples,
  requireExamples,
  takeNumbers,
  toBatch,
} from "./evaluation.ts";
import { withNoise } from "./noise.ts";
import type { Batch, Measurements, Objective } from "./objective.ts";
import { createOptimizer, type Optimizer } from "./optimizer.ts";
import {
  checkTraining,
  learningRateAt,
  type TrainingSettings,
} from "./training_settings.ts";

/**
 * One epoch: `loss` and the objective's metrics as means over the training
 * examples while the epoch ran, `validationLoss` and its like over the
 * validation examples after it.
 */
export type HistoryRow =
  & {
    epoch: number;
    seconds: number;
    loss: number;
    validationLoss: number;
    meanSquaredError: number;
    validationMeanSquaredError: number;
  }
  & Record<string, number>;

/** Where a training stands. */
export interface Progress {
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  history: readonly HistoryRow[];
  /** Whether this was the last epoch. */
  isDone: boolean;
  /** Estimate of the time left in seconds, once an epoch is done. */
  secondsLeft?: number;
}

/** What is trained, on what, and how. */
export interface TrainingPlan {
  /** All models that take part; their moving statistics belong to the state. */
  models: Record<string, tf.LayersModel>;
  /** What gradients change. */
  variables: tf.Variable[];
  objective: Objective;
  /** The examples, or those of each epoch. */
  train: Examples | ((epoch: number) => Promise<Examples>);
  validation: Examples;
  /** How many classes the labels are of, where the objective needs labels. */
  classes?: number;
  settings: TrainingSettings;
  /** More numbers for an epoch's row, taken after the epoch. */
  measure?: () => Promise<Record<string, number>>;
}

/** How a training is followed and stopped. */
export interface RunOptions {
  signal?: AbortSignal;
  /** Is called after each step and each epoch. */
  onProgress?: (progress: Progress) => void;
}

/** Weights, moving statistics and the optimiser after some epoch. */
interface Snapshot {
  optimizer: ReturnType<Optimizer["snapshot"]>;
  fixed: tf.Tensor[];
}

/**
 * A training in progress. It stops between two steps, and what is left then is
 * the state after the last whole epoch: continuing gives, number for number, the
 * history of a training that was never stopped.
 */
export class Training {
  /** One row for each finished epoch. */
  readonly history: HistoryRow[] = [];
  readonly #plan: TrainingPlan;
  readonly #optimizer: Optimizer;
  readonly #fixed: tf.Variable[];
  readonly #seeds: Random;
  readonly #orderSeeds: number[] = [];
  /** Of the last epoch that began. */
  #stepsPerEpoch = 1;
  /** The state after the epoch with the lowest validation loss. */
  #best: { epoch: number; loss: number; snapshot?: Snapshot } = {
    epoch: 0,
    loss: Infinity,
  };

  /**
   * @throws {TypeError} when a setting is missing or unknown.
   * @throws {RangeError} when a setting is out of its range, there are no
   * examples, or a picture or label is no number of its range.
   */
  constructor(plan: TrainingPlan) {
    const { epochs: _, optimizer, seed } = checkTraining(plan.settings);
    if (typeof plan.train !== "function") {
      requireExamples("Training", plan.train, plan);
    }
    requireExamples("Validation", plan.validation, plan);
    this.#plan = plan;
    this.#seeds = createRandom(seed);
    this.#optimizer = createOptimizer(plan.variables, optimizer);
    this.#fixed = fixedVariables(...Object.values(plan.models));
  }

  /** Whether the last epoch is done, by number or by early stopping. */
  get isDone(): boolean {
    const { epochs, patience = Infinity } = this.#plan.settings;
    const { length } = this.history;
    return length >= epochs || length - this.#best.epoch >= patience;
  }

  /**
   * Trains until the last epoch is done or `signal` is aborted.
   *
   * @returns whether the last epoch is done.
   * @throws {RangeError} when the loss is NaN or infinite; the state is then
   * that after the last whole epoch.
   */
  async run(options: RunOptions = {}): Promise<boolean> {
    let snapshot = this.#snapshot();
    try {
      while (!this.isDone) {
        const row = await this.#epoch(options);
        if (!row) {
          this.#restore(snapshot);
          return false;
        }
        this.history.push(row);
        if (snapshot !== this.#best.snapshot) dispose(snapshot);
        snapshot = this.#snapshot();
        this.#noteBest(row, snapshot);
        options.onProgress?.(this.#progress(0));
      }
      if (this.#best.snapshot) this.#restore(this.#best.snapshot);
      return true;
    } catch (error) {
      this.#restore(snapshot);
      throw error;
    } finally {
      if (snapshot !== this.#best.snapshot) dispose(snapshot);
    }
  }

  /** Frees the optimiser's memory; the variables stay. */
  dispose() {
    this.#optimizer.dispose();
    if (this.#best.snapshot) dispose(this.#best.snapshot);
  }

  /** @returns the epoch's row, or nothing when it was stopped. */
  async #epoch(options: RunOptions): Promise<HistoryRow | undefined> {
    const { train, validation, objective, settings, measure } = this.#plan;
    const { signal } = options;
    const start = performance.now();
    const epoch = this.history.length + 1;
    const examples = typeof train === "function" ? await train(epoch) : train;
    if (examples !== train) requireExamples("Training", examples, this.#plan);
    const data = toBatch(examples);
    try {
      const means = await this.#steps(data, epoch, options);
      if (!means) return undefined;
      const after = await evaluate(objective, validation, {
        ...settings,
        signal,
      });
      this.#requireFinite("validation loss", after["loss"]!, "its end");
      const more = await measure?.();
      if (signal?.aborted) return undefined;
      return {
        epoch,
        seconds: (performance.now() - start) / 1000,
        ...means,
        ...prefixed("validation", after),
        ...more,
      } as HistoryRow;
    } catch (error) {
      if (signal?.aborted && error === signal.reason) return undefined;
      throw error;
    } finally {
      tf.dispose([data.images, data.labels]);
    }
  }

  /** @returns means over the epoch, or nothing when it was stopped. */
  async #steps(
    data: Batch,
    epoch: number,
    { signal, onProgress }: RunOptions,
  ): Promise<Record<string, number> | undefined> {
    const { batchSize } = this.#plan.settings;
    const count = data.images.shape[0];
    const steps = Math.ceil(count / batchSize);
    this.#stepsPerEpoch = steps;
    const random = createRandom(this.#orderSeed(epoch));
    const indices = Array.from({ length: count }, (_, index) => index);
    const order = random.shuffle(indices);
    const sums: Record<string, number> = {};
    for (let step = 1; step <= steps; step++) {
      if (signal?.aborted) return undefined;
      const chosen = order.slice((step - 1) * batchSize, step * batchSize);
      const noiseSeed = random.integer(2 ** 31);
      const values = await this.#step(data, chosen, { epoch, noiseSeed });
      this.#requireFinite("loss", values["loss"]!, `step ${step}`);
      accumulate(sums, values, chosen.length / count);
      onProgress?.(this.#progress(step));
      await breathe();
    }
    return signal?.aborted ? undefined : sums;
  }

  /** One step of gradient descent on the chosen examples. */
  #step(
    data: Batch,
    chosen: number[],
    { epoch, noiseSeed }: { epoch: number; noiseSeed: number },
  ): Promise<Record<string, number>> {
    const { objective, variables, settings } = this.#plan;
    let measurements: Measurements | undefined;
    tf.tidy(() => {
      const batch = gather(data, chosen);
      const { grads } = tf.variableGrads(
        () =>
          withNoise(noiseSeed, () => {
            measurements = objective(batch, { training: true, epoch });
            for (const value of Object.values(measurements)) tf.keep(value);
            return measurements.loss;
          }),
        variables,
      );
      this.#optimizer.apply(
        variables.map(({ name }) => grads[name]!),
        learningRateAt(settings, epoch),
      );
    });
    return takeNumbers(measurements!);
  }

  /** Drawn when an epoch comes, in the order of the epochs. */
  #orderSeed(epoch: number): number {
    while (this.#orderSeeds.length < epoch) {
      this.#orderSeeds.push(this.#seeds.integer(2 ** 31));
    }
    return this.#orderSeeds[epoch - 1]!;
  }

  #noteBest({ epoch, validationLoss }: HistoryRow, snapshot: Snapshot) {
    if (!(validationLoss < this.#best.loss)) return;
    const { patience } = this.#plan.settings;
    if (this.#best.snapshot) dispose(this.#best.snapshot);
    this.#best = {
      epoch,
      loss: validationLoss,
      ...patience === undefined ? {} : { snapshot },
    };
  }

  #snapshot(): Snapshot {
    return {
      optimizer: this.#optimizer.snapshot(),
      fixed: this.#fixed.map((variable) => variable.clone()),
    };
  }

  #restore({ optimizer, fixed }: Snapshot) {
    this.#optimizer.restore(optimizer);
    this.#fixed.forEach((variable, index) => variable.assign(fixed[index]!));
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
    const steps = this.#stepsPerEpoch;
    const { epochs } = this.#plan.settings;
    const { length } = this.history;
    const seconds = this.history.reduce((sum, row) => sum + row.seconds, 0);
    const left = epochs - length - step / steps;
    return {
      epoch: Math.min(length + 1, epochs),
      epochs,
      step,
      steps,
      history: this.history,
      isDone: this.isDone,
      ...(seconds > 0 ? { secondsLeft: seconds / length * left } : {}),
    };
  }
}

function dispose({ optimizer, fixed }: Snapshot) {
  tf.dispose([optimizer.tensors, fixed]);
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
