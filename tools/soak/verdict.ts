/**
 * Whether a long training stayed what it was at its start.
 *
 * @module
 */
import { median } from "../../lib/base/statistics.ts";

/** What was measured at one moment. */
export interface Sample {
  /** Since the start. */
  seconds: number;
  /** The least between two cycles since the sample before. */
  residentMebibytes: number;
  tensors: number;
  /** Median since the sample before. */
  millisecondsPerStep: number;
}

/** What memory may gain over the span that counts, as a share of its mean. */
const toleratedGrowth = 0.02;

/** How much slower the last third may be; other programs make noise. */
const toleratedSlowdown = 1.25;

/**
 * Judges by the slope of a straight line through the resident memory (least
 * squares), by the tensors, and by the step times of the first and last third.
 * The first half of the span, in which heaps grow to their size, counts for
 * none; a leak would show in the second as well.
 *
 * @throws {RangeError} for fewer than six samples.
 */
export function judge(
  samples: Sample[],
): { isFlat: boolean; sentence: string } {
  if (samples.length < 6) {
    throw new RangeError(
      `A verdict needs 6 samples, but there are ${samples.length}: let it run for 3 minutes or more.`,
    );
  }
  const { seconds: end } = samples.at(-1)!;
  const settled = samples.filter(({ seconds }) => seconds >= end / 2);
  const slope = 60 * slopeOf(settled); // MiB a minute
  const minutes = (end - settled[0]!.seconds) / 60;
  const memory = mean(settled.map((sample) => sample.residentMebibytes));
  const tensors = new Set(settled.map((sample) => sample.tensors));
  const third = Math.ceil(settled.length / 3);
  const stepTime = (part: Sample[]) =>
    median(part.map((sample) => sample.millisecondsPerStep));
  const ratio = stepTime(settled.slice(-third)) /
    stepTime(settled.slice(0, third));
  const isFlat = slope * minutes <= toleratedGrowth * memory &&
    tensors.size === 1 && ratio <= toleratedSlowdown;
  return {
    isFlat,
    sentence: `${isFlat ? "Flat" : "NOT FLAT"}: resident memory changes by ${
      slope.toFixed(1)
    } MiB a minute around ${memory.toFixed(0)} MiB, ${
      tensors.size === 1
        ? `${[...tensors]} tensors throughout`
        : `between ${Math.min(...tensors)} and ${Math.max(...tensors)} tensors`
    }, and a step takes ${
      ratio.toFixed(2)
    } times as long in the last third as in the first.`,
  };
}

/** MiB a second. */
function slopeOf(samples: Sample[]): number {
  const x = mean(samples.map(({ seconds }) => seconds));
  const y = mean(samples.map((sample) => sample.residentMebibytes));
  let [covariance, variance] = [0, 0];
  for (const { seconds, residentMebibytes } of samples) {
    covariance += (seconds - x) * (residentMebibytes - y);
    variance += (seconds - x) ** 2;
  }
  return covariance / variance;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
