/**
 * The optimiser Adam (Kingma & Ba 2015).
 *
 * @module
 */
import * as composed from "../engine/composed_operations.ts";
import { tf } from "../engine/engine.ts";
import * as tensorflow from "../engine/tensorflow_operations.ts";

const { applyAdam, assignResource, createResource, readResource } =
  tf.getBackend() === "tensorflow" ? tensorflow : composed;

/** The moments' decay rates and epsilon of the paper and of PyTorch. */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Weights and moments after some step, to return to. */
export interface AdamSnapshot {
  step: number;
  tensors: tf.Tensor[];
}

/**
 * Adam on a fixed list of variables, as PyTorch's `Adam` with its defaults:
 *
 * - `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`
 * - `w = w - learningRate · (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`
 */
export class Adam {
  #step = 0;
  readonly #variables: tf.Variable[];
  readonly #learningRate: number;
  /** For each variable: weights, first moment, second moment. */
  readonly #state: [tf.Tensor, tf.Tensor, tf.Tensor][];

  /**
   * @param learningRate Greater than 0; PyTorch's default is 0.001.
   * @throws {RangeError} when the learning rate is not a positive number.
   */
  constructor(variables: tf.Variable[], learningRate: number) {
    if (!(learningRate > 0 && learningRate < Infinity)) {
      throw new RangeError(
        `learningRate must be a positive number, but it is ${learningRate}.`,
      );
    }
    this.#variables = variables;
    this.#learningRate = learningRate;
    this.#state = variables.map((variable) =>
      tf.tidy(() => [
        createResource(variable),
        createResource(tf.zerosLike(variable)),
        createResource(tf.zerosLike(variable)),
      ])
    );
  }

  /** @param gradients One for each variable, in their order. */
  apply(gradients: tf.Tensor[]) {
    this.#step++;
    const beta1Power = beta1 ** this.#step;
    const beta2Power = beta2 ** this.#step;
    tf.tidy(() => {
      const scalars = {
        beta1Power: tf.scalar(beta1Power),
        beta2Power: tf.scalar(beta2Power),
        learningRate: tf.scalar(this.#learningRate),
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

  /** @returns the present state; the caller disposes its tensors. */
  snapshot(): AdamSnapshot {
    return {
      step: this.#step,
      tensors: this.#state.flat().map((handle) => readResource(handle)),
    };
  }

  /** Takes weights, moments and step back to a snapshot. */
  restore({ step, tensors }: AdamSnapshot) {
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

  /** Frees the moments; the variables stay. */
  dispose() {
    tf.dispose(this.#state);
  }
}
