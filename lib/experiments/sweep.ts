/**
 * Question 2's sweep: joint trainings that differ in λ and in the seed.
 *
 * @module
 */
import {
  type JointExperiment,
  jointPlan,
  jointRecord,
} from "./joint_experiment.ts";
import { recordedRun, Run, type Watch } from "./run.ts";
import type { RunRecord } from "./run_record.ts";
import { workspace } from "../base/workspace.ts";

/** One training of the sweep. */
export interface Arm {
  lambda: number;
  /** Of the first weights and of the order of the examples. */
  seed: number;
}

/**
 * The trainings of a sweep: each λ with the first seed, and the repeated ones
 * with the other seeds too, so that a difference between two λ can be compared
 * with what the seed alone changes.
 *
 * @returns arms in the order of λ and then of the seed, each once.
 */
export function sweepArms({ lambdas, repeated, seeds }: {
  lambdas: number[];
  repeated: number[];
  seeds: number[];
}): Arm[] {
  const all = [
    ...lambdas.map((lambda) => ({ lambda, seed: seeds[0]! })),
    ...repeated.flatMap((lambda) => seeds.map((seed) => ({ lambda, seed }))),
  ];
  const known = new Set<string>();
  return all.filter(({ lambda, seed }) => {
    const name = `${lambda} ${seed}`;
    return !known.has(name) && known.add(name);
  }).sort(byLambdaAndSeed);
}

/**
 * Trains the arms one after the other, those that were made before excepted,
 * and adds what was trained earlier with another λ or seed and is otherwise the
 * same: data, labels, model, training, sources and engine.
 *
 * @param experiment Its λ and seed are replaced by each arm's.
 * @param options `arms`: see {@linkcode sweepArms}; `watch`: how to show and
 * stop the training of this title.
 * @returns the records in the order of λ and then of the seed.
 * @throws {Error} when a training is stopped; what was trained is kept.
 */
export async function trainSweep(
  experiment: JointExperiment,
  { arms, watch }: { arms: Arm[]; watch?: (title: string) => Watch },
): Promise<RunRecord[]> {
  const records = new Map<string, RunRecord>();
  const missing: Arm[] = [];
  for (const arm of [...arms, ...await armsOnDisk()]) {
    const record = await recordedRun(jointPlan(withArm(experiment, arm)));
    if (record) records.set(record.name, record);
    else if (arms.includes(arm)) missing.push(arm);
  }
  for (const [index, arm] of missing.entries()) {
    const title = `λ = ${arm.lambda}, seed ${arm.seed} (${
      index + 1
    } of ${missing.length})`;
    const record = await jointRecord(
      withArm(experiment, arm),
      watch?.(title),
    );
    records.set(record.name, record);
  }
  return [...records.values()].sort((one, other) =>
    byLambdaAndSeed(armOf(one), armOf(other))
  );
}

/** @returns the λ and the seed of a joint run. */
export function armOf({ settings }: RunRecord): Arm {
  const { lambda, training } = settings as unknown as JointExperiment;
  return { lambda, seed: training.seed };
}

/** @returns the records of one λ, or of one λ and seed. */
export function recordsOf(
  records: RunRecord[],
  { lambda, seed }: { lambda: number; seed?: number },
): RunRecord[] {
  return records.filter((record) => {
    const arm = armOf(record);
    return arm.lambda === lambda && (seed === undefined || arm.seed === seed);
  });
}

/**
 * Shows the runs in the cell, so that the notebook says which runs its figures
 * are made from.
 */
export async function displayRuns(records: RunRecord[]): Promise<void> {
  for (const record of records) {
    await Deno.jupyter.display(new Run(record, {}, false));
  }
}

/** The joint runs that have a folder, whatever their other settings are. */
async function armsOnDisk(): Promise<Arm[]> {
  const arms: Arm[] = [];
  try {
    for await (const { name } of Deno.readDir(workspace().runs)) {
      const found = name.match(/^joint-lambda-(.+)-seed-(\d+)$/);
      if (found) {
        arms.push({ lambda: Number(found[1]), seed: Number(found[2]) });
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return arms;
}

function withArm(
  { training, ...experiment }: JointExperiment,
  { lambda, seed }: Arm,
): JointExperiment {
  return { ...experiment, lambda, training: { ...training, seed } };
}

function byLambdaAndSeed(one: Arm, other: Arm): number {
  return one.lambda - other.lambda || one.seed - other.seed;
}
