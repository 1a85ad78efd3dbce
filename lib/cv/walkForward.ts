import { parseIsoDate, shownAs, UsageError } from "trident-base";
import type { LabelIntervals } from "../labels/index.ts";
import { blockStarts } from "./blocks.ts";
import { type Fold, makeFold } from "./fold.ts";
import { foldsTable } from "./foldsTable.ts";
import { labelledRows } from "./rows.ts";

/** Test blocks by dates, or by number on whatever history there is. */
export type WalkForwardOptions = {
  /** Row numbers of the panel to split; all of them by default. */
  readonly rows?: ArrayLike<number>;
  /** Sessions before each test block to train on; all of the past by default. */
  readonly trainSessions?: number;
} & (
  | {
      /** First dates of the test blocks, ISO, ascending; each block ends before the next, the last with the data. */
      readonly tests: readonly string[];
    }
  | {
      /** Number of test blocks, of like numbers of rows. */
      readonly folds: number;
      /** Share of the rows before the first test block; by default as many as in a test block. */
      readonly firstTrain?: number;
    }
);

/**
 * Walk-forward: each test block is judged by training on its past alone, all of it or a rolling window. Training rows
 * whose exit reaches into the test block are purged. No embargo is needed: nothing after the block trains for it.
 *
 * `{ tests: ["2024-01-01", "2025-01-01"] }` validates on 2024 and tests on 2025, each trained on what came before;
 * `{ folds: 2, firstTrain: 5 / 7 }` is the same shape on other dates.
 *
 * @throws UsageError for dates that do not ascend, a number of folds or a share that makes no blocks, or rows that do
 * not exist; FoldError if a block has nothing to train on or to test.
 */
export function walkForward(labels: LabelIntervals, options: WalkForwardOptions): readonly Fold[] {
  const { trainSessions = Number.POSITIVE_INFINITY } = options;
  if (!(trainSessions >= 1)) {
    throw new UsageError(`trainSessions is ${trainSessions}`, { remedy: "Give a number of sessions, at least 1." });
  }
  const rows = labelledRows(labels, options.rows);
  const starts = "tests" in options ? startsByDate(labels, options.tests) : startsByShare(labels, rows, options);
  const edges = [...starts, labels.calendar.length];
  const made = starts.map((from, k) =>
    makeFold(labels, rows, {
      name: `walk ${k + 1} of ${starts.length}`,
      tests: [[from, edges[k + 1]!]],
      train: [Math.max(0, from - trainSessions), from],
      embargo: 0,
    }),
  );
  return shownAs(made, foldsTable);
}

function startsByDate({ calendar }: LabelIntervals, tests: readonly string[]): readonly number[] {
  const days = tests.map(parseIsoDate);
  if (days.length === 0 || days.some((day, k) => k > 0 && day <= days[k - 1]!)) {
    throw new UsageError(`test dates are ${tests.join(", ") || "missing"}`, {
      remedy: "Give the first date of each test block, ascending.",
    });
  }
  return days.map((day, k) => {
    const session = calendar.findIndex((date) => date >= day);
    if (session >= 0) return session;
    throw new UsageError(`the panel ends before the test block from ${tests[k]}`, {
      remedy: "Choose an earlier date.",
    });
  });
}

function startsByShare(
  labels: LabelIntervals,
  rows: Uint32Array,
  { folds, firstTrain = 1 / (folds + 1) }: { readonly folds: number; readonly firstTrain?: number },
): readonly number[] {
  if (!Number.isSafeInteger(folds) || folds < 1) {
    throw new UsageError(`folds is ${folds}`, { remedy: "Give a whole number, at least 1." });
  }
  if (!(firstTrain > 0 && firstTrain < 1)) {
    throw new UsageError(`firstTrain is ${firstTrain}`, { remedy: "Give a share of the rows, between 0 and 1." });
  }
  return blockStarts(
    labels,
    rows,
    Array.from({ length: folds }, (_, k) => firstTrain + ((1 - firstTrain) * k) / folds),
  );
}
