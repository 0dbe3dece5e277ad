/**
 * Comms: channels between a cell's code and a widget of the front end, both
 * ways. The Deno kernel drops what a front end sends; here it arrives, between
 * cells, as in other kernels.
 *
 * ```ts ignore
 * const comms = globalThis[Symbol.for("emoji-autoencoder.comms")];
 * const slider = comms.open("jupyter.widget", { state }, (data) => …);
 * slider.send({ method: "update", state: { value: 0.5 } });
 * comms.register("target", (comm, data) => …); // Opened by the front end.
 * ```
 *
 * @module
 */
import { publish } from "./publish.ts";

type Data = Record<string, unknown>;
type Receive = (data: Data, buffers: Uint8Array[]) => void;

/** One channel. */
export interface Comm {
  readonly id: string;
  send(data: Data, buffers?: Uint8Array[]): void;
  close(data?: Data): void;
}

/** What a front end says about a channel. */
export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  content: { comm_id: string; target_name?: string; data?: Data };
  /** In base64. */
  buffers: string[];
}

const receivers = new Map<string, { target: string; receive: Receive }>();
const targets = new Map<string, (comm: Comm, data: Data) => Receive | void>();

export const comms = {
  /** Opens a channel to a target that the front end has. */
  open(
    target: string,
    data: Data,
    receive: Receive = () => {},
    { metadata = {} }: { metadata?: Data } = {},
  ): Comm {
    const id = crypto.randomUUID();
    receivers.set(id, { target, receive });
    const content = { comm_id: id, target_name: target, data };
    publish("comm_open", content, { metadata });
    return comm(id);
  },
  /** Says what takes the channels that a front end opens; it gives a receiver. */
  register(
    target: string,
    open: (comm: Comm, data: Data) => Receive | void,
  ): void {
    targets.set(target, open);
  },
  /** Takes what the front end says. */
  deliver({ type, content, buffers }: CommMessage): void {
    const { comm_id: id, target_name: target = "", data = {} } = content;
    if (type === "comm_open") {
      const open = targets.get(target);
      if (!open) return publish("comm_close", { comm_id: id, data: {} });
      receivers.set(id, { target, receive: () => {} });
      const receive = open(comm(id), data);
      if (receive) receivers.set(id, { target, receive });
    } else if (type === "comm_msg") {
      receivers.get(id)?.receive(data, buffers.map(fromBase64));
    } else receivers.delete(id);
  },
};

function comm(id: string): Comm {
  return {
    id,
    send(data, buffers = []) {
      publish("comm_msg", { comm_id: id, data }, { buffers });
    },
    close(data = {}) {
      receivers.delete(id);
      publish("comm_close", { comm_id: id, data });
    },
  };
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.fromBase64(text);
}
