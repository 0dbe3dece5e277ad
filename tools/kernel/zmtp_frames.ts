/**
 * Frames of ZeroMQ's wire protocol.
 *
 * Specification: https://rfc.zeromq.org/spec/23/ (ZMTP 3.0, mechanism NULL)
 *
 * @module
 */

// Flags of a frame.
export const MORE = 1;
export const LONG = 2;
export const COMMAND = 4;

/** Signature, version 3.0, mechanism, role of client, filler: 64 bytes. */
export const GREETING = new Uint8Array(64);
GREETING.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
GREETING.set(encode("NULL"), 12);

/** @returns the body of the command by which a socket says what it is. */
export function ready(type: string): Uint8Array {
  const name = encode("READY");
  const key = encode("Socket-Type");
  const value = encode(type);
  return concatenate([
    Uint8Array.of(name.length),
    name,
    Uint8Array.of(key.length),
    key,
    Uint8Array.of(0, 0, 0, value.length),
    value,
  ]);
}

/** @returns what the other end says of itself, by names in lower case. */
export function readReady(body: Uint8Array): Record<string, string> {
  const properties: Record<string, string> = {};
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const text = (start: number, length: number) =>
    new TextDecoder("latin1").decode(body.subarray(start, start + length));
  let offset = 1 + (body[0] ?? 0);
  while (offset + 5 < body.length) {
    const keyLength = body[offset]!;
    const valueAt = offset + 1 + keyLength + 4;
    if (valueAt > body.length) break;
    const valueLength = view.getUint32(valueAt - 4);
    const key = text(offset + 1, keyLength).toLowerCase();
    properties[key] = text(valueAt, valueLength);
    offset = valueAt + valueLength;
  }
  return properties;
}

export function frame(body: Uint8Array, flags: number): Uint8Array {
  if (body.length < 256) {
    return concatenate([Uint8Array.of(flags, body.length), body]);
  }
  const header = new DataView(new ArrayBuffer(9));
  header.setUint8(0, flags | LONG);
  header.setBigUint64(1, BigInt(body.length));
  return concatenate([new Uint8Array(header.buffer), body]);
}

export function concatenate(parts: Uint8Array[]): Uint8Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
