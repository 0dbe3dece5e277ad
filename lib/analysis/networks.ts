/**
 * Question 3's example with several networks.
 *
 * @module
 */
import { mse } from "../base/format.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Run } from "../experiments/run.ts";
import type { TestResults } from "../experiments/run_record.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import {
  answerCatExample,
  type AnswerMethod,
  judgeAnswers,
  type Judgement,
} from "./answers.ts";
import type { CodeSpace } from "./spaces.ts";

/** How close a network's answers to the example come. */
export interface NetworkAnswers {
  /** Its mean squared error on the test set. */
  testMse: number;
  judged: Record<AnswerMethod, Judgement>;
}

/** How a table writes {@linkcode listNetworks}. */
export const networkColumns = {
  testMse: { title: "test error", format: mse },
  reconstruction: { title: "true answer", format: mse },
  averaged: { title: "averaged", format: mse },
  averagedRank: { title: "its rank" },
  latent: { title: "latent", format: mse },
  latentRank: { title: "rank of that" },
};

/**
 * Lets each network answer; each ranks by its own codes.
 *
 * @param runs By what a reader calls them; `spaces`: their codes.
 */
export async function compareNetworks<Name extends string>(
  runs: Record<Name, Run<unknown, Autoencoder, TestResults>>,
  dataset: Dataset,
  spaces: Record<Name, CodeSpace>,
): Promise<Record<Name, NetworkAnswers>> {
  const compared: Partial<Record<Name, NetworkAnswers>> = {};
  for (const name of Object.keys(runs) as Name[]) {
    const answers = await answerCatExample(spaces[name], dataset);
    compared[name] = {
      testMse: runs[name].test.meanSquaredError,
      judged: await judgeAnswers(answers, spaces[name], dataset),
    };
  }
  return compared as Record<Name, NetworkAnswers>;
}

/** For a table: the networks with their errors and ranks. */
export function listNetworks(networks: Record<string, NetworkAnswers>) {
  return Object.entries(networks).map(([network, { testMse, judged }]) => ({
    network,
    testMse,
    reconstruction: judged.reconstruction.mse,
    averaged: judged.averagedLatent.mse,
    averagedRank: judged.averagedLatent.codeRank,
    latent: judged.latent.mse,
    latentRank: judged.latent.codeRank,
  }));
}
