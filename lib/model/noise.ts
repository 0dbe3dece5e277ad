/**
 * Noise of a training: seeded anew for each step, so that a training that was
 * stopped continues with the numbers that it would have had.
 *
 * @module
 */
import { createRandom, type Random } from "../base/random.ts";
import { tf } from "../engine/engine.ts";

let source: Random | undefined;

/** Runs `action` with noise that depends on the seed alone. */
export function withNoise<Result>(seed: number, action: () => Result): Result {
  source = createRandom(seed);
  try {
    return action();
  } finally {
    source = undefined;
  }
}

/**
 * @returns numbers of a normal distribution, mean 0 and variance 1.
 * @throws {Error} outside of {@linkcode withNoise}.
 */
export function normalNoise(shape: number[]): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, "float32", nextSeed());
}

/**
 * Drop-out (Srivastava et al. 2014): while training, a share `rate` of the
 * numbers is set to 0 and the others are divided by `1 - rate`; as PyTorch's
 * `Dropout`. TensorFlow.js's own layer draws the same numbers in each step when
 * it is seeded, and others in each process when it is not.
 */
export class NoiseDropout extends tf.layers.Layer {
  static className = "NoiseDropout";
  readonly #rate: number;

  /** @param config `rate`: in [0, 1). */
  constructor(config: { rate: number }) {
    super(config as object);
    this.#rate = config.rate;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training = false }: { training?: boolean },
  ): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (!training || this.#rate === 0) return input.clone();
    return tf.tidy(() => {
      const draws = tf.randomUniform(input.shape, 0, 1, "float32", nextSeed());
      const kept = draws.greaterEqual(this.#rate).cast("float32");
      return input.mul(kept).div(1 - this.#rate);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), rate: this.#rate };
  }
}

tf.serialization.registerClass(NoiseDropout);

function nextSeed(): number {
  if (!source) {
    throw new Error("Noise is drawn only inside of withNoise.");
  }
  return source.integer(2 ** 31);
}
