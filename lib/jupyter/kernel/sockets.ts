import { Publisher, Reply, Router } from "zeromq";
import { type Channel, type ConnectionInfo, channelAddress } from "../client/connection.ts";
import type { Message, MessageOf, MessageType } from "../client/message.ts";
import { decodeMessage, encodeMessage } from "../client/wire.ts";

/** The channels that requests come on. */
export type RequestChannel = Exclude<Channel, "iopub" | "hb">;

interface Outbox {
  send(message: MessageOf<MessageType>): void;
  /** Resolves when everything so far has been handed to ZeroMQ. */
  sent(): Promise<unknown>;
}

/** A kernel's five sockets. They listen at the addresses of the connection file and nowhere else. */
export class KernelSockets {
  readonly #key: string;
  readonly #log: (line: string) => void;
  readonly #routers = { shell: newRouter(), control: newRouter(), stdin: newRouter() };
  readonly #iopub = new Publisher({ linger: 1_000, sendHighWaterMark: 0 });
  readonly #heartbeat = new Reply({ linger: 0 });
  readonly #outboxes: Readonly<Record<Exclude<Channel, "hb">, Outbox>>;

  /** @param log gets a line about each message that was dropped. */
  constructor(key: string, log: (line: string) => void) {
    this.#key = key;
    this.#log = log;
    const { shell, control, stdin } = this.#routers;
    const outbox = (socket: Router | Publisher) => newOutbox((frames) => socket.send(frames), key);
    this.#outboxes = {
      shell: outbox(shell),
      control: outbox(control),
      stdin: outbox(stdin),
      iopub: outbox(this.#iopub),
    };
  }

  /**
   * Binds all sockets, then hands every valid message to `receive`; one with a wrong signature is dropped.
   *
   * @throws Error of ZeroMQ when an address is taken.
   */
  async open(connection: ConnectionInfo, receive: (message: Message, channel: RequestChannel) => void): Promise<void> {
    const routers = Object.entries(this.#routers) as [RequestChannel, Router][];
    for (const [channel, socket] of [...routers, ["iopub", this.#iopub], ["hb", this.#heartbeat]] as const) {
      await socket.bind(channelAddress(connection, channel));
    }
    for (const [channel, router] of routers) void this.#read(router, (message) => receive(message, channel));
    void echo(this.#heartbeat);
  }

  /** Sends a message; messages of one channel go out in the order of these calls. */
  send(channel: Exclude<Channel, "hb">, message: MessageOf<MessageType>): void {
    this.#outboxes[channel].send(channel === "iopub" ? { ...message, identities: [topicOf(message)] } : message);
  }

  /** Closes the sockets when everything has been sent. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#outboxes).map((outbox) => outbox.sent()));
    for (const socket of [...Object.values(this.#routers), this.#iopub, this.#heartbeat]) socket.close();
  }

  async #read(router: Router, receive: (message: Message) => void): Promise<void> {
    for await (const frames of router) {
      let message: Message;
      try {
        message = decodeMessage(frames, this.#key);
      } catch (error) {
        this.#log(`dropped: ${(error as Error).message}`);
        continue;
      }
      receive(message);
    }
  }
}

function newRouter(): Router {
  return new Router({ linger: 1_000, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
}

/** A socket takes one message at a time; the others wait here in order. */
function newOutbox(send: (frames: Uint8Array[]) => Promise<void>, key: string): Outbox {
  const waiting: Uint8Array[][] = [];
  let sending: Promise<void> | undefined;
  const empty = async () => {
    for (let frames = waiting.shift(); frames; frames = waiting.shift()) await send(frames).catch(() => {});
    sending = undefined;
  };
  return {
    send: (message) => {
      waiting.push(encodeMessage(message, key));
      sending ??= empty();
    },
    sent: () => sending ?? Promise.resolve(),
  };
}

function topicOf(message: MessageOf<MessageType>): Uint8Array {
  return Buffer.from(message.header.msg_type);
}

async function echo(heartbeat: Reply): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}
