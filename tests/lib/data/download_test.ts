import { expect } from "@std/expect";
import { createHash } from "node:crypto";
import {
  download as downloadUpTo,
  type DownloadOptions,
  type DownloadProgress,
} from "../../../lib/data/download.ts";
import { failure, failureOf } from "../../support/failure.ts";

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const content = new Uint8Array(300_000).map((_, at) => (at * 7919) >> 3);
const sha256 = createHash("sha256").update(content).digest("hex");
const retryDelays = [0, 0];
const limit = 1_000_000;

function download(url: string, options: Omit<DownloadOptions, "limit">) {
  return downloadUpTo(url, { limit, ...options });
}

/** Answers like Hugging Face: a redirect that names size and hash, then bytes. */
class Server implements AsyncDisposable {
  /** The `Range` of each request for bytes; "" for none. */
  readonly ranges: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(
    { answer = sendRest, linked = { "X-Linked-ETag": `"${sha256}"` } }: {
      /** What follows the redirect. */
      answer?: (request: Request, count: number) => Response;
      linked?: Record<string, string>;
    } = {},
  ) {
    const headers = { "X-Linked-Size": String(content.length), ...linked };
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => {
        if (new URL(request.url).pathname === "/file") {
          return new Response(null, {
            status: 302,
            headers: { ...headers, Location: "/storage?signature=secret" },
          });
        }
        this.ranges.push(request.headers.get("Range") ?? "");
        return answer(request, this.ranges.length);
      },
    );
  }

  get url() {
    return `http://127.0.0.1:${this.#server.addr.port}/file`;
  }

  async [Symbol.asyncDispose]() {
    await this.#server.shutdown();
  }
}

Deno.test("a file arrives whole, with progress, and once", async () => {
  await using server = new Server();
  const to = newPath();
  const progress: DownloadProgress[] = [];
  await download(server.url, { to, onProgress: (it) => progress.push(it) });
  expect(await Deno.readFile(to)).toStrictEqual(content);
  expect(progress.at(-1)).toStrictEqual({ received: 300_000, total: 300_000 });
  expect(
    progress.every(({ received }, i) =>
      i === 0 || received > progress[i - 1]!.received
    ),
  ).toBe(true);
  await assertGone(`${to}.part`);

  await download(server.url, { to });
  expect(server.ranges).toStrictEqual([""]);
});

Deno.test("a connection that breaks off half-way goes on where it broke", async () => {
  await using server = new Server({
    answer: (request, count) => count === 1 ? sendHalf() : sendRest(request),
  });
  const to = newPath();
  await download(server.url, { to, retryDelays });
  expect(await Deno.readFile(to)).toStrictEqual(content);
  const [first, second, ...others] = server.ranges;
  expect(first).toBe("");
  expect(second!).toMatch(/^bytes=[1-9]\d{2,5}-$/);
  expect(others).toStrictEqual([]);
});

Deno.test("what an ended process left behind is not asked for again", async () => {
  await using server = new Server();
  const to = newPath();
  await Deno.writeFile(`${to}.part`, content.subarray(0, 1000));
  await download(server.url, { to });
  expect(await Deno.readFile(to)).toStrictEqual(content);
  expect(server.ranges).toStrictEqual(["bytes=1000-"]);
});

Deno.test("a complete part is verified and taken", async () => {
  await using server = new Server();
  const to = newPath();
  await Deno.writeFile(`${to}.part`, content);
  await download(server.url, { to });
  expect(await Deno.readFile(to)).toStrictEqual(content);
});

for (
  const [what, part] of [
    ["other bytes", new Uint8Array(1000).fill(1)],
    ["too many bytes", new Uint8Array(400_000)],
  ] as const
) {
  Deno.test(`a part of ${what} is thrown away and loaded anew`, async () => {
    await using server = new Server();
    const to = newPath();
    await Deno.writeFile(`${to}.part`, part);
    await download(server.url, { to });
    expect(await Deno.readFile(to)).toStrictEqual(content);
    expect(server.ranges.length).toBe(2);
  });
}

