/**
 * How far a mean of few values can be trusted.
 *
 * @module
 */
import jstat from "jstat";
import { createRandom } from "../base/random.ts";
import { mean } from "../base/statistics.ts";

/** Two bounds between which a mean lies in 95 of 100 such experiments. */
export type Interval = { low: number; high: number };

/** Samples that a bootstrap draws: its bounds hold to about their third digit. */
const resamples = 10_000;

/**
 * The 95 % interval of a mean by Student's t: `m ± t(n - 1) · s / √n` with the
 * sample's standard deviation `s`. It takes the values for independent and
 * nearly normal. One value says nothing of its spread: its interval is the whole
 * line, so that nothing can be claimed from it.
 *
 * @throws {RangeError} when there is no value.
 */
export function studentInterval(values: readonly number[]): Interval {
  const count = values.length;
  if (count === 0) throw new RangeError("An interval needs a value.");
  if (count === 1) return { low: -Infinity, high: Infinity };
  const half = jstat.studentt.inv(0.975, count - 1) *
    standardDeviation(values) / Math.sqrt(count);
  return { low: mean(values) - half, high: mean(values) + half };
}

/** The sample's standard deviation, with `n - 1`. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) ** 2);
  return Math.sqrt(mean(squares) * values.length / (values.length - 1));
}

/**
 * The 95 % interval of a mean over values that belong together in groups, as
 * copies of one picture do: a bootstrap that draws whole groups (Davison &
 * Hinkley 1997, 2.4 and 3.8), by percentiles, seeded.
 *
 * @param groups The group of each value.
 * @throws {RangeError} when there are not as many groups as values.
 */
export function groupInterval(
  values: readonly number[],
  groups: readonly string[],
): Interval {
  if (values.length !== groups.length || values.length === 0) {
    throw new RangeError(
      `Each value needs a group, but there are ${values.length} values and ${groups.length} groups.`,
    );
  }
  const sums = new Map<string, { sum: number; count: number }>();
  values.forEach((value, index) => {
    const { sum, count } = sums.get(groups[index]!) ?? { sum: 0, count: 0 };
    sums.set(groups[index]!, { sum: sum + value, count: count + 1 });
  });
  const units = [...sums.values()];
  const random = createRandom(1);
  const means = Array.from({ length: resamples }, () => {
    let [sum, count] = [0, 0];
    for (let draw = 0; draw < units.length; draw++) {
      const unit = units[random.integer(units.length)]!;
      sum += unit.sum;
      count += unit.count;
    }
    return sum / count;
  }).sort((one, other) => one - other);
  return {
    low: means[Math.floor(0.025 * resamples)]!,
    high: means[Math.ceil(0.975 * resamples) - 1]!,
  };
}

/** Whether some value lies in all of the intervals. */
export function overlap(intervals: readonly Interval[]): boolean {
  const low = Math.max(...intervals.map(({ low }) => low));
  return low <= Math.min(...intervals.map(({ high }) => high));
}
