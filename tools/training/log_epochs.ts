/**
 * @module
 */
import { mse } from "../../lib/base/format.ts";
import type { TrainOptions } from "../../lib/experiments/run.ts";

/** Follows a training with a line for each epoch. */
export function logEpochs(title: string): TrainOptions {
  return {
    onWait: () => console.log(`${title}: another process trains it; waiting`),
    onProgress({ step, epochs, history, secondsLeft = 0 }) {
      const last = history.at(-1);
      if (step > 0 || !last) return;
      console.log(
        `${title}: epoch ${last.epoch} of ${epochs}, validation loss ${
          mse(last.validationLoss)
        }, ${Math.ceil(secondsLeft)} s left`,
      );
    },
  };
}
