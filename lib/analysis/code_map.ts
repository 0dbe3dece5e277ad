/**
 * A map of codes: each in the plane of the first two principal components
 * (Pearson 1901).
 *
 * @module
 */
import { Matrix, SVD } from "ml-matrix";
import type { Vector } from "./vectors.ts";

/** Where codes lie. */
export interface CodeMap {
  /** For each code its place to the right and up, each in [0, 1]. */
  places: [x: number, y: number][];
  /** The part of the codes' variance that two components hold, in [0, 1]. */
  share: number;
}

/**
 * Maps vectors. It takes neither an engine nor chance, so that the page for the
 * browser, which is made without one, has the map that the notebook shows.
 *
 * @param vectors At least three, all of one length.
 */
export function mapVectors(vectors: Vector[]): CodeMap {
  const centred = new Matrix(vectors).center("column");
  // The Gram matrix has the same components in far fewer numbers.
  const gram = centred.mmul(centred.transpose());
  const { diagonal, leftSingularVectors } = new SVD(gram);
  const total = diagonal.reduce((sum, value) => sum + value, 0);
  const [right, up] = [0, 1].map((axis) =>
    spread(leftSingularVectors.getColumn(axis))
  );
  return {
    places: vectors.map((_, row) => [right![row]!, up![row]!]),
    share: (diagonal[0]! + diagonal[1]!) / total,
  };
}

/** Onto [0, 1]; a component has no sign of its own, so the first is not below. */
function spread(values: number[]): number[] {
  const sign = values.find((value) => value !== 0)! < 0 ? -1 : 1;
  const signed = values.map((value) => sign * value);
  const [least, most] = [Math.min(...signed), Math.max(...signed)];
  return signed.map((value) => (value - least) / (most - least || 1));
}
