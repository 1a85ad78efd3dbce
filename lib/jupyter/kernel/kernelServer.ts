import { setImmediate } from "node:timers/promises";
import type { Json, JsonObject } from "trident-base";
import type { ConnectionInfo } from "../client/connection.ts";
import type { Message, MessageContents, MessageType } from "../client/message.ts";
import { createMessage } from "../client/wire.ts";
import { CellExecutor } from "./cellExecutor.ts";
import type { CompilerProcess } from "./compilerProcess.ts";
import { helpQuery } from "./helpQuery.ts";
import type { History } from "./history.ts";
import { inspectionBundle } from "./inspectionBundle.ts";
import { kernelInfo } from "./kernelInfo.ts";
import { Publisher } from "./publisher.ts";
import { COMMS, type ExecuteContent, requests } from "./requests.ts";
import type { ErrorReport, Outcome, Publication } from "./runner/frames.ts";
import { KernelSockets, type RequestChannel } from "./sockets.ts";
import { codePointsOf, unitsOf } from "./textPositions.ts";

/** Late output is shown under its cell as long as that is one of the last so many. */
const REMEMBERED = 10_000;

/** What a kernel needs of its surroundings. */
export interface KernelServerOptions {
  readonly connection: ConnectionInfo;
  readonly history: History;
  readonly compiler: CompilerProcess;
  readonly log: (line: string) => void;
  /** Called when a client has asked the kernel to end and everything is closed. */
  readonly ended: () => void;
}

interface Waiting {
  readonly request: Message;
  readonly channel: RequestChannel;
  readonly content: ExecuteContent;
}

/** Answers Jupyter's messages: cells one after another, everything else at once, also while a cell runs. */
export class KernelServer {
  readonly #options: KernelServerOptions;
  readonly #session: string;
  readonly #sockets: KernelSockets;
  readonly #publisher: Publisher;
  readonly #executor: CellExecutor;
  readonly #info = kernelInfo();
  readonly #requests = new Map<number, Message>();
  readonly #queue: Waiting[] = [];
  #executing: Message | undefined;
  #cell = 0;
  #count = 0;

