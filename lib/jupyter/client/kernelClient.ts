import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import { type ConnectionInfo, channelAddress } from "./connection.ts";
import { KernelError } from "./errors.ts";
import { isMessage, type Message, type MessageContents, type MessageOf, type MessageType } from "./message.ts";
import { createMessage, decodeMessage, encodeMessage } from "./wire.ts";

type RequestType = Exclude<Extract<MessageType, `${string}_request`>, "input_request">;
type ReplyType<T extends RequestType> = T extends `${infer Base}_request` ? `${Base}_reply` & MessageType : never;

/** A request on its way: `id` is the parent of everything that it causes; `reply` resolves with the answer. */
export interface PendingRequest<T extends RequestType> {
  readonly id: string;
  readonly reply: Promise<MessageOf<ReplyType<T>>>;
}

/** The client's end of a kernel's shell, control and iopub channels. */
export class KernelClient {
  readonly #key: string;
  readonly #session = randomUUID();
  readonly #shell = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  readonly #control = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #pending = new Map<string, { resolve: (reply: Message) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<(message: Message) => void>();
  #sending: Promise<void> = Promise.resolve();
  #dropped = 0;

  /** Connects; ZeroMQ waits for the kernel's sockets to appear, so the kernel may still be starting. */
  constructor(connection: ConnectionInfo) {
    this.#key = connection.key;
    this.#shell.connect(channelAddress(connection, "shell"));
    this.#control.connect(channelAddress(connection, "control"));
    this.#iopub.connect(channelAddress(connection, "iopub"));
    this.#iopub.subscribe();
    void this.#read(this.#shell, (message) => this.#settle(message));
    void this.#read(this.#control, (message) => this.#settle(message));
    void this.#read(this.#iopub, (message) => {
      for (const listener of this.#listeners) listener(message);
    });
  }

  /** How many messages were dropped because their signature or form was wrong. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Calls `listener` for every message on iopub until the returned function is called. */
  onPublished(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends a request; interrupts and shutdowns go over control, which a busy kernel still reads. */
  request<T extends RequestType>(type: T, content: MessageContents[T]): PendingRequest<T> {
    const message = createMessage(type, content, { session: this.#session });
    const socket = type === "interrupt_request" || type === "shutdown_request" ? this.#control : this.#shell;
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    // Whoever asked may have stopped waiting when the kernel dies.
    promise.catch(() => {});
    this.#pending.set(message.header.msg_id, { resolve, reject });
    this.#sending = this.#sending.then(() => socket.send(encodeMessage(message, this.#key))).catch(reject);
    return { id: message.header.msg_id, reply: promise as unknown as Promise<MessageOf<ReplyType<T>>> };
  }

  /** Rejects every request that waits for a reply: the kernel will not answer. */
  fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** Closes the sockets. */
  close(): void {
    this.fail(new KernelError("The connection to the kernel was closed"));
    this.#listeners.clear();
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
  }

  #settle(message: Message): void {
    const id = message.parent.msg_id ?? "";
    this.#pending.get(id)?.resolve(message);
    this.#pending.delete(id);
  }

  async #read(socket: Dealer | Subscriber, receive: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      const message = this.#decode(frames);
      if (message) receive(message);
    }
  }

  #decode(frames: readonly Uint8Array[]): Message | undefined {
    try {
      return decodeMessage(frames, this.#key);
    } catch {
      this.#dropped++;
      return undefined;
    }
  }
}

/** True for the message that says that the kernel has done everything that `request` asked for. */
export function isIdle(message: Message, request: string): boolean {
  return (
    message.parent.msg_id === request && isMessage(message, "status") && message.content.execution_state === "idle"
  );
}
