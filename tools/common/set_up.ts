/**
 * Setting up what is not in the clone: a place for it, commands that do it, and
 * what the user hears of it.
 *
 * @module
 */
import { join } from "node:path";

/** A failure that the user can do something about; its message says what. */
export class SetUpError extends Error {
  override name = "SetUpError";
}

/** A folder for all clones: a cache by the system's convention. */
export function cacheFolder(name: string): string {
  const base = Deno.env.get("XDG_CACHE_HOME") ||
    join(Deno.env.get("HOME") ?? ".", ".cache");
  return join(base, "emoji-autoencoder", name);
}

/**
 * Makes sure that one process works in a folder, which is made if need be.
 *
 * @returns the lock; the system frees it when this process ends.
 */
export async function lockFolder(folder: string): Promise<Deno.FsFile> {
  await Deno.mkdir(folder, { recursive: true });
  const lock = await Deno.open(join(folder, "lock"), {
    write: true,
    create: true,
  });
  await lock.lock(true);
  return lock;
}

/** @throws {SetUpError} if the command does not work. */
export async function requireTool(
  [command, ...args]: [string, ...string[]],
  { what, install }: { what: string; install: string },
): Promise<void> {
  const found = await works(command, args);
  if (!found) {
    throw new SetUpError(
      `${what} is needed for this, but \`${command}\` was not found or does not work: install it (${install}) and run the command again.`,
    );
  }
}

/** Whether a command is there and ends well. */
export async function works(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args,
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** @throws {SetUpError} with its last words if the command fails. */
export async function run(command: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  throw new SetUpError(
    `\`${command}\` failed; its last words were: ${
      lines.slice(-3).join(" / ")
    }`,
  );
}

/** Says on stderr how long a step takes. */
export async function step(
  name: string,
  action: () => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(0);
  const heartbeat = setInterval(
    () => console.error(`  ${name} … ${seconds()} s`),
    10_000,
  );
  try {
    await action();
    console.error(`  ${name}: done in ${seconds()} s.`);
  } finally {
    clearInterval(heartbeat);
  }
}
