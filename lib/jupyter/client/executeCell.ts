import { setTimeout as delay } from "node:timers/promises";
import type { JsonObject } from "trident-base";
import { isIdle } from "./kernelClient.ts";
import { isMessage, type MessageOf } from "./message.ts";
import type { Kernel } from "./startKernel.ts";

/** Stock tslab answers `abort` to everything for 200 ms after an error. */
const ABORT_PAUSE = 250;
const ABORT_TRIES = 8;

/** Seconds that a timer of Node can run, about 25 days; a longer one would end at once. */
const LONGEST_TIMER = 2 ** 31 / 1000 - 1;

/** How the execution of a cell ended. */
export interface CellOutcome {
  readonly status: "ok" | "error" | "timeout" | "interrupted" | "died";
  readonly executionCount: number | null;
  /** What the kernel's error reply said, where it did. */
  readonly error?: { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };
  /** Why the kernel ended, when it did. */
  readonly death?: string;
  /** False when the kernel never said that it had published everything: some output may be missing. */
  readonly outputComplete: boolean;
  /** What the expressions came to, by name, where the kernel evaluated them. */
  readonly expressions?: JsonObject;
  /** When the kernel did what, as JupyterLab records it under `metadata.execution`. */
  readonly times: { readonly [step: string]: string };
}

/** What bounds the execution of a cell; all in seconds. */
export interface CellLimits {
  /** How long a cell may run; for ever by default. */
  readonly timeout: number;
  /** How long a kernel may take to obey an interrupt before it is ended. */
  readonly interruptGrace: number;
  /** How long iopub may be silent after the reply before the idle message is taken for lost. */
  readonly idleGrace: number;
}

/** How code is sent to a kernel. */
export interface ExecuteOptions extends CellLimits {
  readonly stopOnError: boolean;
  readonly signal: AbortSignal | undefined;
  /** Gets the id of the request: the parent of everything that it causes, whenever that comes. */
  readonly sent: (request: string) => void;
  /** Not part of the notebook: neither counted nor kept as history. */
  readonly silent?: boolean;
  /** Expressions to evaluate after the code, by name. */
  readonly expressions?: Readonly<Record<string, string>>;
}

/** Runs code in a kernel, until the kernel has said all that it has to say of it by then. */
export async function executeCell(kernel: Kernel, code: string, options: ExecuteOptions): Promise<CellOutcome> {
  for (let attempt = 1; ; attempt++) {
    if (options.signal?.aborted) {
      return { status: "interrupted", executionCount: null, outputComplete: true, times: {} };
    }
    const outcome = await executeOnce(kernel, code, options);
    if (outcome !== "aborted") return outcome;
    if (attempt === ABORT_TRIES) {
      const error = { ename: "Aborted", evalue: "The kernel refused to run the cell", traceback: [] };
      return { status: "error", executionCount: null, error, outputComplete: true, times: {} };
    }
    await delay(ABORT_PAUSE);
  }
}

async function executeOnce(kernel: Kernel, code: string, options: ExecuteOptions): Promise<CellOutcome | "aborted"> {
  const { client } = kernel;
  const times: Record<string, string> = {};
  const idle = Promise.withResolvers<"idle">();
  let count: number | null = null;
  let lastMessage = 0;
  const stopListening = client.onPublished((message) => {
    if (message.parent.msg_id !== request.id) return;
    lastMessage = performance.now();
    if (isMessage(message, "status")) times[`iopub.status.${message.content.execution_state}`] = message.header.date;
    if (isMessage(message, "execute_input")) {
      times["iopub.execute_input"] = message.header.date;
      count = message.content.execution_count;
    }
    if (isIdle(message, request.id)) idle.resolve("idle");
  });
  const request = client.request("execute_request", {
    code,
    silent: options.silent ?? false,
    store_history: !options.silent,
    user_expressions: { ...options.expressions },
    allow_stdin: false,
    stop_on_error: options.stopOnError,
  });
  options.sent(request.id);
  try {
    const answer = await waitForReply(kernel, request.reply, options);
    if (answer.reply) times["shell.execute_reply"] = answer.reply.header.date;
    const outputComplete = await drain(idle.promise, () => lastMessage, answer.reply ? options.idleGrace : 0.2);
    const content = answer.reply?.content;
    if (content && /^abort/.test(content.status) && answer.stopped === undefined) return "aborted";
    const status = answer.stopped ?? (answer.death ? "died" : content?.status === "ok" ? "ok" : "error");
    return {
      status,
      executionCount: content?.execution_count ?? count,
      ...(content?.ename === undefined
        ? {}
        : { error: { ename: content.ename, evalue: content.evalue ?? "", traceback: content.traceback ?? [] } }),
      ...(answer.death === undefined ? {} : { death: answer.death }),
      outputComplete,
      times,
      ...(content?.user_expressions === undefined ? {} : { expressions: content.user_expressions }),
    };
  } finally {
    stopListening();
  }
}

interface Answer {
  readonly reply?: MessageOf<"execute_reply">;
  readonly stopped?: "timeout" | "interrupted";
  readonly death?: string;
}

/** Waits for the reply, the kernel's death, the time-out or an abort; the last two interrupt, then end the kernel. */
async function waitForReply(
  kernel: Kernel,
  reply: Promise<MessageOf<"execute_reply">>,
  { timeout, interruptGrace, signal }: CellLimits & { signal: AbortSignal | undefined },
): Promise<Answer> {
  const over = new AbortController();
  const ended: Promise<Answer> = Promise.race([
    reply.then((message) => ({ reply: message })),
    kernel.died.then((death) => ({ death })),
  ]).catch(async () => ({ death: await kernel.died }));
  try {
    const stop = new Promise<"timeout" | "interrupted">((resolve) => {
      if (signal?.aborted) resolve("interrupted");
      signal?.addEventListener("abort", () => resolve("interrupted"), { signal: over.signal });
      if (timeout < LONGEST_TIMER) {
        delay(timeout * 1000, undefined, { signal: over.signal }).then(
          () => resolve("timeout"),
          () => {},
        );
      }
    });
    const first = await Promise.race([ended, stop]);
    if (typeof first !== "string") return first;
    // An interrupt that falls between two steps of a kernel is lost, so a second one follows.
    for (let attempt = 1; attempt <= 2; attempt++) {
      kernel.interrupt();
      const grace = delay((interruptGrace * 1000) / 2, undefined, { signal: over.signal }).catch(() => undefined);
      const obeyed = await Promise.race([ended, grace]);
      if (obeyed) return { ...obeyed, stopped: first };
    }
    await kernel.shutdown();
    return { stopped: first, death: "The kernel did not obey an interrupt and was ended" };
  } finally {
    over.abort();
  }
}

/** Waits for the idle message, or until iopub has been silent for `grace` seconds. */
async function drain(idle: Promise<"idle">, lastMessage: () => number, grace: number): Promise<boolean> {
  const over = new AbortController();
  const from = performance.now();
  try {
    for (;;) {
      const silent = performance.now() - Math.max(from, lastMessage());
      const left = grace * 1000 - silent;
      if (left <= 0) return false;
      const pause = delay(left, undefined, { signal: over.signal }).catch(() => undefined);
      if ((await Promise.race([idle, pause])) === "idle") return true;
    }
  } finally {
    over.abort();
  }
}