  constructor(options: KernelServerOptions) {
    this.#options = options;
    this.#session = crypto.randomUUID();
    this.#sockets = new KernelSockets(options.connection.key, options.log);
    this.#publisher = new Publisher((type, content, parent) =>
      this.#sockets.send("iopub", this.#message(type, content, parent)),
    );
    this.#executor = new CellExecutor(options.compiler, {
      published: (publication) => this.#published(publication),
      output: (name, text) => this.#publisher.print(name, text, this.#requests.get(this.#cell)),
      lost: (error) => this.#publishError(error, this.#requests.get(this.#cell)),
    });
  }

  /** Binds the sockets and begins to answer. */
  async open(): Promise<void> {
    await this.#sockets.open(this.#options.connection, (message, channel) => {
      this.#receive(message, channel).catch((error: Error) => this.#refuse(message, channel, error));
    });
    this.#publisher.send("status", { execution_state: "starting" }, undefined);
  }

  /** Stops the cell that runs; those that wait are aborted. */
  interrupt(): Promise<void> {
    return this.#executor.interrupt();
  }

  /** Ends everything that belongs to the kernel. */
  async close(): Promise<void> {
    await this.#executor.close();
    this.#publisher.flush();
    await this.#sockets.close();
    this.#options.history.close();
  }

  async #receive(message: Message, channel: RequestChannel): Promise<void> {
    const type: string = message.header.msg_type;
    if (type === "input_reply") {
      this.#executor.answer(requests.input_reply.parse(message.content).value);
      return;
    }
    const cell = type === "execute_request" ? requests.execute_request.safeParse(message.content) : undefined;
    if (cell?.success) {
      this.#queue.push({ request: message, channel, content: cell.data });
      return this.#executing ? undefined : this.#work();
    }
    this.#publisher.send("status", { execution_state: "busy" }, message);
    try {
      if (cell) throw cell.error;
      await this.#answer(type, message, channel);
    } finally {
      this.#publisher.send("status", { execution_state: "idle" }, message);
      // Front ends show the last status that they saw.
      if (this.#executing) this.#publisher.send("status", { execution_state: "busy" }, this.#executing);
    }
  }

  async #answer(type: string, message: Message, channel: RequestChannel): Promise<void> {
    const { content } = message;
    const reply = <T extends MessageType>(answer: T, body: MessageContents[T]) =>
      this.#sockets.send(channel, this.#message(answer, body, message));
    switch (type) {
      case "kernel_info_request":
        return reply("kernel_info_reply", this.#info);
      case "complete_request":
        return reply("complete_reply", await this.#complete(requests.complete_request.parse(content)));
      case "inspect_request":
        return reply("inspect_reply", await this.#inspect(requests.inspect_request.parse(content)));
      case "is_complete_request":
        return reply("is_complete_reply", await this.#isComplete(requests.is_complete_request.parse(content).code));
      case "history_request": {
        const query = requests.history_request.parse(content);
        const history = this.#options.history
          .find(query)
          .map(([session, line, code]): Json => [session, line, query.output ? [code, null] : code]);
        return reply("history_reply", { status: "ok", history });
      }
      case "comm_info_request":
        return reply("comm_info_reply", { status: "ok", comms: {} });
      case "comm_open": {
        const { comm_id, target_name, data } = requests.comm_open.parse(content);
        const answer = await this.#answerComm(target_name, data);
        if (answer) this.#publisher.send("comm_msg", { comm_id, data: answer }, message);
        // It has said all: no comm stays open.
        return this.#publisher.send("comm_close", { comm_id, data: {} }, message);
      }
      case "interrupt_request":
        await this.interrupt();
        return reply("interrupt_reply", { status: "ok" });
      case "shutdown_request": {
        const { restart } = requests.shutdown_request.parse(content);
        reply("shutdown_reply", { status: "ok", restart });
        this.#publisher.send("status", { execution_state: "idle" }, message);
        await this.close();
        return this.#options.ended();
      }
      default:
        this.#options.log(`not understood: ${type}`);
    }
  }

  async #answerComm(target: string, data: unknown): Promise<JsonObject | undefined> {
    if (target === "trident.format") {
      const { cells } = COMMS[target].parse(data);
      return { cells: await Promise.all(cells.map((code) => this.#executor.format(code))) };
    }
    if (target !== "trident.import") return undefined;
    const { code, name } = COMMS[target].parse(data);
    return { ...(await this.#executor.missingImport(code, name)) };
  }

  async #work(): Promise<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      this.#executing = next.request;
      this.#publisher.send("status", { execution_state: "busy" }, next.request);
      const behind = await this.#execute(next).catch((error: Error) => {
        this.#refuse(next.request, next.channel, error);
        return [];
      });
      this.#publisher.send("status", { execution_state: "idle" }, next.request);
      this.#executing = undefined;
      this.#abort(behind);
    }
  }

  /** Gives the cells that are not to be run after one that failed. */
  async #execute({ request, channel, content }: Waiting): Promise<readonly Waiting[]> {
    const { code, silent, store_history, user_expressions, allow_stdin, stop_on_error } = content;
    const asked = helpQuery(code);
    const cell = ++this.#cell;
    this.#requests.set(cell, request);
    this.#requests.delete(cell - REMEMBERED);
    const number = this.#count + 1;
    if (store_history && !silent) {
      this.#count = number;
      this.#options.history.add(number, code);
    }
    if (!silent) this.#publisher.send("execute_input", { code, execution_count: number }, request);
    const isEmpty = asked !== undefined || code.trim() === "";
    const outcome: Outcome = isEmpty ? {} : await this.#executor.execute(cell, `In[${number}]`, code, allow_stdin);
    const common = { execution_count: number };
    let answer: MessageContents["execute_reply"];
    if ("error" in outcome) {
      const { ename, evalue } = outcome.error;
      const error = { ename, evalue, traceback: [...outcome.error.traceback] };
      this.#publishError(error, request);
      answer = { status: "error", ...common, ...error, user_expressions: {}, payload: [] };
    } else {
      if (outcome.result && !silent) {
        this.#publisher.send("execute_result", { ...common, data: outcome.result, metadata: {} }, request);
      }
      const payload = asked === undefined ? [] : [await this.#page(asked)];
      answer = { status: "ok", ...common, user_expressions: await this.#evaluate(cell, user_expressions), payload };
    }
    const stops = "error" in outcome && stop_on_error;
    // What has arrived by now was sent without knowing; what is sent after the answer is meant, however fast it comes.
    if (stops) await setImmediate();
    const behind = stops ? this.#queue.splice(0) : [];
    this.#publisher.flush();
    this.#sockets.send(channel, this.#message("execute_reply", answer, request));
    return behind;
  }

  async #evaluate(cell: number, expressions: Readonly<Record<string, string>>): Promise<JsonObject> {
    const values: Record<string, Json> = {};
    for (const [name, code] of Object.entries(expressions)) {
      const outcome = await this.#executor.execute(cell, `In[${name}]`, code);
      values[name] =
        "error" in outcome
          ? { status: "error", ...outcome.error }
          : { status: "ok", data: outcome.result ?? { "text/plain": "undefined" }, metadata: {} };
    }
    return values;
  }

  /** What is known about a name, as JupyterLab shows it below the cell. */
  async #page(name: string): Promise<JsonObject> {
    const found = await this.#executor.describe(name);
    const data = found ? inspectionBundle(found) : { "text/plain": `Nothing is known of ${name}.` };
    return { source: "page", start: 0, data };
  }

  async #isComplete(code: string): Promise<MessageContents["is_complete_reply"]> {
    return helpQuery(code) === undefined ? await this.#executor.isComplete(code) : { status: "complete" };
  }

  #abort(behind: readonly Waiting[]): void {
    for (const { request, channel } of behind) {
      this.#publisher.send("status", { execution_state: "busy" }, request);
      this.#sockets.send(channel, this.#message("execute_reply", { status: "aborted" }, request));
      this.#publisher.send("status", { execution_state: "idle" }, request);
    }
  }

  async #complete({
    code,
    cursor_pos,
  }: {
    code: string;
    cursor_pos: number;
  }): Promise<MessageContents["complete_reply"]> {
    const { start, end, matches } = await this.#executor.complete(code, unitsOf(code, cursor_pos));
    const cursor_start = codePointsOf(code, start);
    const cursor_end = codePointsOf(code, end);
    return {
      status: "ok",
      matches: matches.map(({ text }) => text),
      cursor_start,
      cursor_end,
      metadata: {
        _jupyter_types_experimental: matches.map(({ text, type }) => ({
          text,
          type,
          start: cursor_start,
          end: cursor_end,
        })),
      },
    };
  }

  async #inspect({
    code,
    cursor_pos,
  }: {
    code: string;
    cursor_pos: number;
  }): Promise<MessageContents["inspect_reply"]> {
    const found = await this.#executor.inspect(code, unitsOf(code, cursor_pos));
    return { status: "ok", found: found !== undefined, data: found ? inspectionBundle(found) : {}, metadata: {} };
  }

  #published(publication: Publication): void {
    const parent = this.#requests.get(publication.cell);
    if (publication.type === "stream") {
      this.#publisher.print(publication.name, publication.text, parent);
    } else if (publication.type === "display") {
      const { data, metadata, id, update } = publication;
      const type = update ? "update_display_data" : "display_data";
      this.#publisher.send(type, { data, metadata, transient: id === undefined ? {} : { display_id: id } }, parent);
    } else if (publication.type === "clear") {
      this.#publisher.send("clear_output", { wait: publication.wait }, parent);
    } else if (publication.type === "error") {
      this.#publishError(publication.error, parent);
    } else {
      const { prompt, password } = publication;
      this.#publisher.flush();
      this.#sockets.send("stdin", this.#message("input_request", { prompt, password }, parent));
    }
  }

  #publishError({ ename, evalue, traceback }: ErrorReport, parent: Message | undefined): void {
    this.#publisher.send("error", { ename, evalue, traceback: [...traceback] }, parent);
  }

  #refuse(message: Message, channel: RequestChannel, error: Error): void {
    this.#options.log(`${message.header.msg_type}: ${error.message}`);
    const type = message.header.msg_type.replace(/_request$/, "_reply");
    if (type === message.header.msg_type) return;
    const content = { status: "error", ename: error.name, evalue: error.message, traceback: [] };
    this.#sockets.send(channel, this.#message(type as "execute_reply", content as never, message));
  }

  #message<T extends MessageType>(type: T, content: MessageContents[T], parent: Message | undefined) {
    return createMessage(type, content, { session: this.#session, ...(parent === undefined ? {} : { parent }) });
  }
}
