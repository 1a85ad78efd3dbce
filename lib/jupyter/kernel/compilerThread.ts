import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { KernelError } from "../client/errors.ts";
import type { Compiler } from "./compile/compiler.ts";

/** A call of the compiler on its way to the thread. */
export interface CompilerQuestion {
  readonly id: number;
  readonly method: keyof Compiler;
  readonly args: readonly unknown[];
}

/** What came of it. */
export type CompilerAnswer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** A compiler in a thread of its own. A thread that died is replaced at the next call. */
export class CompilerThread {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  /**
   * Calls the compiler.
   *
   * @throws KernelError when the compiler failed on this input.
   */
  ask<Method extends keyof Compiler>(
    method: Method,
    ...args: Parameters<Compiler[Method]>
  ): Promise<ReturnType<Compiler[Method]>> {
    this.#worker ??= this.#start();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker!.postMessage({ id, method, args } satisfies CompilerQuestion);
    });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL(`./compiler.worker${extname(import.meta.url)}`, import.meta.url));
    worker.on("message", (answer: CompilerAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new KernelError(`The compiler failed: ${answer.error}`));
      else waiting?.resolve(answer.value as never);
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(new KernelError("The compiler ended", { cause }));
      this.#waiting.clear();
    });
    return worker;
  }
}
