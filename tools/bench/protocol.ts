/**
 * How benchmarks measure and tell: rounds, and digits that mean something.
 *
 * @module
 */
import { parseArgs } from "node:util";

/**
 * Reads `--rounds` of this process: five unless told otherwise.
 *
 * @throws {RangeError} when it is no whole number of at least 1.
 */
export function readRounds(): number {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "5" } },
  });
  const rounds = Number(values.rounds);
  if (Number.isInteger(rounds) && rounds >= 1) return rounds;
  throw new RangeError(
    `--rounds is a whole number of at least 1, but it is "${values.rounds}".`,
  );
}

/** A figure with the four digits that a measurement has at most. */
export function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
