/**
 * Trials of a sweep in processes of their own.
 *
 * @module
 */
import { projectFolder } from "../base/workspace.ts";
import type { DatasetSettings } from "../data/dataset.ts";
import type { Progress } from "../model/training.ts";
import {
  type JointExperiment,
  jointPlan,
  type JointRecord,
} from "./joint_training.ts";
import { recordedRun, type TrainOptions } from "./run.ts";
import { startTraining } from "./training_process.ts";

/** What a process is told, as a line of JSON. */
export type TrialOrder =
  | { train: TrialSettings }
  | { stop: true };

/** An experiment whose pictures the process loads itself. */
export type TrialSettings = Omit<JointExperiment, "dataset"> & {
  dataset: DatasetSettings;
};

/** What it says, as a line of JSON. */
export type TrialReport =
  | { progress: Progress }
  | { waits: true }
  | { trained: true }
  | { error: string };

/**
 * Processes that are free, of this whole program: one that was stopped keeps how
 * far it came, and is the one that goes on with it.
 */
const free: TrialProcess[] = [];

/** Some processes, which share the threads. */
export class TrialProcesses {
  constructor(private readonly count: number) {}

  /**
   * Trains in a process that is free, or in a new one.
   *
   * @throws {Error} when the training is stopped, what training throws, and when
   * the process ends.
   */
  async train(
    experiment: JointExperiment,
    options: TrainOptions = {},
  ): Promise<JointRecord> {
    const plan = jointPlan(experiment);
    const process = take(plan.name) ?? new TrialProcess(this.count);
    try {
      await process.train(plan.name, experiment, options);
    } finally {
      if (process.isAlive) free.push(process);
      options.onEnd?.();
    }
    const record = await recordedRun(plan);
    if (record) return record as JointRecord;
    throw new Error(
      `The pictures or the code changed while "${plan.name}" was trained: run the cell again.`,
    );
  }

  /** Ends the processes that are free, but for those that can go on. */
  [Symbol.dispose]() {
    for (const process of free.filter(({ stopped }) => !stopped)) {
      free.splice(free.indexOf(process), 1);
      process.end();
    }
  }
}

/** The process that was stopped in this training, or one that was in none. */
function take(name: string): TrialProcess | undefined {
  const process = free.find(({ stopped }) => stopped === name) ??
    free.find(({ stopped }) => !stopped);
  if (process) free.splice(free.indexOf(process), 1);
  return process;
}

class TrialProcess {
  readonly #child: Deno.ChildProcess;
  readonly #orders: WritableStreamDefaultWriter<string>;
  readonly #reports: AsyncIterator<string>;
  readonly #complaints: Promise<string>;
  isAlive = true;
  /** The training in which it was stopped. */
  stopped?: string;

  constructor(processes: number) {
    const { child, lines } = startTraining(
      new URL("trial_worker.ts", import.meta.url),
      {
        processes,
        cwd: projectFolder,
        stdin: "piped",
        stderr: "piped", // TensorFlow greets there, which a cell would show.
      },
    );
    this.#child = child;
    this.#reports = lines[Symbol.asyncIterator]();
    this.#complaints = readEnd(this.#child.stderr);
    const encoder = new TextEncoderStream();
    // Writing to a process that has ended fails; that it has ended is said below.
    encoder.readable.pipeTo(this.#child.stdin).catch(() => {});
    this.#orders = encoder.writable.getWriter();
  }

  async train(
    name: string,
    { dataset, ...experiment }: JointExperiment,
    { signal, onProgress, onWait }: TrainOptions,
  ): Promise<void> {
    this.stopped = undefined;
    const settings = { ...experiment, dataset: dataset.settings };
    this.#order({ train: settings });
    const stop = () => this.#order({ stop: true });
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    try {
      while (true) {
        const report = await this.#nextReport(name);
        if ("trained" in report) return;
        if ("waits" in report) onWait?.();
        if ("progress" in report) onProgress?.(report.progress);
        if ("error" in report) {
          if (signal?.aborted) this.stopped = name;
          throw new Error(report.error);
        }
      }
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  end() {
    this.#orders.close().catch(() => {}); // It ends when it is told no more.
  }

  #order(order: TrialOrder) {
    this.#orders.write(`${JSON.stringify(order)}\n`).catch(() => {});
  }

  async #nextReport(name: string): Promise<TrialReport> {
    const { value, done } = await this.#reports.next();
    if (!done) return JSON.parse(value);
    this.isAlive = false;
    const { code, signal } = await this.#child.status;
    throw new Error(
      `The process that trained "${name}" ended with ${
        signal ?? `code ${code}`
      }: run the cell again.`,
      { cause: await this.#complaints },
    );
  }
}

/** @returns the last of a text, where a process says why it ends. */
async function readEnd(stream: ReadableStream<Uint8Array>): Promise<string> {
  let end = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    end = (end + text).slice(-2000);
  }
  return end;
}
