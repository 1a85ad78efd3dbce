import type { Message, MessageContents, MessageType } from "../client/message.ts";

/** How long printed text waits for more, in ms, and how much of it at most, in characters. */
const WAIT = 15;
const ENOUGH = 200_000;

/** Sends a message on iopub as caused by `parent`. */
export type Publish = <T extends MessageType>(type: T, content: MessageContents[T], parent?: Message) => void;

/** Publishes in order, printed text in portions instead of lines. */
export class Publisher {
  readonly #publish: Publish;
  #printed:
    | { readonly parent: Message | undefined; readonly name: "stdout" | "stderr"; readonly parts: string[] }
    | undefined;
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  /** Takes printed text; it is sent a moment later, or before whatever comes next. */
  print(name: "stdout" | "stderr", text: string, parent: Message | undefined): void {
    if (this.#printed && (this.#printed.name !== name || this.#printed.parent !== parent)) this.flush();
    this.#printed ??= { parent, name, parts: [] };
    this.#printed.parts.push(text);
    this.#length += text.length;
    if (this.#length >= ENOUGH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT);
  }

  /** Sends a message, after what was printed before it. */
  send<T extends MessageType>(type: T, content: MessageContents[T], parent: Message | undefined): void {
    this.flush();
    this.#publish(type, content, parent);
  }

  /** Sends what was printed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const printed = this.#printed;
    if (!printed) return;
    this.#printed = undefined;
    this.#length = 0;
    this.#publish("stream", { name: printed.name, text: printed.parts.join("") }, printed.parent);
  }
}
