import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  ProgressType,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { EngineDeviceUnavailable, EngineError, EngineHostCrashed, EngineHostUnavailable } from "./errors.ts";
import type { HostProgram } from "./hostProgram.ts";
import { lastWords } from "./lastWords.ts";

/** How far a call has come: trees of a fit, rows of a prediction. */
export interface EngineProgress {
  readonly done: number;
  readonly total: number;
}

/** What may be given along with a call. */
export interface CallOptions {
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
  /**
   * Ends the call, which rejects with the signal's reason. A fit stops after the trees it is growing; if they take
   * longer than 0.8 s the host is ended, and all its models with it.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Characters of stderr that are kept: a crash of Python names every library that is loaded, which may take a quarter. */
const LOG = 65_536;
/** A library may be deep in its own code when a call is cancelled; the process is ended if it does not hear in time. */
const CANCEL_GRACE_MS = 800;
const CLOSE_GRACE_MS = 2000;
const MISSING = /ModuleNotFoundError: (.*)|No module named (.*)/;
const progressType = new ProgressType<EngineProgress>();

/**
 * One process of the engine host. It ends when its stdin does, so never outlives this process, and keeps this process
 * alive only while a call is under way.
 */
export class HostProcess {
  readonly #host: HostProgram;
  readonly #child;
  readonly #connection;
  readonly #ended: Promise<void>;
  #ending: string | undefined;
  #startError: Error | undefined;
  #answered = false;
  #log = "";
  #calls = 0;

  constructor(host: HostProgram) {
    this.#host = host;
    this.#child = spawn(host.program, [...host.args], {
      env: { ...process.env, ...host.env },
      stdio: "pipe",
      windowsHide: true,
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#log = (this.#log + text).slice(-LOG);
    });
    this.#child.stdin.on("error", () => {}); // A dead host shows in 'close', with its last words.
    this.#ended = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#startError = error;
        this.#ending = "it did not start";
        resolve();
      });
      this.#child.on("close", (code, signal) => {
        this.#ending ??= signal ? `it was ended by ${signal}` : `it exited with code ${code}`;
        resolve();
      });
    });
    const { stdout, stdin } = this.#child;
    this.#connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection.onError(() => {});
    this.#connection.listen();
    this.#hold(false);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#ending === undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Sends one call and waits for its answer.
   *
   * @throws EngineError if the host answers with an error, EngineHostCrashed if it ends instead of answering,
   * EngineHostUnavailable if it cannot start; the signal's reason if that was aborted.
   */
  async call<T>(method: string, params: object, { onProgress, signal }: CallOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    const cancel = new CancellationTokenSource();
    const token = `${method}-${++this.#calls}`;
    const progress = onProgress && this.#connection.onProgress(progressType, token, onProgress);
    let late: NodeJS.Timeout | undefined;
    const abort = (): void => {
      cancel.cancel();
      late = setTimeout(() => this.#child.kill("SIGKILL"), CANCEL_GRACE_MS);
    };
    signal?.addEventListener("abort", abort, { once: true });
    this.#hold(true);
    try {
      const answer = this.#connection.sendRequest(
        method,
        { ...params, progress: onProgress ? token : null },
        cancel.token,
      );
      const died = this.#ended.then(() => {
        throw this.#crash(method);
      });
      const result = (await Promise.race([answer, died])) as T;
      this.#answered = true;
      return result;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      // What could not be written was not refused: the host is gone.
      if (error instanceof ResponseError && error.code !== ErrorCodes.MessageWriteError) {
        this.#answered = true;
        throw refusal(method, error, this.#host.remedy);
      }
      // The pipe breaks a moment before the process is seen to have ended.
      if (!isOurs(error)) {
        await this.#ended;
        throw this.#crash(method);
      }
      throw error;
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", abort);
      progress?.dispose();
      cancel.dispose();
      this.#hold(false);
    }
  }

  /** Ends the process: by the end of its input, or by force if it does not heed that. */
  async close(): Promise<void> {
    if (!this.running) return;
    this.#ending = "it was closed";
    this.#hold(true);
    this.#child.stdin.end();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), CLOSE_GRACE_MS);
    await this.#ended;
    clearTimeout(late);
    this.#connection.dispose();
  }

  #hold(alive: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const part of [this.#child, stdin as Socket, stdout as Socket, stderr as Socket]) {
      if (alive) part.ref();
      else part.unref();
    }
  }

  #crash(method: string): Error {
    const { line, all } = lastWords(this.#log);
    const cause = this.#startError ?? (all ? new Error(all) : undefined);
    const missing = MISSING.exec(all);
    const isNoHost = !this.#answered && this.#child.exitCode === 0 && !all;
    if (this.#startError || isNoHost || (!this.#answered && missing)) {
      const why = missing
        ? (missing[1] ?? `no module named ${missing[2]}`)
        : (this.#startError?.message ?? this.#ending);
      return new EngineHostUnavailable(`the engine host cannot start: ${why}`, {
        where: [this.#host.program],
        remedy: this.#host.remedy,
        cause,
      });
    }
    const words = line ? `; its last words: ${line}` : "; it left no last words";
    return new EngineHostCrashed(`the engine host ended during ${method}: ${this.#ending}${words}`, {
      remedy: "The next call starts a new host, without the models of this one.",
      cause,
    });
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof EngineHostCrashed || error instanceof EngineHostUnavailable;
}

function refusal(method: string, error: ResponseError<unknown>, remedy: string): Error {
  const { type, traceback } = (error.data ?? {}) as { type?: string; traceback?: string };
  const line = error.message.split("\n")[0];
  const cause = new Error(traceback ?? error.message);
  if (type === "ModuleNotFoundError") {
    return new EngineHostUnavailable(`the engine host lacks a package: ${line}`, { remedy, cause });
  }
  if (type === "DeviceError") {
    return new EngineDeviceUnavailable(line ?? "", { remedy: "The device 'cpu' works everywhere.", cause });
  }
  const kind = type === undefined || type === "InvalidInputError" ? "" : `${type}: `;
  return new EngineError(`the engine host refused ${method}: ${kind}${line}`, { cause });
}
