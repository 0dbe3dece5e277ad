/**
 * Messages of the Jupyter protocol: four JSON frames and their signature.
 *
 * Format: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 *
 * @module
 */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** What a kernel reads from its connection file. */
export interface ConnectionFile {
  ip: string;
  transport: "tcp";
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
  key: string;
  signature_scheme: "hmac-sha256";
  kernel_name: string;
}

/** Whose message it is, and of what type. */
export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** A message that was received. */
export interface Message {
  type: string;
  header: Header;
  /** Header of the request that it belongs to; empty if there is none. */
  parent: Partial<Header>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  /** What follows the JSON: data of widgets. */
  buffers: Uint8Array[];
  /** No two messages have the same. */
  signature: string;
}

/** A message to be sent. */
export interface Draft {
  type: string;
  parent?: Header;
  content: unknown;
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
}

/** @returns the message's id and the frames to send. */
export function packMessage(
  { type, parent, content, metadata, buffers = [] }: Draft,
  { key }: { key: string },
): { id: string; frames: Uint8Array[] } {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: SESSION,
    username: "deno",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const encoder = new TextEncoder();
  const parts = [header, parent ?? {}, metadata ?? {}, content].map((part) =>
    encoder.encode(JSON.stringify(part))
  );
  return {
    id: header.msg_id,
    frames: [
      encoder.encode(DELIMITER),
      encoder.encode(sign(parts, key)),
      ...parts,
      ...buffers,
    ],
  };
}

/**
 * Reads the frames of one message, those of its route included.
 *
 * @throws {Error} if it is not signed with the key, or is no message.
 */
export function unpackMessage(
  frames: Uint8Array[],
  { key }: { key: string },
): Message {
  // Identities of the route come before the delimiter.
  const start = frames.findIndex((frame) =>
    frame.length === DELIMITER.length && decode(frame) === DELIMITER
  );
  const [signed, ...parts] = start < 0 ? [] : frames.slice(start + 1);
  const json = parts.slice(0, 4);
  if (!signed || json.length < 4 || !isSigned(json, key, signed)) {
    throw new Error("A message was dropped, since its signature is wrong.");
  }
  const [header, parent, metadata, content] = json.map((part) =>
    JSON.parse(decode(part))
  );
  if (typeof header?.msg_type !== "string" || !isRecord(content)) {
    throw new Error("A message was dropped, since it has no type or content.");
  }
  return {
    type: header.msg_type,
    header,
    parent: isRecord(parent) ? parent : {},
    metadata: isRecord(metadata) ? metadata : {},
    content,
    buffers: parts.slice(4),
    signature: decode(signed),
  };
}

const DELIMITER = "<IDS|MSG>";
const SESSION = randomUUID();

function sign(frames: Uint8Array[], key: string): string {
  const signature = createHmac("sha256", key);
  for (const frame of frames) signature.update(frame);
  return signature.digest("hex");
}

function isSigned(frames: Uint8Array[], key: string, signed: Uint8Array) {
  const expected = new TextEncoder().encode(sign(frames, key));
  return signed.length === expected.length && timingSafeEqual(signed, expected);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
