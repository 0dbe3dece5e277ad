/**
 * Parquet files of Hugging Face's form: the columns `image` (a struct with the
 * file's `bytes`) and `text`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import { normaliseName } from "../names.ts";

/**
 * @returns the column `text`, as this project writes names.
 * @throws {Error} when the file is another, or a row has no text.
 */
export async function readNames(path: string): Promise<string[]> {
  const frame = await readColumn(path, "text", (frame) => frame);
  const texts = frame.getColumn("text").toArray() as unknown[];
  return texts.map((text, row) => {
    if (typeof text !== "string") {
      throw new Error(`Row ${row} of ${path} has no text: take another file.`);
    }
    return normaliseName(text);
  });
}

/**
 * @returns the pictures of some rows.
 * @throws {Error} when the file is another.
 */
export async function readPictures(
  path: string,
  rows: number[],
): Promise<{ name: string; bytes: Uint8Array }[]> {
  const frame = await readColumn(
    path,
    "image",
    // polars hands no binary column to JavaScript, but lists of bytes.
    (frame) => frame.select(pl.col("image").struct.field("bytes")),
  );
  return rows.map((row) => {
    const [bytes] = frame.slice(row, 1)
      .select(pl.col("bytes").cast(pl.List(pl.UInt8)))
      .getColumn("bytes").toArray() as unknown as [number[] | null];
    return {
      name: `in row ${row} of ${path}`,
      bytes: Uint8Array.from(bytes ?? []),
    };
  });
}

async function readColumn(
  path: string,
  column: string,
  select: (frame: pl.DataFrame) => pl.DataFrame,
): Promise<pl.DataFrame> {
  // polars takes a path for one only where it ends in ".parquet".
  const file = await Deno.readFile(path);
  try {
    return select(pl.readParquet(Buffer.from(file.buffer), {
      columns: [column],
    }));
  } catch (cause) {
    // Behind the first line polars prints the plan of the query.
    const [reason] = (cause as Error).message.trim().split("\n");
    throw new Error(
      `${path} cannot be read as a Parquet file with the columns "image" (with "bytes") and "text": restore the file or take another (${reason}).`,
      { cause },
    );
  }
}
