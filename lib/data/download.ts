/**
 * Large files from the network: once, resumed after a break, and verified.
 *
 * @module
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
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
  onProgress?: (progress: DownloadProgress) => void;
  /** Waits before each new try after a break, in milliseconds. */
  retryDelays?: readonly number[];
}

/** A server that asks to wait longer than this is left alone. */
const LONGEST_WAIT = 60_000; // milliseconds

/**
 * Downloads a file, unless it is there already.
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
 * long (429) or refuses, the bytes are not the announced ones, the disk is
 * full, or the connection breaks again and again without a byte in between.
 */
export async function download(
  url: string,
  { to, onProgress, retryDelays = [1_000, 4_000, 16_000] }: DownloadOptions,
): Promise<void> {
  if (await ifThere(Deno.stat(to))) return;
  await Deno.mkdir(dirname(to), { recursive: true });
  const part = `${to}.part`;
  using file = await Deno.open(part, { read: true, write: true, create: true });
  await file.lock(true);
  if (await ifThere(Deno.stat(to))) return; // Another process was at it.

  let isResumed = (await file.stat()).size > 0;
  for (let failures = 0;;) {
    const before = (await file.stat()).size;
    try {
      const announced = await receive(url, { file, onProgress });
      const wrong = await findDifference(part, announced);
      if (wrong === undefined) break;
      await file.truncate(0);
      if (!isResumed) {
        throw new Error(
          `The bytes of ${url} are not the announced ones (${wrong}) and were thrown away; try again later, or download the file by other means and give its path.`,
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
      if (failures > retryDelays.length || pause > LONGEST_WAIT) {
        throw new Error(
          `${url} could not be downloaded: ${error.message}; run this again later, what has arrived is kept.`,
          { cause: error },
        );
      }
      await delay(pause);
    }
  }
  await file.sync();
  await Deno.rename(part, to);
}

/** Appends to the file what it lacks. */
async function receive(
  url: string,
  { file, onProgress }: {
    file: Deno.FsFile;
    onProgress: DownloadOptions["onProgress"];
  },
): Promise<Announcement> {
  let received = (await file.stat()).size;
  const watchdog = new Watchdog();
  try {
    const { response, ...announced } = await request(url, {
      offset: received,
      signal: watchdog.signal,
    });
    if (response.status === 416) {
      // There is nothing behind what has arrived: all of it, or too much.
      await response.body?.cancel();
      return announced;
    }
    if (response.status !== 206 && received > 0) {
      await file.truncate(0); // The server begins at the beginning.
      received = 0;
    }
    await file.seek(received, Deno.SeekMode.Start);
    const { size } = announced;
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await overNetwork(() => reader.read());
      if (done) break;
      watchdog.pat();
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
