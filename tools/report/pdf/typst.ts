/**
 * The Typst compiler, which runs inside this process, and the fonts that it
 * may use: its own, DejaVu Sans and what a report needs besides.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";

// A folder that exists nowhere: markup can read only what `addFile` was given.
const workspace = "/report";

/** A compiler of Typst markup with files that exist only in its memory. */
export class Typst {
  readonly #compiler: NodeCompiler;

  private constructor(compiler: NodeCompiler) {
    this.#compiler = compiler;
  }

  /** @param fonts Used for characters that the others lack. */
  static async create(fonts: Uint8Array[] = []): Promise<Typst> {
    const dejaVu = await Promise.all(
      ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSansMono"]
        .map(
          (name) =>
            Deno.readFile(
              new URL(
                import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`),
              ),
            ),
        ),
    );
    const fontBlobs = [...dejaVu, ...fonts].map((font) => Buffer.from(font));
    return new Typst(
      withoutSystemFonts(() =>
        NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs }] })
      ),
    );
  }

  /** Makes a file known under a name, for `image("/name")` and `#import`. */
  addFile(name: string, content: Uint8Array): void {
    this.#compiler.mapShadow(`${workspace}/${name}`, Buffer.from(content));
  }

  /**
   * Compiles markup into a PDF (PDF/UA-1, which asks for a glyph for each
   * character, words for each picture and formula, a language and a title).
   *
   * @throws {TypstError} with the compiler's first message.
   */
  compile(markup: string): Uint8Array {
    const compiled = this.#compiler.compile({ mainFileContent: markup });
    const document = compiled.result;
    if (!document) {
      const [first] = compiled.takeDiagnostics()?.shortDiagnostics ?? [];
      throw new TypstError(first?.message ?? "no message");
    }
    try {
      const pdf = this.#compiler.pdf(document, { pdfStandard: "ua-1" });
      return new Uint8Array(pdf);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new TypstError(
        /message: ("(?:[^"\\]|\\.)*")/.exec(message)?.[1] ?? message,
      );
    }
  }
}

/**
 * Hides the system's fonts: one with the name of a font of the compiler's would
 * take its place, and the same report would be another PDF. The compiler has no
 * option for this, but asks fontconfig.
 */
function withoutSystemFonts<Result>(action: () => Result): Result {
  const variable = "FONTCONFIG_FILE";
  const before = Deno.env.get(variable);
  Deno.env.set(
    variable,
    fileURLToPath(new URL("no_fonts.conf", import.meta.url)),
  );
  try {
    return action();
  } finally {
    if (before === undefined) Deno.env.delete(variable);
    else Deno.env.set(variable, before);
  }
}

/** The compiler refused; the message is its own. */
export class TypstError extends Error {
  override name = "TypstError";

  /** The text that no font can show, if that was the reason. */
  get textWithoutGlyph(): string | undefined {
    return /the text `?\\?"(.*?)\\?"`? could not be displayed/s.exec(
      this.message,
    )
      ?.[1];
  }
}

/** A string as Typst writes it between double quotes. */
export function typstString(text: string): string {
  const escaped = text.replace(/[\\"\n\r\t]/g, (character) => {
    const codePoint = character.codePointAt(0)!;
    return `\\u{${codePoint.toString(16)}}`;
  });
  return `"${escaped}"`;
}

/** A list as Typst writes it, of items in Typst. */
export function typstList(items: string[]): string {
  return `(${items.map((item) => `${item},`).join("")})`;
}