Deno.test("a server that knows no ranges sends all again", async () => {
  await using server = new Server({
    answer: (_, count) => count === 1 ? sendHalf() : new Response(content),
  });
  const to = newPath();
  await download(server.url, { to, retryDelays });
  expect(await Deno.readFile(to)).toStrictEqual(content);
});

Deno.test("a connection that breaks without end is given up, what came is kept", async () => {
  await using server = new Server({
    answer: (_, count) => count === 1 ? sendHalf() : sendNothing(),
  });
  const to = newPath();
  await expect(download(server.url, { to, retryDelays })).rejects.toThrow(
    /\/file could not be downloaded: .*; .* what has arrived is kept\.$/,
  );
  const part = await Deno.readFile(`${to}.part`);
  expect(part.length).toBeGreaterThan(0);
  expect(part).toStrictEqual(content.slice(0, part.length));
  await assertGone(to);
  // One half, then three tries in a row without a byte.
  expect(server.ranges.length).toBe(1 + retryDelays.length);
});

Deno.test("wrong bytes are refused and thrown away", async () => {
  await using server = new Server({
    answer: () => new Response(content.with(7, 0)),
  });
  const to = newPath();
  await expect(download(server.url, { to })).rejects.toThrow(
    failure(
      "Error",
      new RegExp(
        `is not the file \\(SHA-256 [0-9a-f]{64} for ${sha256}\\) and was thrown away`,
      ),
    ),
  );
  await assertGone(to);
  expect((await Deno.stat(`${to}.part`)).size).toBe(0);
});

Deno.test("more bytes than announced end the download, also where no hash is sent", async () => {
  let sent = 0;
  await using server = new Server({
    answer: () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(100_000));
            sent += 100_000;
            if (sent >= 1e9) controller.close();
          },
        }),
      ),
    linked: {},
  });
  const to = newPath();
  await expect(download(server.url, { to })).rejects.toThrow(
    /sends \d+ bytes or more where at most 300000 are expected/,
  );
  expect(sent).toBeLessThan(1e8);
  expect((await Deno.stat(`${to}.part`)).size).toBe(0);
});

Deno.test("a file above the limit is refused, announced or not", async () => {
  await using server = new Server();
  await expect(downloadUpTo(server.url, { to: newPath(), limit: 299_999 }))
    .rejects.toThrow(
      /sends 300000 bytes or more where at most 299999 are expect/,
    );
  await using silent = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      new Response(
        new ReadableStream({
          pull: (it) => it.enqueue(new Uint8Array(10_000)),
        }),
      ),
  );
  const { port } = silent.addr;
  await expect(
    downloadUpTo(`http://127.0.0.1:${port}/`, { to: newPath(), limit: 50_000 }),
  ).rejects.toThrow(/where at most 50000 are expected/);
});

Deno.test("a file with a fault is thrown away, an earlier one replaced", async () => {
  await using server = new Server();
  const to = newPath();
  const findFault = async (path: string) =>
    (await Deno.readFile(path))[0] === content[0] ? undefined : "a page";
  await Deno.writeTextFile(to, "<html></html>");
  await download(server.url, { to, findFault });
  expect(await Deno.readFile(to)).toStrictEqual(content);

  await using wrong = new Server({
    answer: () => new Response("<html>Sign in</html>"),
    linked: { "X-Linked-Size": "20" },
  });
  const other = newPath();
  await expect(download(wrong.url, { to: other, findFault })).rejects.toThrow(
    /^What came from .* is not the file \(a page\) and was thrown/,
  );
  await assertGone(other);
  expect((await Deno.stat(`${other}.part`)).size).toBe(0);
});

