/**
 * The folder in which an export makes its files, before they are put into place.
 *
 * @module
 */
import { join } from "node:path";
import { ifThere } from "../../lib/base/workspace.ts";

const prefix = "report-";
const lockName = ".lock";

/** A folder that goes away. */
export interface Staging extends AsyncDisposable {
  folder: string;
}

/**
 * Makes a folder of this process's own, and removes those of processes that were
 * killed: they no longer hold the lock in it.
 *
 * @param build Where; it is made if it is not there.
 */
export async function openStaging(build: string): Promise<Staging> {
  await Deno.mkdir(build, { recursive: true });
  await removeLeftovers(build);
  // Under another name until it is locked.
  const unlocked = await Deno.makeTempDir({ dir: build, prefix: "new-" });
  const lock = await Deno.open(join(unlocked, lockName), {
    write: true,
    create: true,
  });
  await lock.lock(true);
  const folder = unlocked.replace(/new-(?=[^/\\]*$)/, prefix);
  await Deno.rename(unlocked, folder);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      lock.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function removeLeftovers(build: string): Promise<void> {
  for await (const { name } of Deno.readDir(build)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(build, name);
    using lock = await ifThere(
      Deno.open(join(path, lockName), { write: true }),
    );
    if (await lock?.tryLock(true)) {
      await ifThere(Deno.remove(path, { recursive: true }));
    }
  }
}
