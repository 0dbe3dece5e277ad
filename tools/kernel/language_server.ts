/**
 * Deno's language server, asked about a cell: it knows types and documentation,
 * also while a cell runs. It is started when it is first asked.
 *
 * Protocol: https://microsoft.github.io/language-server-protocol/
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** An answer later than this is none. */
const patience = 10_000; // milliseconds

/** What is written between two messages. */
const headerEnd = "\r\n\r\n";

/** The server, and the one document that it knows: the cells up to this one. */
export class LanguageServer {
  readonly #uri: string;
  readonly #folder: string;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #process: Deno.ChildProcess | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #ready: Promise<unknown> | undefined;
  #lastId = 0;
  #version = 0;

  /**
   * @param folder From which imports are resolved: the notebook's.
   * @param project Where deno.json is.
   */
  constructor(folder: string, project: string) {
    this.#folder = project;
    // It need not be there: the text is sent.
    this.#uri = pathToFileURL(join(folder, ".cells.ts")).href;
  }

  /** @returns type and documentation at a place, in Markdown. */
  async hover(
    earlier: string[],
    code: string,
    offset: number,
  ): Promise<string | undefined> {
    const place = await this.#show(earlier, code, offset);
    const result = await this.#inquire("textDocument/hover", place) as {
      contents: string | { value: string } | (string | { value: string })[];
    } | undefined;
    if (!result) return undefined;
    return [result.contents].flat().map((part) => {
      if (typeof part === "string") return part;
      return "language" in part
        ? `\`\`\`${part.language}\n${part.value}\n\`\`\``
        : part.value;
    }).filter((part) => part !== "").join("\n\n");
  }

  /** @returns names that can stand at a place. */
  async complete(
    earlier: string[],
    code: string,
    offset: number,
  ): Promise<string[]> {
    const place = await this.#show(earlier, code, offset);
    const result = await this.#inquire("textDocument/completion", place) as
      | { items: { label: string }[] }
      | undefined;
    return result?.items.map(({ label }) => label) ?? [];
  }

  close(): void {
    this.#process?.kill("SIGKILL");
  }

  /** Sends the cells; @returns the place in them. */
  async #show(earlier: string[], code: string, offset: number) {
    await (this.#ready ??= this.#start());
    // Semicolons: a cell ends where it ends.
    const before = earlier.map((cell) => `${cell}\n;\n`).join("");
    const text = before + code;
    const lines = text.slice(0, before.length + offset).split("\n");
    this.#send("textDocument/didChange", {
      textDocument: { uri: this.#uri, version: ++this.#version },
      contentChanges: [{ text }],
    });
    return {
      textDocument: { uri: this.#uri },
      position: { line: lines.length - 1, character: lines.at(-1)!.length },
    };
  }

  async #start(): Promise<void> {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["lsp", "--quiet"],
      cwd: this.#folder,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#read(this.#process.stdout);
    const rootUri = pathToFileURL(join(this.#folder, "/")).href;
    await this.#ask("initialize", {
      processId: Deno.pid, // It ends when this process has ended.
      rootUri,
      capabilities: {},
      workspaceFolders: [{ uri: rootUri, name: "notebook" }],
      initializationOptions: { enable: true, config: "deno.json" },
    });
    this.#send("initialized", {});
    this.#send("textDocument/didOpen", {
      textDocument: {
        uri: this.#uri,
        languageId: "typescript",
        version: this.#version,
        text: "",
      },
    });
  }

  /**
   * Asks about a place. The server handles messages side by side, so that a
   * question may overtake the change of the text that it is about: no answer is
   * asked for once more, when the change has certainly been read.
   */
  async #inquire(method: string, place: unknown): Promise<unknown> {
    return await this.#ask(method, place) ?? await this.#ask(method, place);
  }

  /** @returns nothing if it takes too long. */
  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer(undefined), patience);
      const answer = (result: unknown) => {
        clearTimeout(timer);
        this.#answers.delete(id);
        resolve(result ?? undefined);
      };
      this.#answers.set(id, answer);
      this.#write({ id, method, params });
    });
  }

  #send(method: string, params: unknown): void {
    this.#write({ method, params });
  }

  #write(message: object): void {
    const body = new TextEncoder().encode(
      JSON.stringify({ jsonrpc: "2.0", ...message }),
    );
    const header = `Content-Length: ${body.length}${headerEnd}`;
    this.#writer?.write(new TextEncoder().encode(header));
    this.#writer?.write(body).catch(() => {}); // It has ended: no answer comes.
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let received = Buffer.alloc(0);
    for await (const bytes of stream) {
      received = Buffer.concat([received, bytes]);
      while (true) {
        const start = received.indexOf(headerEnd) + headerEnd.length;
        if (start < headerEnd.length) break;
        const header = received.toString("latin1", 0, start);
        const end = start + Number(/Content-Length: (\d+)/.exec(header)?.[1]);
        if (received.length < end) break;
        this.#take(JSON.parse(received.toString("utf8", start, end)));
        received = received.subarray(end);
      }
    }
  }

  #take(message: { id?: number; method?: string; result?: unknown }): void {
    if (message.id === undefined) return; // News.
    if (!message.method) this.#answers.get(message.id)?.(message.result);
    else this.#write({ id: message.id, result: [] }); // It asks for settings.
  }
}
