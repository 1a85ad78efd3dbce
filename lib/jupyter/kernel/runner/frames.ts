import { writeSync } from "node:fs";
import type { JsonObject } from "trident-base";
import type { MimeBundle } from "../../client/message.ts";
import type { CompiledCell } from "../compile/compiledCell.ts";

/** An error as Jupyter shows it. */
export interface ErrorReport {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** What an interrupted cell ends with. */
export const INTERRUPTED: ErrorReport = {
  ename: "KeyboardInterrupt",
  evalue: "The cell was interrupted",
  traceback: ["KeyboardInterrupt: The cell was interrupted"],
};

/** How the code of a cell ended. */
export type Outcome =
  | { readonly result?: MimeBundle }
  | {
      readonly error: ErrorReport;
      /** The variables of the cell that it did not come to; undefined if nothing of it was run. */
      readonly left?: readonly string[];
    };

/** What the supervisor asks the runner for. `cell` is the number under which it knows the request. */
export type Command =
  | {
      readonly type: "run";
      readonly cell: number;
      /** The name of the cell in tracebacks. */
      readonly name: string;
      readonly source: string;
      /** Whether somebody is there to answer. */
      readonly mayAsk: boolean;
      readonly conversion: Omit<CompiledCell, "module">;
    }
  | { readonly type: "interrupt"; readonly cell: number }
  | { readonly type: "input"; readonly value: string }
  | { readonly type: "exit" };

/** What the runner says, in the order in which it happened. */
export type Frame =
  | { readonly type: "ready" }
  | { readonly type: "done"; readonly cell: number; readonly outcome: Outcome }
  | Publication;

/** What a cell publishes; `cell` is the one that started it. */
export type Publication = { readonly cell: number } & (
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display";
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
      readonly id?: string;
      /** Replaces what was shown under this id. */
      readonly update?: boolean;
    }
  | { readonly type: "clear"; readonly wait: boolean }
  | { readonly type: "input"; readonly prompt: string; readonly password: boolean }
  | { readonly type: "error"; readonly error: ErrorReport }
);

/** What a cell publishes, before it is known which cell that is. */
export type Content = WithoutCell<Publication>;
type WithoutCell<T> = T extends unknown ? Omit<T, "cell"> : never;

/** The runner's file descriptors beside the usual three. */
export const FRAMES_FD = 3;
export const GUARD_FD = 4;

/**
 * Sends frames, one a line of JSON. It returns when the system has taken them: whatever becomes of this process, what
 * it said before arrives, and in order.
 */
export function frameWriter(fd: number): (frame: Frame) => void {
  return (frame) => {
    const bytes = Buffer.from(`${JSON.stringify(frame)}\n`);
    for (let sent = 0; sent < bytes.length; ) {
      try {
        sent += writeSync(fd, bytes, sent);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "EAGAIN") throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      }
    }
  };
}

/** Takes chunks of bytes and gives the frames in them. */
export function frameReader(receive: (frame: Frame) => void): (chunk: Buffer) => void {
  let begun: Buffer[] = [];
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...begun, chunk.subarray(from, end)]);
      begun = [];
      from = end + 1;
      receive(JSON.parse(line.toString("utf8")) as Frame);
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  };
}
