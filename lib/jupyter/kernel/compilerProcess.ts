import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { extname } from "node:path";
import { KernelError } from "../client/errors.ts";
import type { Compiler } from "./compile/compiler.ts";
import { type KnownCells, NO_CELLS } from "./compile/knownCells.ts";
import { changesBetween, type KnownChanges } from "./compile/knownChanges.ts";
import { snapshotPath } from "./compile/snapshot.ts";

/** Code that makes the compiler load what most cells need. */
const WARM_UP = 'import { readFileSync } from "fs";\nconst warm = await Promise.resolve(readFileSync);\nwarm';

/** How glibc is asked for large pages: Node copies a snapshot twice, and page by page that takes a sixth of the start. */
const LARGE_PAGES = "glibc.malloc.hugetlb=1";

/** In kB, a third of what systems give a program's stack: types of a cell that uses one that uses one are found in each other. */
const STACK = process.platform === "win32" ? [] : ["--stack-size=2800"];

/** A call of the compiler on its way to the process. */
export interface CompilerQuestion {
  readonly id: number;
  readonly method: keyof Compiler;
  /** Of what is known, since the question before. */
  readonly changes: KnownChanges;
  /** What follows what is known. */
  readonly args: readonly unknown[];
}

/** What came of it. */
export type CompilerAnswer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

interface Waiting {
  readonly question: CompilerQuestion;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** A compiler in a process of its own, which ends when this one does. One that died is replaced at the next call. */
export class CompilerProcess {
  #child: ChildProcess | undefined;
  /** What the process knows, or will when it has heard all questions. */
  #told: KnownCells = NO_CELLS;
  #next = 0;
  #warm: Promise<void> | undefined;
  readonly #snapshot: string;
  readonly #waiting = new Map<number, Waiting>();

  /** @param snapshot the file that it starts from, if it is there. */
  constructor(snapshot = snapshotPath()) {
    this.#snapshot = snapshot;
  }

  /** Starts it and has it load what most cells need; resolves when it has, or cannot. */
  warm(): Promise<void> {
    const ignore = () => {};
    this.#warm ??= this.ask("compile", NO_CELLS, WARM_UP).then(ignore, ignore);
    return this.#warm;
  }

  /**
   * Calls the compiler.
   *
   * @throws KernelError when the compiler failed on this input.
   */
  ask<Method extends keyof Compiler>(
    method: Method,
    ...[known, ...args]: Parameters<Compiler[Method]>
  ): Promise<ReturnType<Compiler[Method]>> {
    if (!this.#child) {
      this.#child = this.#start(existsSync(this.#snapshot));
      this.#told = NO_CELLS;
    }
    const question = { id: this.#next++, method, changes: changesBetween(this.#told, known), args };
    this.#told = known;
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { question, resolve, reject });
      this.#send(question);
    });
  }

  /** Ends the process. */
  close(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
  }

  /** What is sent to one that has gone is lost, and its end is told. */
  #send(question: CompilerQuestion): void {
    this.#child!.send(question, () => {});
  }

  /** @param fromSnapshot where it fails to start from that, it is started without. */
  #start(fromSnapshot: boolean): ChildProcess {
    const program = new URL(`./compile/main${extname(import.meta.url)}`, import.meta.url);
    const given = process.env.GLIBC_TUNABLES;
    const tunables = given ? `${given}:${LARGE_PAGES}` : LARGE_PAGES;
    const child = fork(program, {
      execArgv: [...process.execArgv, ...STACK, ...(fromSnapshot ? ["--snapshot-blob", this.#snapshot] : [])],
      env: fromSnapshot ? { ...process.env, GLIBC_TUNABLES: tunables } : process.env,
      serialization: "advanced",
      // Signals that are meant for the kernel pass it by.
      detached: process.platform !== "win32",
      stdio: ["ignore", "inherit", fromSnapshot ? "ignore" : "inherit", "ipc"],
    });
    let hasAnswered = false;
    child.on("message", (answer: CompilerAnswer) => {
      hasAnswered = true;
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new KernelError(`The compiler failed: ${answer.error}`));
      else waiting?.resolve(answer.value as never);
    });
    const ended = (cause: unknown): void => {
      if (this.#child !== child) return;
      this.#child = undefined;
      if (fromSnapshot && !hasAnswered) {
        this.#child = this.#start(false);
        for (const { question } of this.#waiting.values()) this.#send(question);
        return;
      }
      for (const { reject } of this.#waiting.values()) reject(new KernelError("The compiler ended", { cause }));
      this.#waiting.clear();
    };
    child.once("error", ended);
    child.once("exit", ended);
    return child;
  }
}