Deno.test("a range that was not asked for is not taken for the rest", async () => {
  await using server = new Server({
    answer: (request, count) =>
      count === 1
        ? new Response(content.subarray(500), {
          status: 206,
          headers: { "Content-Range": "bytes 500-299999/300000" },
        })
        : sendRest(request),
    linked: {},
  });
  const to = newPath();
  await Deno.writeFile(`${to}.part`, content.subarray(0, 1000));
  await download(server.url, { to, retryDelays });
  expect(await Deno.readFile(to)).toStrictEqual(content);
  expect(server.ranges).toStrictEqual(["bytes=1000-", ""]);
});

for (
  const location of ["file:///etc/passwd", "data:text/plain,no", "ftp://a/b"]
) {
  Deno.test(`a redirect to ${location} is refused`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(null, { status: 302, headers: { location } }),
    );
    const to = newPath();
    const url = `http://127.0.0.1:${server.addr.port}/`;
    await expect(download(url, { to, retryDelays })).rejects.toThrow(
      /redirects to an address that begins with \w+:, which is not followed/,
    );
    await assertGone(to);
  });
}

const refusals: [number, Record<string, string>, RegExp, number][] = [
  [404, {}, /\/file is not there \(404 Not Found\): check the address/, 1],
  [401, {}, /\/file was refused \(401 Unauthorized\)/, 1],
  [429, { "Retry-After": "300" }, /asks to wait 300 s \(429 Too Many/, 1],
  [
    429,
    { "Retry-After": new Date(Date.now() + 3_600_000).toUTCString() },
    /asks to wait 3\d\d\d s \(429 Too Many/,
    1,
  ],
  [429, {}, /the server answered 429 Too Many Requests; run this again/, 3],
  [503, {}, /the server answered 503 Service Unavailable; run this again/, 3],
];
for (const [status, headers, message, requests] of refusals) {
  const what = [status, ...Object.values(headers)].join(", ");
  Deno.test(`the answer ${what} is one sentence`, async () => {
    await using server = new Server({
      answer: () => new Response("no", { status, headers }),
    });
    const to = newPath();
    const error = await failureOf(() =>
      download(server.url, { to, retryDelays })
    );
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^[^.]+(\.[^ ]*)*[^.]*\.$/);
    expect(error.message).not.toMatch(/secret/);
    expect(server.ranges.length).toBe(requests);
  });
}

Deno.test("a server that asks to wait a second gets it", async () => {
  await using server = new Server({
    answer: (request, count) =>
      count === 1
        ? new Response(null, { status: 429, headers: { "Retry-After": "1" } })
        : sendRest(request),
  });
  const to = newPath();
  await download(server.url, { to, retryDelays });
  expect(await Deno.readFile(to)).toStrictEqual(content);
});

Deno.test("no server at all is one sentence", async () => {
  const server = new Server();
  const { url } = server;
  await server[Symbol.asyncDispose]();
  await expect(download(url, { to: newPath(), retryDelays })).rejects.toThrow(
    /could not be downloaded: .*; run this again later/,
  );
});

Deno.test({
  name: "a full disk is one sentence",
  ignore: Deno.build.os !== "linux", // Others have no disk that is always full.
  async fn() {
    await using server = new Server();
    const to = newPath();
    // Only a process with all permissions may open a device.
    const code = `
      import { download } from "${
      import.meta.resolve("../../../lib/data/download.ts")
    }";
      const to = ${JSON.stringify(to)};
      await Deno.symlink("/dev/full", to + ".part");
      await download("${server.url}", { to, limit: 1e6 }).catch((error) =>
        console.log(error.message)
      );`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
    }).output();
    expect(new TextDecoder().decode(stdout)).toMatch(
      /^The disk is full while .* make room and run this again/,
    );
    await assertGone(to);
  },
});

Deno.test("a file that cannot be written is one sentence", async () => {
  await using server = new Server();
  const to = newPath();
  await Deno.mkdir(`${to}.part`); // Whoever runs the tests may write anywhere.
  await expect(download(server.url, { to })).rejects.toThrow(
    /\.part cannot be written \(.*\): make its folder writable/,
  );
  expect(server.ranges).toStrictEqual([]);
});

