/**
 * A process that trains trials of a sweep, one after the other, as it is told on
 * stdin. When nobody is there to tell it anything, it ends.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { stdin } from "node:process";
import { loadDataset } from "../data/dataset.ts";
import type {
  TrialOrder,
  TrialReport,
  TrialSettings,
} from "./trial_processes.ts";
import { trainTrial } from "./sweep.ts";

let stopping = new AbortController();

for await (const line of createInterface({ input: stdin })) {
  const order: TrialOrder = JSON.parse(line);
  if ("train" in order) train(order.train);
  else stopping.abort();
}
Deno.exit();

async function train({ dataset, ...experiment }: TrialSettings) {
  stopping = new AbortController();
  try {
    await trainTrial({ ...experiment, dataset: await loadDataset(dataset) }, {
      signal: stopping.signal,
      onProgress: (progress) => report({ progress }),
      onWait: () => report({ waits: true }),
    });
    report({ trained: true });
  } catch (error) {
    report({ error: (error as Error).message });
  }
}

function report(report: TrialReport) {
  console.log(JSON.stringify(report));
}
