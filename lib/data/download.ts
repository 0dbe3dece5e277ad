/**
 * Large files from the network: once, resumed after a break, and verified.
 *
 * @module
 */
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { hashFile } from "../base/fingerprint.ts";
import { ifThere } from "../base/workspace.ts";
import {
  type Announcement,
  Interruption,
  overNetwork,
  request,
  Watchdog,
} from "./request.ts";

/** How far a download is, in bytes. */
export interface DownloadProgress {
  received: number;
  /** Unknown where the server does not say. */
  total: number | undefined;
}

export interface DownloadOptions {
  /** The file; its folder is made. */
  to: string;
  /** More bytes than this are refused, whatever the server announces. */
  limit: number;
  /** @returns what is wrong with a complete file, if anything. */
  findFault?: (path: string) => Promise<string | undefined>;
  onProgress?: (progress: DownloadProgress) => void;
  /** Is told, in a sentence, when another process downloads the same file. */
  onNotice?: (notice: string) => void;
  signal?: AbortSignal;
  /** Waits before each new try after a break, in milliseconds. */
  retryDelays?: readonly number[];
}

/** A server that asks to wait longer than this is left alone. */
const longestWait = 60_000; // milliseconds

/**
 * Downloads a file, unless it is there already and nothing is wrong with it.
 *
 * What has arrived lies in `<to>.part` until all of it is there and verified;
 * another try, now or in another process, asks only for the rest (HTTP Range).
 * Two processes do not write at once: the second waits for the first.
 *
 * The size is compared with what the server announces. On Hugging Face each
 * answer for a large file also carries its SHA-256 (`X-Linked-ETag`), which is
 * what Git LFS knows the file by; where it is sent, it must match.
 *
 * @throws {Error} when the file is not there (404), the server asks to wait
 * long (429) or refuses, the bytes are not the announced ones, too many or
 * faulty, the disk is full, or the connection breaks again and again without a
 * byte in between.
 * @throws the signal's reason; what has arrived is kept.
 */
export async function download(
  url: string,
  options: DownloadOptions,
): Promise<void> {
  const { to, findFault, retryDelays = [1_000, 4_000, 16_000] } = options;
  const { signal } = options;
  const isThere = async () =>
    await ifThere(Deno.stat(to)) && !await findFault?.(to);
  if (await isThere()) return;
  const part = `${to}.part`;
  using file = await openPart(part);
  await lock(file, options);
  if (await isThere()) {
    await ifThere(Deno.remove(part)); // Another process was at it.
    return;
  }

  let isResumed = (await file.stat()).size > 0;
  for (let failures = 0;;) {
    const before = (await file.stat()).size;
    try {
      const announced = await receive(url, file, options);
      const wrong = await findDifference(part, announced) ??
        await findFault?.(part);
      if (wrong === undefined) break;
      await file.truncate(0);
      if (!isResumed) {
        throw new Error(
          `What came from ${url} is not the file (${wrong}) and was thrown away: try again later, or download the file by other means and give its path.`,
        );
      }
      isResumed = false; // What an earlier process left may be to blame.
    } catch (error) {
      if (isDiskFull(error)) {
        throw new Error(
          `The disk is full while ${to} is downloaded: make room and run this again, what has arrived is kept.`,
          { cause: error },
        );
      }
      if (!(error instanceof Interruption)) throw error;
      const progressed = (await file.stat()).size > before;
      failures = progressed ? 1 : failures + 1;
      const pause = Math.max(retryDelays[failures - 1] ?? 0, error.wait);
      if (failures > retryDelays.length || pause > longestWait) {
        throw new Error(
          `${url} could not be downloaded: ${error.message}; run this again later, what has arrived is kept.`,
          { cause: error },
        );
      }
      await delay(pause, signal);
    }
  }
  await file.sync();
  await Deno.rename(part, to);
}

async function openPart(path: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Deno.open(path, { read: true, write: true, create: true });
  } catch (cause) {
    throw new Error(
      `${path} cannot be written (${
        (cause as Error).message
      }): make its folder writable, or download the file by other means and give its path.`,
      { cause },
    );
  }
}

async function lock(
  file: Deno.FsFile,
  { to, onNotice, signal }: DownloadOptions,
) {
  if (await file.tryLock(true)) return;
  onNotice?.(`Another process downloads ${to}: this one waits for it.`);
  do await delay(200, signal); while (!await file.tryLock(true));
}

/** Appends to the file what it lacks. */
async function receive(
  url: string,
  file: Deno.FsFile,
  { limit, onProgress, signal }: DownloadOptions,
): Promise<Announcement> {
  let received = (await file.stat()).size;
  const watchdog = new Watchdog(signal);
  try {
    const { response, from, ...announced } = await request(url, {
      offset: received,
      signal: watchdog.signal,
    });
    const { size } = announced;
    if (size !== undefined && size > limit) {
      await response.body?.cancel();
      throw tooMuch(url, size, limit);
    }
    if (response.status === 416) {
      // There is nothing behind what has arrived: all of it, or too much.
      await response.body?.cancel();
      return announced;
    }
    if (from !== received) {
      await file.truncate(0);
      if (from !== 0) {
        await response.body?.cancel();
        throw new Interruption(
          `the server sent bytes from ${from} on where those from ${received} on were asked for`,
        );
      }
      received = 0; // It knows no ranges.
    }
    await file.seek(received, Deno.SeekMode.Start);
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await overNetwork(
        () => reader.read(),
        watchdog.signal,
      );
      if (done) break;
      watchdog.pat();
      if (received + value.length > Math.min(size ?? limit, limit)) {
        await reader.cancel();
        await file.truncate(0);
        throw tooMuch(url, received + value.length, size ?? limit);
      }
      for (let at = 0; at < value.length;) {
        at += await file.write(value.subarray(at));
      }
      received += value.length;
      onProgress?.({ received, total: size });
    }
    if (size !== undefined && received < size) {
      throw new Interruption(
        `the connection ended after ${received} of ${size} bytes`,
      );
    }
    return announced;
  } finally {
    watchdog.stop();
  }
}

function tooMuch(url: string, bytes: number, limit: number): Error {
  return new Error(
    `${url} sends ${bytes} bytes or more where at most ${limit} are expected: check the address, or download the file by other means and give its path.`,
  );
}

/** @returns what is wrong with the file, if anything. */
async function findDifference(
  path: string,
  { size, sha256 }: Announcement,
): Promise<string | undefined> {
  const actual = (await Deno.stat(path)).size;
  if (size !== undefined && actual !== size) {
    return `${actual} bytes for ${size}`;
  }
  if (sha256 === undefined) return undefined;
  const digest = await hashFile(path);
  return digest === sha256 ? undefined : `SHA-256 ${digest} for ${sha256}`;
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}

async function delay(milliseconds: number, signal: AbortSignal | undefined) {
  signal?.throwIfAborted();
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted(); // Node's error would hide the reason.
    throw error;
  }
}
