/**
 * Pictures drawn anew with pieces of others.
 *
 * @module
 */
import type { Vector } from "./vectors.ts";

/** Height and width of pictures; they have four channels. */
export interface PictureSize {
  height: number;
  width: number;
}

const channels = 4;

/** How a picture is drawn with pieces. */
export interface Pieces {
  /** Sides of the pieces in pixels: those laid first, and those laid then. */
  sides: [number, number];
  /** Times that pieces of one size are laid. */
  rounds: number;
  /** How far a piece may be moved, in pixels. */
  reach: number;
}

/** The pieces for pictures of this height: shares of it, whole pixels. */
export function piecesFor(height: number): Pieces {
  const pixels = (share: number) => Math.round(share * height);
  return {
    sides: [Math.max(1, pixels(3 / 16)), Math.max(1, pixels(1 / 8))],
    rounds: 4,
    reach: pixels(1 / 32),
  };
}

/**
 * Draws a composite with pieces of the pictures it was composed of, as textures
 * are drawn from an example (Kwatra et al. 2005): each square of the composite,
 * a quarter of its side apart from the next, looks for the square of the pictures
 * near the same place that differs least from it; where squares overlap their
 * pixels are averaged, each weighing more near its square's middle. Again with
 * what this gives, then with smaller squares.
 *
 * What is blurred or mixed becomes as sharp as the pictures are; what to take
 * from which of them the composite decides.
 *
 * @param composite `[height, width, 4]`, as the pictures.
 * @returns the same shape, between the pictures' least and greatest values.
 */
export function drawWithPieces(
  composite: Vector,
  pictures: readonly Vector[],
  size: PictureSize,
): Vector {
  let drawn = composite;
  const { sides, rounds, reach } = piecesFor(size.height);
  const moves = movesUpTo(reach);
  for (const wanted of sides) {
    const side = Math.min(wanted, size.width);
    for (let round = 0; round < rounds; round++) {
      drawn = layPieces(drawn, pictures, { ...size, side, moves });
    }
  }
  return drawn;
}

/** One round: all squares of a picture, laid over each other. */
function layPieces(
  picture: Vector,
  sources: readonly Vector[],
  size: PictureSize & { side: number; moves: Move[] },
): Float32Array {
  const { height, width, side } = size;
  const sums = new Float64Array(picture.length);
  const weights = new Float64Array(height * width);
  const windowed = gaussian(side);
  for (const top of places(height, side)) {
    for (const left of places(width, side)) {
      const { source, at } = nearest(picture, sources, {
        ...size,
        top,
        left,
      });
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const to = (top + y) * width + left + x;
          const from = at + y * width + x;
          const weight = windowed[y]! * windowed[x]!;
          weights[to]! += weight;
          for (let channel = 0; channel < channels; channel++) {
            sums[to * channels + channel]! += weight *
              source[from * channels + channel]!;
          }
        }
      }
    }
  }
  return Float32Array.from(
    sums,
    (sum, index) => sum / weights[Math.floor(index / channels)]!,
  );
}

/** Which square of the sources differs least from one of the picture. */
function nearest(
  picture: Vector,
  sources: readonly Vector[],
  { height, width, side, moves, top, left }: PictureSize & {
    side: number;
    moves: readonly Move[];
    top: number;
    left: number;
  },
) {
  const row = width * channels;
  let least = Infinity;
  let source = sources[0]!;
  let at = 0;
  for (const [down, right] of moves) {
    const [y, x] = [top + down, left + right];
    if (y < 0 || x < 0 || y + side > height || x + side > width) continue;
    for (const candidate of sources) {
      let sum = 0;
      for (let line = 0; line < side && sum < least; line++) {
        const one = (top + line) * row + left * channels;
        const other = (y + line) * row + x * channels;
        for (let value = 0; value < side * channels; value++) {
          const difference = picture[one + value]! - candidate[other + value]!;
          sum += difference * difference;
        }
      }
      if (sum >= least) continue;
      least = sum;
      source = candidate;
      at = y * width + x;
    }
  }
  return { source, at };
}

type Move = readonly [down: number, right: number];

/**
 * Up to so many pixels each way, the shortest first: a square that has hardly
 * moved is often the nearest, and the others are given up the sooner.
 */
function movesUpTo(pixels: number): Move[] {
  const steps = Array.from(
    { length: 2 * pixels + 1 },
    (_, index) => index - pixels,
  );
  return steps.flatMap((down) => steps.map((right): Move => [down, right]))
    .sort((one, other) => Math.hypot(...one) - Math.hypot(...other));
}

/** Where squares begin, a quarter of their side apart, the last at the edge. */
function places(size: number, side: number): number[] {
  const step = Math.max(1, Math.floor(side / 4));
  const last = size - side;
  const all = Array.from(
    { length: Math.ceil(last / step) },
    (_, index) => index * step,
  );
  return [...all, last];
}

/** A normal distribution over a side, with a quarter of it as its deviation. */
function gaussian(side: number): Float64Array {
  const middle = (side - 1) / 2;
  return Float64Array.from(
    { length: side },
    (_, place) => Math.exp(-((place - middle) ** 2) / (2 * (side / 4) ** 2)),
  );
}
