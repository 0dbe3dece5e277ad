import { removeRuns } from "../../../lib/experiments/run_record.ts";
import {
  loadFewPictures,
  stepsPerCycle,
  trainStopAndReload,
} from "../../../tools/soak/cycle.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";

useQuickPreset();

Deno.test("a training stopped in its first step or its last goes on, is saved and loaded", async () => {
  const name = `soak-test-${crypto.randomUUID()}`;
  try {
    await assertNoTensorsLeft(async () => {
      const dataset = await loadFewPictures();
      for (const stopAt of [1, stepsPerCycle]) {
        await trainStopAndReload({
          ...{ name, dataset, stopAt, seed: stopAt },
          watch: () => () => {},
        });
      }
    });
  } finally {
    await removeRuns(name);
  }
});
