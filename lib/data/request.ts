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

/** Follows redirects by hand: Hugging Face describes the file in the first. */
export async function request(
  url: string,
  { offset, signal }: { offset: number; signal: AbortSignal },
): Promise<Announcement & { response: Response }> {
  const headers = {
    "Accept-Encoding": "identity",
    ...(offset > 0 ? { Range: `bytes=${offset}-` } : {}),
  };
  let size: number | undefined;
  let sha256: string | undefined;
  let place = url;
  for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects++) {
    const response = await overNetwork(() =>
      fetch(place, { headers, signal, redirect: "manual" })
    );
    size ??= numberIn(response.headers.get("X-Linked-Size"));
    sha256 ??= response.headers.get("X-Linked-ETag")
      ?.match(/^(?:W\/)?"?([0-9a-f]{64})"?$/)?.[1];
    const location = response.headers.get("Location");
    if (location && response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      place = new URL(location, place).href;
      continue;
    }
    if (![200, 206, 416].includes(response.status)) {
      await response.body?.cancel();
      refuse(url, response);
    }
    size ??= response.status === 200
      ? numberIn(response.headers.get("Content-Length"))
      : numberIn(response.headers.get("Content-Range")?.split("/")[1]);
    return { response, size, sha256 };
  }
  throw new Error(
    `${url} was redirected more than ${MAXIMUM_REDIRECTS} times: check the address.`,
  );
}

export async function overNetwork<Result>(
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new Interruption((cause as Error).message, 0, { cause });
  }
}

/** Breaks a connection over which nothing comes. */
export class Watchdog {
  readonly #controller = new AbortController();
  #timer = this.#start();

  get signal(): AbortSignal {
    return this.#controller.signal;
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
          new Error(`nothing came for ${STALL / 1000} s`),
        ),
      STALL,
    );
  }
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
