import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { awaitedChild } from "./awaitedChild.ts";
import { type Command, FRAMES_FD, type Frame, frameReader, GUARD_FD, type Publication } from "./runner/frames.ts";

/** How long a runner may take to start while somebody waits to stop it, in ms. */
const START = 10_000;
/** How long a cell may take to obey, and then each of the attempts by force, in ms. */
const OBEY = 400;
const FORCED = 1_500;
const ATTEMPTS = 3;
/** How long a runner that was asked to end may take, and how long the last of its words, in ms. */
const POLITE = 500;

/** What the supervisor hears of its runner. */
export interface RunnerListener {
  frame(frame: Exclude<Frame, { type: "ready" }>): void;
  /** Text that did not go through JavaScript: of child processes and native code. */
  output(name: Extract<Publication, { type: "stream" }>["name"], text: string): void;
  /** The process ended without being asked to; the sentence says how. */
  died(reason: string): void;
}

/**
 * The process that runs the user's code. It is in a process group of its own, so that signals meant for the kernel pass
 * it by, and ends when this process does.
 */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #guard: Duplex;
  readonly #exited: Promise<void>;
  /** Before it is ready nothing can be stopped. */
  readonly #ready: Promise<void>;
  #ending = false;
  #disobeyed = false;
  #words = "";

  constructor(listener: RunnerListener) {
    const program = new URL(`./runner/main${extname(import.meta.url)}`, import.meta.url);
    this.#child = fork(program, {
      detached: process.platform !== "win32",
      // Code stopped by force in a timer leaves Node's own record of what called what unfinished; it is not to mind.
      execArgv: [...process.execArgv, "--no-force-async-hooks-checks", "--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "ipc"],
    });
    const frames = this.#child.stdio[FRAMES_FD] as Duplex;
    this.#guard = this.#child.stdio[GUARD_FD] as Duplex;
    this.#guard.on("error", () => {});
    const ready = Promise.withResolvers<void>();
    this.#ready = ready.promise;
    frames.on("error", () => {});
    frames.on(
      "data",
      frameReader((frame) => {
        if (frame.type === "ready") ready.resolve();
        else listener.frame(frame);
      }),
    );
    for (const name of ["stdout", "stderr"] as const) {
      this.#child[name]!.setEncoding("utf8").on("data", (text: string) => {
        this.#words = (this.#words + text).slice(-4_000);
        listener.output(name, text);
      });
    }
    const heard = Promise.all([frames, this.#child.stderr!].map((each) => new Promise((ok) => each.once("close", ok))));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    const end = async (reason: string) => {
      await Promise.race([heard, delay(POLITE)]);
      resolve();
      if (!this.#ending) listener.died(reason);
    };
    this.#child.once("exit", (code, signal) => void end(this.#explain(code, signal)));
    this.#child.once("error", (error) => {
      if (this.#child.pid === undefined) void end(`it cannot be started: ${error.message}`);
    });
  }

  /** The id of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends a command; one to a runner that has gone is lost, and its end is told. */
  send(command: Command): void {
    this.#child.send(command, () => {});
  }

  /**
   * Stops a cell: by a command where it waits, by SIGINT from the runner's second thread in synchronous code; where it
   * waits for a child process, as `execSync` does, by ending that; by force from the second thread; at last by ending
   * the process.
   */
  async interrupt(cell: number, settled: Promise<unknown>): Promise<void> {
    const over = settled.then(() => true);
    const obeyed = (time: number) => Promise.race([over, delay(time, false)]);
    await Promise.race([this.#ready, this.#exited, over, delay(START)]);
    this.send({ type: "interrupt", cell });
    this.#guard.write(`stop ${cell}\n`);
    if (await obeyed(OBEY)) return;
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      const family = await awaitedChild(this.#child.pid);
      if (family.length === 0) break;
      for (const pid of family) sendSignal(pid, signal);
      if (await obeyed(FORCED)) return;
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      this.#guard.write(`force ${cell}\n`);
      if (await obeyed(FORCED)) return;
    }
    this.#disobeyed = true;
    this.#kill();
  }

  /** Ends the process and all that it started. */
  async close(): Promise<void> {
    this.#ending = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.send({ type: "exit" });
      await Promise.race([this.#exited, delay(POLITE)]);
    }
    this.#kill();
    await this.#exited;
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid !== undefined) sendSignal(process.platform === "win32" ? pid : -pid, "SIGKILL");
  }

  #explain(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#disobeyed) return "it did not obey an interrupt and was ended";
    if (/JavaScript heap out of memory/.test(this.#words)) return "its memory ran out";
    if (signal === "SIGKILL") return "it was killed by SIGKILL, which the system also sends when memory runs out";
    return signal === null ? `exit code ${code}` : `it was ended by ${signal}`;
  }
}

/** To a process, or to a group by its negative id; one that has already gone is left alone. */
function sendSignal(pid: number, signal: "SIGINT" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has gone.
  }
}
