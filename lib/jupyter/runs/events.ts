import type { Notebook } from "../notebook/notebook.ts";
import type { NotebookComplaint } from "./complaints.ts";

/** What a run tells while it goes on. `cell` counts from 1, as in messages. */
export type RunEvent =
  | { readonly type: "started"; readonly notebook: string; readonly cells: number }
  | { readonly type: "kernel-ready"; readonly kernel: string; readonly pid: number; readonly seconds: number }
  | { readonly type: "cell-started"; readonly cell: number; readonly id: string }
  | { readonly type: "printed"; readonly cell: number; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** The text of something displayed, or of its update: a progress bar's, for example. */
  | { readonly type: "shown"; readonly cell: number; readonly text: string }
  | { readonly type: "cell-ended"; readonly cell: number; readonly status: CellStatus; readonly seconds: number }
  /** An error that nothing handled, of a cell that had ended. */
  | { readonly type: "failed-late"; readonly cell: number; readonly cause: string }
  /** Something that is no failure and may not be missed: output that is lost, for example. */
  | ({ readonly type: "complaint" } & NotebookComplaint)
  | { readonly type: "ended"; readonly result: RunResult };

export type CellStatus = "completed" | "failed";

/** Where and why a run stopped. */
export interface RunFailure {
  /** The cell's number, counted from 1. */
  readonly cell: number;
  readonly id: string;
  readonly cause: string;
  /** One line: notebook, cell, cause. */
  readonly message: string;
}

/** How a run ended. */
export interface RunResult {
  readonly status: "completed" | "failed" | "interrupted";
  readonly out: string;
  readonly notebook: Notebook;
  readonly seconds: number;
  readonly failure?: RunFailure;
}
