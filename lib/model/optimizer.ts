/**
 * The optimisers: Adam (Kingma & Ba 2015) and stochastic gradient descent.
 *
 * @module
 */
import * as composed from "../engine/composed_operations.ts";
import { tf } from "../engine/engine.ts";
import * as tensorflow from "../engine/tensorflow_operations.ts";
import { adamDefaults, type OptimizerSettings } from "./training_settings.ts";

const { applyAdam, assignResource, createResource, readResource } =
  tf.getBackend() === "tensorflow" ? tensorflow : composed;

/** Changes a fixed list of variables by gradients. */
export interface Optimizer {
  /**
   * One step.
   *
   * @param gradients One for each variable, in their order.
   */
  apply(gradients: tf.Tensor[], learningRate: number): void;
  /** @returns the present state; the caller disposes its tensors. */
  snapshot(): OptimizerSnapshot;
  /** Takes the variables and the state back to a snapshot. */
  restore(snapshot: OptimizerSnapshot): void;
  /** Frees the state; the variables stay. */
  dispose(): void;
}

/** Variables and state after some step, to return to. */
export interface OptimizerSnapshot {
  step: number;
  tensors: tf.Tensor[];
}

/** Makes the optimiser that the settings name; Adam by default. */
export function createOptimizer(
  variables: tf.Variable[],
  settings: OptimizerSettings = { name: "adam" },
): Optimizer {
  return settings.name === "adam"
    ? new Adam(variables, settings)
    : new Sgd(variables, settings);
}

/**
 * Adam on a fixed list of variables, as PyTorch's `Adam`:
 *
 * - `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`
 * - `w = w - learningRate · (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`
 */
export class Adam implements Optimizer {
  #step = 0;
  readonly #variables: tf.Variable[];
  readonly #constants: typeof adamDefaults;
  /** For each variable: weights, first moment, second moment. */
  readonly #state: [tf.Tensor, tf.Tensor, tf.Tensor][];

  constructor(
    variables: tf.Variable[],
    constants: Partial<typeof adamDefaults> = {},
  ) {
    this.#variables = variables;
    this.#constants = { ...adamDefaults, ...constants };
    this.#state = variables.map((variable) =>
      tf.tidy(() => [
        createResource(variable),
        createResource(tf.zerosLike(variable)),
        createResource(tf.zerosLike(variable)),
      ])
    );
  }

  apply(gradients: tf.Tensor[], learningRate: number) {
    this.#step++;
    const { beta1, beta2, epsilon } = this.#constants;
    const beta1Power = beta1 ** this.#step;
    const beta2Power = beta2 ** this.#step;
    tf.tidy(() => {
      const scalars = {
        beta1Power: tf.scalar(beta1Power),
        beta2Power: tf.scalar(beta2Power),
        learningRate: tf.scalar(learningRate),
        beta1: tf.scalar(beta1),
        beta2: tf.scalar(beta2),
        // The operation adds epsilon to sqrt(v) before the bias correction.
        epsilon: tf.scalar(epsilon * Math.sqrt(1 - beta2Power)),
      };
      this.#state.forEach(([value, firstMoment, secondMoment], index) => {
        const gradient = gradients[index]!;
        applyAdam({ value, firstMoment, secondMoment, gradient, ...scalars });
        this.#variables[index]!.assign(readResource(value));
      });
    });
  }

  snapshot(): OptimizerSnapshot {
    return {
      step: this.#step,
      tensors: this.#state.flat().map((handle) => readResource(handle)),
    };
  }

  restore({ step, tensors }: OptimizerSnapshot) {
    this.#step = step;
    this.#state.flat().forEach((handle, index) =>
      assignResource(handle, tensors[index]!)
    );
    tf.tidy(() =>
      this.#state.forEach(([value], index) =>
        this.#variables[index]!.assign(readResource(value))
      )
    );
  }

  dispose() {
    tf.dispose(this.#state);
  }
}

/**
 * Stochastic gradient descent with momentum, as PyTorch's `SGD`:
 * `b = momentum b + g` (`b = g` in the first step), `w = w - learningRate b`.
 */
export class Sgd implements Optimizer {
  #step = 0;
  readonly #variables: tf.Variable[];
  readonly #momentum: number;
  readonly #velocities: tf.Variable[];

  constructor(
    variables: tf.Variable[],
    { momentum = 0 }: { momentum?: number } = {},
  ) {
    this.#variables = variables;
    this.#momentum = momentum;
    this.#velocities = variables.map((variable) =>
      tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
    );
  }

  apply(gradients: tf.Tensor[], learningRate: number) {
    this.#step++;
    tf.tidy(() =>
      this.#variables.forEach((variable, index) => {
        const velocity = this.#velocities[index]!;
        velocity.assign(velocity.mul(this.#momentum).add(gradients[index]!));
        variable.assign(variable.sub(velocity.mul(learningRate)));
      })
    );
  }

  snapshot(): OptimizerSnapshot {
    const all = [...this.#variables, ...this.#velocities];
    return { step: this.#step, tensors: all.map((tensor) => tensor.clone()) };
  }

  restore({ step, tensors }: OptimizerSnapshot) {
    this.#step = step;
    [...this.#variables, ...this.#velocities].forEach((variable, index) =>
      variable.assign(tensors[index]!)
    );
  }

  dispose() {
    tf.dispose(this.#velocities);
  }
}