Deno.test("two downloads of one file do not write at once", async () => {
  await using server = new Server();
  const to = newPath();
  const both = [download(server.url, { to }), download(server.url, { to })];
  await Promise.all(both);
  expect(await Deno.readFile(to)).toStrictEqual(content);
  expect(server.ranges).toStrictEqual([""]);
});

Deno.test("whoever waits for another process is told, and can stop", async () => {
  await using server = new Server();
  const to = newPath();
  using file = await Deno.open(`${to}.part`, { create: true, write: true });
  await file.lock(true);
  const notices: string[] = [];
  const controller = new AbortController();
  const reason = new Error("stopped");
  const began = performance.now();
  const waiting = download(server.url, {
    to,
    onNotice(notice) {
      notices.push(notice);
      controller.abort(reason);
    },
    signal: controller.signal,
  });
  await expect(waiting).rejects.toBe(reason);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(notices).toStrictEqual([
    `Another process downloads ${to}: this one waits for it.`,
  ]);
  expect(server.ranges).toStrictEqual([]);
});

Deno.test("an aborted signal ends a download at once, and what came is kept", async () => {
  await using server = new Server({
    answer: (request, count) =>
      count === 1 ? sendHalfAndWait(request.signal) : sendRest(request),
  });
  const to = newPath();
  const controller = new AbortController();
  const reason = new Error("stopped");
  let aborted = 0;
  const loading = download(server.url, {
    to,
    onProgress() {
      aborted = performance.now();
      controller.abort(reason);
    },
    signal: controller.signal,
  });
  await expect(loading).rejects.toBe(reason);
  expect(performance.now() - aborted).toBeLessThan(2000);
  const part = await Deno.readFile(`${to}.part`);
  expect(part).toStrictEqual(content.slice(0, part.length));
  expect(part.length).toBeGreaterThan(0);
  await download(server.url, { to });
  expect(await Deno.readFile(to)).toStrictEqual(content);
});

Deno.test("an aborted signal ends the wait before another try", async () => {
  await using server = new Server({
    answer: () => new Response("no", { status: 503 }),
  });
  const signal = AbortSignal.timeout(100);
  const began = performance.now();
  await expect(
    download(server.url, { to: newPath(), retryDelays: [30_000], signal }),
  ).rejects.toHaveProperty("name", "TimeoutError");
  expect(performance.now() - began).toBeLessThan(2000);
});

function sendRest(request: Request): Response {
  const range = request.headers.get("Range");
  if (!range) return new Response(content);
  const from = Number(range.match(/^bytes=(\d+)-$/)![1]);
  const status = from < content.length ? 206 : 416;
  const rest = content.subarray(from);
  return new Response(status === 206 ? rest : null, {
    status,
    headers: {
      "Content-Range": status === 206
        ? `bytes ${from}-${content.length - 1}/${content.length}`
        : `bytes */${content.length}`,
    },
  });
}

/** Half of the bytes; then nothing more. */
function sendHalfAndWait(signal: AbortSignal): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(content.slice(0, 150_000));
      signal.addEventListener("abort", () => controller.close());
    },
  });
  return new Response(body, {
    headers: { "Content-Length": String(content.length) },
  });
}

/** Half of the bytes; then the connection is cut. */
function sendHalf(): Response {
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.error(new Error("cut"));
        return;
      }
      sent = true;
      controller.enqueue(content.slice(0, 150_000));
    },
  });
  return new Response(body, {
    headers: { "Content-Length": String(content.length) },
  });
}

/** The rest is announced; then the connection is cut before any byte. */
function sendNothing(): Response {
  return new Response(
    new ReadableStream({ pull: (it) => it.error(new Error("cut")) }),
    { status: 206, headers: { "Content-Range": "bytes 150000-299999/300000" } },
  );
}

function newPath(): string {
  return `${folder}/${crypto.randomUUID()}`;
}

async function assertGone(path: string) {
  await expect(Deno.stat(path)).rejects.toThrow(Deno.errors.NotFound);
}
