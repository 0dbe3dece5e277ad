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

/** The server, asked about texts that no file has: the cells up to this one. */
export class LanguageServer {
  readonly #folder: string;
  readonly #project: string;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #process: Deno.ChildProcess | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #ready: Promise<unknown> | undefined;
  #lastId = 0;
  #lastDocument = 0;

  /**
   * @param folder From which imports are resolved: the notebook's.
   * @param project Where deno.json is.
   */
  constructor(folder: string, project: string) {
    this.#folder = folder;
    this.#project = project;
  }

  /** @returns type and documentation at a place, in Markdown. */
  async hover(
    earlier: string[],
    code: string,
    offset: number,
  ): Promise<string | undefined> {
    const method = "textDocument/hover";
    const result = await this.#inquire(method, earlier, code, offset) as {
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
    const method = "textDocument/completion";
    const result = await this.#inquire(method, earlier, code, offset) as
      | { items: { label: string }[] }
      | undefined;
    return result?.items.map(({ label }) => label) ?? [];
  }

  close(): void {
    this.#process?.kill("SIGKILL");
  }

  /**
   * Asks about a place in a text. The server handles messages side by side, so
   * that a question may overtake the text that it is about. Each question has a
   * document of its own: one that came too early finds none, not the text of an
   * earlier question, and is asked once more, when the text has certainly been
   * read.
   */
  async #inquire(
    method: string,
    earlier: string[],
    code: string,
    offset: number,
  ): Promise<unknown> {
    await (this.#ready ??= this.#start());
    // Semicolons: a cell ends where it ends.
    const before = earlier.map((cell) => `${cell}\n;\n`).join("");
    const text = before + code;
    const lines = text.slice(0, before.length + offset).split("\n");
    // No such file need be there: the text is sent.
    const path = join(this.#folder, `.cells-${++this.#lastDocument}.ts`);
    const uri = pathToFileURL(path).href;
    const place = {
      textDocument: { uri },
      position: { line: lines.length - 1, character: lines.at(-1)!.length },
    };
    this.#send("textDocument/didOpen", {
      textDocument: { uri, languageId: "typescript", version: 1, text },
    });
    const answer = await this.#ask(method, place) ??
      await this.#ask(method, place);
    this.#send("textDocument/didClose", { textDocument: { uri } });
    return answer;
  }

  async #start(): Promise<void> {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["lsp", "--quiet"],
      cwd: this.#project,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#read(this.#process.stdout);
    const rootUri = pathToFileURL(join(this.#project, "/")).href;
    await this.#ask("initialize", {
      processId: Deno.pid, // It ends when this process has ended.
      rootUri,
      capabilities: {},
      workspaceFolders: [{ uri: rootUri, name: "notebook" }],
      initializationOptions: { enable: true, config: "deno.json" },
    });
    this.#send("initialized", {});
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
