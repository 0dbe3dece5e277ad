/**
 * What a training for arithmetic minimises.
 *
 * @module
 */
import type { Images } from "../data/images.ts";
import { tf } from "../engine/engine.ts";
import { type Autoencoder, decode, encode } from "../model/autoencoder.ts";
import type { Pictures } from "../model/evaluation.ts";
import { losses } from "../model/losses.ts";
import type { Objective } from "../model/objective.ts";
import type { FontAnalogy } from "./analogy_drawing.ts";
import { contrastError, edgeError } from "./analogy_terms.ts";

/**
 * Analogies as examples: the channels of the four pictures behind each other.
 *
 * @param fonts Their originals, row by row.
 * @returns `[analogies, height, width, 4 · channels]`.
 */
export function stackAnalogies(
  analogies: readonly FontAnalogy[],
  fonts: readonly [Images, ...Images[]],
): Pictures {
  const [, height, width, channels] = fonts[0].shape;
  const data = new Float32Array(
    analogies.length * 4 * fonts[0].picture(0).length,
  );
  analogies.forEach(({ pictures, isFlipped, shift: [right, down] }, index) =>
    pictures.forEach(({ row, font }, term) => {
      const picture = fonts[font]!.picture(row);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const fromX = isFlipped ? width - 1 - x + right : x - right;
          const fromY = y - down;
          // What comes in from outside is transparent.
          if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) {
            continue;
          }
          const from = (fromY * width + fromX) * channels;
          data.set(
            picture.subarray(from, from + channels),
            (((index * height + y) * width + x) * 4 + term) * channels,
          );
        }
      }
    })
  );
  return { data, shape: [analogies.length, height, width, 4 * channels] };
}

/** What is asked for beside the right pixels, and how much it weighs. */
export interface AnalogyWeights {
  /** Of {@linkcode contrastError}. */
  contrast: number;
  /** Of {@linkcode edgeError}, of reconstructions and of answers. */
  edges: number;
}

/**
 * Reconstruction and arithmetic: with the encoder `E`, the decoder `D` and the
 * mean squared error,
 * `loss = MSE(D(E(x)), x) over a, b and c + MSE(D(E(a) - E(b) + E(c)), d)`, and
 * the weighted {@linkcode edgeError} of both and {@linkcode contrastError}.
 */
export function analogyObjective(
  autoencoder: Autoencoder,
  weights: AnalogyWeights,
): Objective {
  return ({ images }, { training }) => {
    const [a, b, c, d] = tf.split(images, 4, -1) as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const [count] = a.shape;
    // Together, so that batch normalisation sees one batch.
    const { code } = encode(
      autoencoder,
      tf.concat([a, b, c, d]) as tf.Tensor4D,
      { training },
    );
    const [codeA, codeB, codeC] = tf.split(code, 4) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const sum = codeA.sub(codeB).add(codeC);
    const terms = tf.concat([a, b, c]) as tf.Tensor4D;
    const drawn = decode(
      autoencoder,
      tf.concat([codeA, codeB, codeC, sum]),
      { training },
    );
    const [own, answer] = tf.split(drawn, [3 * count, count]) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const meanSquaredError = losses.meanSquaredError(own, terms);
    const analogyError = losses.meanSquaredError(answer, d);
    const edges = edgeError(own, terms).add(edgeError(answer, d)).asScalar();
    const contrast = contrastError(sum, code);
    return {
      loss: meanSquaredError.add(analogyError)
        .add(edges.mul(weights.edges))
        .add(contrast.mul(weights.contrast)).asScalar(),
      meanSquaredError,
      analogyError,
      edgeError: edges,
      contrastError: contrast,
    };
  };
}
