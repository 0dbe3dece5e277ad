/**
 * Setting up what is not in the clone: a place for it, commands that do it, and
 * what the user hears of it.
 *
 * @module
 */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** A failure that the user can do something about; its message says what. */
export class SetUpError extends Error {
  override name = "SetUpError";
}

/**
 * A folder for all clones: a cache by the system's convention, by which a
 * relative `XDG_CACHE_HOME` counts as not set.
 *
 * @throws {SetUpError} when the user has no home.
 */
export function cacheFolder(name: string): string {
  const base = Deno.env.get("XDG_CACHE_HOME");
  if (base && isAbsolute(base)) return join(base, "emoji-autoencoder", name);
  const home = homedir();
  if (!home || !isAbsolute(home)) {
    throw new SetUpError(
      `There is no place for the project's cache, since this user's home folder is "${
        home ?? ""
      }": set XDG_CACHE_HOME to a folder's full path and run the command again.`,
    );
  }
  return join(home, ".cache", "emoji-autoencoder", name);
}

/**
 * Makes sure that one process works in a folder, which is made if need be. Says
 * so when it has to wait for another.
 *
 * @returns the lock; the system frees it when this process ends.
 * @throws {SetUpError} when the folder cannot be written to.
 */
export async function lockFolder(folder: string): Promise<Deno.FsFile> {
  const lock = await openLock(folder).catch((cause) => {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new SetUpError(
      `The project's cache ${folder} cannot be written to (${cause.message}): make room there and allow writing, or set XDG_CACHE_HOME to another folder's full path, and run the command again.`,
      { cause },
    );
  });
  if (await lock.tryLock(true)) return lock;
  console.error(`Waiting for another process that sets up ${folder}.`);
  await lock.lock(true);
  return lock;
}

async function openLock(folder: string): Promise<Deno.FsFile> {
  await Deno.mkdir(folder, { recursive: true });
  return await Deno.open(join(folder, "lock"), { write: true, create: true });
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

/**
 * @param env Variables added to those of this process.
 * @throws {SetUpError} with its last words if the command fails.
 */
export async function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { success, code, signal, stderr } = await new Deno.Command(command, {
    args,
    env,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n").slice(-3);
  throw new SetUpError(
    `\`${command}\` failed (${signal ?? `exit code ${code}`})${
      lines.join("") ? `; its last words were: ${lines.join(" / ")}` : ""
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
