/**
 * The folder in which an export makes its files, before they are put into place.
 *
 * @module
 */
import { join } from "node:path";
import { ifThere } from "../../lib/base/workspace.ts";

/** The lock of a folder lies beside it, so that it is the last to go. */
const lockName = /^(report-[0-9a-f-]+)\.lock$/;

/** A folder that goes away. */
export interface Staging extends AsyncDisposable {
  folder: string;
}

/**
 * Makes a folder of this process's own, and removes those of processes that were
 * killed: they no longer hold their lock.
 *
 * @param build Where; it is made if it is not there.
 */
export async function openStaging(build: string): Promise<Staging> {
  await Deno.mkdir(build, { recursive: true });
  await removeLeftovers(build);
  const folder = join(build, `report-${crypto.randomUUID()}`);
  const path = `${folder}.lock`;
  const lock = await Deno.open(path, { write: true, create: true });
  await lock.lock(true);
  await Deno.mkdir(folder);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
      await Deno.remove(path);
      lock.close();
    },
  };
}

async function removeLeftovers(build: string): Promise<void> {
  for await (const { name } of Deno.readDir(build)) {
    const [, folder] = lockName.exec(name) ?? [];
    if (folder === undefined) continue;
    const path = join(build, name);
    using lock = await ifThere(Deno.open(path, { write: true }));
    if (await lock?.tryLock(true)) {
      await ifThere(Deno.remove(join(build, folder), { recursive: true }));
      await ifThere(Deno.remove(path));
    }
  }
}
