/**
 * Messages of the Jupyter protocol: four JSON frames and their signature.
 *
 * Format: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 *
 * @module
 */
import { createHmac, randomUUID } from "node:crypto";

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
  content: Record<string, unknown>;
}

/** A message to be sent. */
export interface Draft {
  type: string;
  parent?: Header;
  content: unknown;
}

/** @returns the message's id and the frames to send. */
export function packMessage(
  { type, parent, content }: Draft,
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
  const parts = [header, parent ?? {}, {}, content].map((part) =>
    JSON.stringify(part)
  );
  const encoder = new TextEncoder();
  return {
    id: header.msg_id,
    frames: [DELIMITER, sign(parts, key), ...parts].map((text) =>
      encoder.encode(text)
    ),
  };
}

/**
 * Reads the frames of one message, those of its route included.
 *
 * @throws {Error} if the signature is wrong.
 */
export function unpackMessage(
  frames: Uint8Array[],
  { key }: { key: string },
): Message {
  const text = frames.map((frame) => new TextDecoder().decode(frame));
  // Identities of the route come before the delimiter.
  const [signature, ...parts] = text.slice(text.indexOf(DELIMITER) + 1);
  const json = parts.slice(0, 4);
  if (json.length < 4 || signature !== sign(json, key)) {
    throw new Error(
      "A message has a wrong signature: start the kernel again.",
    );
  }
  const [header, parent, , content] = json.map((part) => JSON.parse(part));
  return { type: header.msg_type, header, parent, content };
}

const DELIMITER = "<IDS|MSG>";
const SESSION = randomUUID();

function sign(frames: string[], key: string): string {
  const signature = createHmac("sha256", key);
  for (const frame of frames) signature.update(frame);
  return signature.digest("hex");
}
