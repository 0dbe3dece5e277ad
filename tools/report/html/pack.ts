/**
 * Values with typed arrays in them as one run of bytes: the length of some
 * JSON, the JSON, and behind it the arrays that it points to. It runs in the
 * exporter and in the reader's browser.
 *
 * @module
 */

type Packed = { $array: "u8" | "f32"; at: number; length: number };

/** @returns the bytes of a value made of what JSON knows and typed arrays. */
export function pack(value: unknown): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let end = 0;
  const json = JSON.stringify(value, (_, item) => {
    if (!(item instanceof Uint8Array || item instanceof Float32Array)) {
      return item;
    }
    const packed: Packed = {
      $array: item instanceof Uint8Array ? "u8" : "f32",
      at: end,
      length: item.length,
    };
    parts.push(new Uint8Array(item.buffer, item.byteOffset, item.byteLength));
    end += item.byteLength;
    return packed;
  });
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(4 + text.length + end);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  let at = 4;
  for (const part of [text, ...parts]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Undoes {@linkcode pack}; it trusts the bytes to be a `Value`. */
export function unpack<Value>(bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = 4 + view.getUint32(0, true);
  const json = new TextDecoder().decode(bytes.subarray(4, start));
  return JSON.parse(json, (_, item) => {
    if (!item?.$array) return item;
    const { $array, at, length } = item as Packed;
    const size = $array === "u8" ? 1 : 4;
    const part = bytes.slice(start + at, start + at + size * length);
    return $array === "u8" ? part : new Float32Array(part.buffer);
  });
}
