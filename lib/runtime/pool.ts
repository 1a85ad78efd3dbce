import { availableParallelism } from "node:os";
import { parentPort, Worker } from "node:worker_threads";
import { type ErrorContext, TridentError, UsageError } from "trident-base";
import { currentSession } from "./session.ts";

/** A worker thread ended before it had answered: out of memory, or it left by itself. */
export class WorkerError extends TridentError {}

/** Threads that all run one worker file. */
export interface WorkerPool {
  /** The number of threads at most; they start when there is work for them. */
  readonly threads: number;
  /**
   * The worker's answer to `task`. Tasks are started in the order they came in; shared memory goes by reference, all
   * else is copied.
   *
   * @throws the error that the worker threw, with its class name and fields.
   * @throws WorkerError if the thread ended first or the pool was closed.
   */
  run<Result>(task: unknown): Promise<Result>;
  /**
   * Ends all threads, each after the task that it is at: a thread that is ended within native code takes the process with
   * it. Tasks that wait fail.
   */
  close(): Promise<void>;
}

interface Job {
  readonly task: unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  /** Called when the thread has no task any more, where somebody waits for that. */
  idle?: () => void;
}

type Answer = { readonly result: unknown } | { readonly error: PlainError };

interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly context: ErrorContext | undefined;
}

/**
 * The session's pool for one worker file. The file calls {@link serveTasks}. Idle threads do not keep the process
 * alive.
 *
 * @param path the worker file relative to `base`, without extension, for example `./engineer.worker`.
 * @param base the caller's `import.meta.url`: its extension and its query (a reloaded module's generation) are taken
 * over, so that sources start sources and built files start built files.
 * @param threads how many threads at most; all that the machine has by default.
 * @throws UsageError if `threads` is not a positive integer.
 */
export function workerPool(path: string, base: string, threads: number = availableParallelism()): WorkerPool {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new UsageError(`threads is ${threads}`, { remedy: "Give a whole number from 1." });
  }
  const from = new URL(base);
  const url = new URL(`${path}${/\.\w+$/.exec(from.pathname)?.[0] ?? ".js"}${from.search}`, base);
  return currentSession().resource(
    `workers ${url.href} ${threads}`,
    () => createPool(url, threads),
    (pool) => pool.close(),
  );
}

/** Answers the pool's tasks; called once by a worker file, whose only work it is. */
export function serveTasks<Task>(handle: (task: Task) => unknown): void {
  const port = parentPort;
  if (!port) throw new UsageError("a worker file was started as a program", { remedy: "Use workerPool." });
  port.on("message", async (task: Task) => {
    let answer: Answer;
    try {
      answer = { result: await handle(task) };
    } catch (error) {
      answer = { error: flatten(error) };
    }
    port.postMessage(answer);
  });
}

function createPool(url: URL, threads: number): WorkerPool {
  const team = new Set<Thread>();
  const waiting: Job[] = [];
  let closed = false;

  const next = (thread: Thread): void => {
    thread.job = waiting.shift();
    if (!thread.job) {
      thread.worker.unref();
      thread.idle?.();
      return;
    }
    thread.worker.ref();
    try {
      thread.worker.postMessage(thread.job.task);
    } catch (error) {
      const { job } = thread;
      thread.job = undefined;
      job.reject(error as Error);
      next(thread);
    }
  };
  const start = (): Thread => {
    // Not this process's own flags: some of them (--input-type, V8's) are refused in a thread.
    const worker = new Worker(url, { execArgv: url.pathname.endsWith(".ts") ? ["--conditions=source"] : [] });
    const thread: Thread = { worker, job: undefined };
    const end = (error: Error): void => {
      if (!team.delete(thread)) return;
      void worker.terminate();
      thread.job?.reject(error);
      thread.idle?.();
      if (waiting.length > 0 && !closed) next(start());
    };
    worker.on("message", (answer: Answer) => {
      const { job } = thread;
      thread.job = undefined;
      if ("error" in answer) job?.reject(restore(answer.error));
      else job?.resolve(answer.result as never);
      next(thread);
    });
    worker.on("messageerror", end);
    worker.on("error", end);
    worker.on("exit", (code) => {
      end(new WorkerError(`a worker thread ended with code ${code} before it answered`, { where: [url.pathname] }));
    });
    team.add(thread);
    return thread;
  };

  return {
    threads,
    run: <Result>(task: unknown): Promise<Result> =>
      new Promise<Result>((resolve, reject) => {
        if (closed) {
          reject(new WorkerError("the worker pool was closed", { where: [url.pathname] }));
          return;
        }
        waiting.push({ task, resolve, reject });
        const idle = [...team].find((thread) => !thread.job);
        if (idle) next(idle);
        else if (team.size < threads) next(start());
      }),
    close: async () => {
      closed = true;
      const ended = new WorkerError("the worker pool was closed", { where: [url.pathname] });
      for (const job of waiting.splice(0)) job.reject(ended);
      await Promise.all(
        [...team].map(async (thread) => {
          if (thread.job) await new Promise<void>((resolve) => Object.assign(thread, { idle: resolve }));
          team.delete(thread);
          await thread.worker.terminate();
        }),
      );
    },
  };
}

function flatten(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: undefined, context: undefined };
  const { where, remedy } = error as ErrorContext;
  const context = where ? { where, ...(remedy === undefined ? {} : { remedy }) } : undefined;
  return { name: error.name, message: error.message, stack: error.stack, context };
}

/** The structured clone of an error loses the names of our classes; here they come back, with `where` and `remedy`. */
function restore({ name, message, stack, context }: PlainError): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true, enumerable: false });
  if (stack !== undefined) error.stack = stack;
  return context ? Object.assign(error, { where: context.where, remedy: context.remedy }) : error;
}
