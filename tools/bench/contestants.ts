/**
 * What is compared: networks, and what trains them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import {
  readRecords,
  type RunRecord,
} from "../../lib/experiments/run_record.ts";
import {
  assignedNetwork,
  type NetworkSettings,
  upsamplingFirstNetwork,
} from "../../lib/model/network.ts";

/** The networks of the report that differ in what a step costs. */
export async function comparedNetworks(): Promise<
  Record<string, NetworkSettings>
> {
  const ofRun = async (name: string) => {
    const records = await readRecords<
      RunRecord<{ network: NetworkSettings }>
    >(`${name}-`);
    const record = records.find((record) => record.name === name);
    if (!record) {
      throw new Error(`There is no run "${name}": run \`deno task report\`.`);
    }
    return record.settings.network;
  };
  return {
    "assigned": assignedNetwork,
    "upsampling first": upsamplingFirstNetwork,
    "best": await ofRun("autoencoder-best-4096"),
    "dense code": await ofRun("arithmetic-four-fonts"),
  };
}

/** A program that trains a network and reports on itself. */
export interface Contestant {
  command: string[];
  environment: Record<string, string>;
}

/**
 * The contestants, this project first.
 *
 * @param files `pictures`; `network`: its layers in JSON; `packages`: PyTorch's
 * folder.
 */
export function contestants(
  { pictures, network, packages }: {
    pictures: string;
    network: string;
    packages: string;
  },
): Record<string, Contestant> {
  const local = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const pytorch = (...how: string[]) => ({
    command: ["python3", local("pytorch.py"), pictures, network, ...how],
    environment: { PYTHONPATH: packages },
  });
  return {
    "this project": {
      command: [
        Deno.execPath(),
        "run",
        ...["--allow-env", "--allow-ffi", "--allow-read", "--allow-sys"],
        ...["--quiet", local("time_training.ts"), pictures, network],
      ],
      environment: {},
    },
    "PyTorch": pytorch("contiguous"),
    "PyTorch, channels last": pytorch("channels_last"),
    "PyTorch, compiled": pytorch("channels_last", "compiled"),
  };
}
