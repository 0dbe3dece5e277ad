/**
 * Asks a server for a file, from some byte on.
 *
 * @module
 */

/** A server that is silent for so long is taken for gone, in milliseconds. */
const STALL = 60_000;
const MAXIMUM_REDIRECTS = 5;

/** What a server says of a file before it sends it. */
export interface Announcement {
  size?: number;
  sha256?: string;
}

/** Something that may be gone at the next try. */
export class Interruption extends Error {
  /** @param wait Least time to the next try, in milliseconds. */
  constructor(message: string, readonly wait = 0, options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Follows redirects by hand: Hugging Face describes the file in the first. They
 * may lead to another host, but from HTTPS to nothing less, and to no file of
 * this machine.
 */
export async function request(
  url: string,
  { offset, signal }: { offset: number; signal: AbortSignal },
): Promise<Announcement & { response: Response; from: number | undefined }> {
  const headers = {
    "Accept-Encoding": "identity",
    ...(offset > 0 ? { Range: `bytes=${offset}-` } : {}),
  };
  let size: number | undefined;
  let sha256: string | undefined;
  let place = url;
  for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects++) {
    const response = await overNetwork(
      () => fetch(place, { headers, signal, redirect: "manual" }),
      signal,
    );
    size ??= numberIn(response.headers.get("X-Linked-Size"));
    sha256 ??= response.headers.get("X-Linked-ETag")
      ?.match(/^(?:W\/)?"?([0-9a-f]{64})"?$/)?.[1];
    const location = response.headers.get("Location");
    if (location && response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      place = follow(location, place);
      continue;
    }
    if (![200, 206, 416].includes(response.status)) {
      await response.body?.cancel();
      refuse(url, response);
    }
    const range = readRange(response.headers.get("Content-Range"));
    size ??= response.status === 200
      ? numberIn(response.headers.get("Content-Length"))
      : range.size;
    const from = response.status === 206 ? range.from : 0;
    return { response, from, size, sha256 };
  }
  throw new Error(
    `${url} was redirected more than ${MAXIMUM_REDIRECTS} times: check the address.`,
  );
}

/**
 * What is asked of the network; a failure may be gone at the next try.
 *
 * @throws {Interruption} when it fails, unless that is what a caller wanted.
 */
export async function overNetwork<Result>(
  action: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    if (signal.aborted && !(signal.reason instanceof Stall)) {
      throw signal.reason;
    }
    throw new Interruption((cause as Error).message, 0, { cause });
  }
}

class Stall extends Error {}

/** Breaks a connection over which nothing comes, or when a caller asks. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  #timer = this.#start();

  constructor(signal: AbortSignal | undefined) {
    const own = this.#controller.signal;
    this.signal = signal ? AbortSignal.any([own, signal]) : own;
  }

  pat() {
    this.stop();
    this.#timer = this.#start();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #start() {
    return setTimeout(
      () =>
        this.#controller.abort(
          new Stall(`nothing came for ${STALL / 1000} s`),
        ),
      STALL,
    );
  }
}

function follow(location: string, place: string): string {
  const next = new URL(location, place);
  const allowed = place.startsWith("https:") ? ["https:"] : ["https:", "http:"];
  if (allowed.includes(next.protocol)) return next.href;
  throw new Error(
    `${
      new URL(place).origin
    } redirects to an address that begins with ${next.protocol}, which is not followed: download the file by other means and give its path.`,
  );
}

function readRange(header: string | null) {
  const [, from, size] = header?.match(/^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/) ??
    [];
  return { from: numberIn(from), size: numberIn(size) };
}

function refuse(url: string, { status, statusText, headers }: Response): never {
  const answer = `${status} ${statusText}`.trim();
  if (status === 429 || status === 408 || status >= 500) {
    const wait = retryAfter(headers.get("Retry-After"));
    throw new Interruption(
      wait > 0
        ? `the server asks to wait ${Math.ceil(wait / 1000)} s (${answer})`
        : `the server answered ${answer}`,
      wait,
    );
  }
  throw new Error(
    status === 404
      ? `${url} is not there (${answer}): check the address, or download the file by other means and give its path.`
      : `${url} was refused (${answer}): download the file by other means and give its path.`,
  );
}

/** @returns milliseconds, from seconds or a date. */
function retryAfter(header: string | null): number {
  if (!header) return 0;
  const seconds = numberIn(header);
  const wait = seconds === undefined
    ? Date.parse(header) - Date.now()
    : 1000 * seconds;
  return Math.max(0, wait || 0);
}

function numberIn(text: string | null | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}
