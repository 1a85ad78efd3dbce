import { shownAs, UsageError } from "trident-base";
import type { LabelIntervals } from "../labels/index.ts";
import { equalBlocks, sessionsOfEmbargo } from "./blocks.ts";
import { type Fold, makeFold } from "./fold.ts";
import { foldsTable } from "./foldsTable.ts";
import { labelledRows } from "./rows.ts";

export interface PurgedKFoldOptions {
  /** Default 5. */
  readonly folds?: number;
  /** Share of the panel's sessions, rounded up, that no training decision may follow a test block by; default 0.01. */
  readonly embargo?: number;
  /** Row numbers of the panel to split; all of them by default. */
  readonly rows?: ArrayLike<number>;
}

/**
 * Purged k-fold: the decision dates are cut into consecutive blocks of like numbers of rows, and each block is tested
 * once by training on what is left of the others after purging and embargo. Rows whose label is not known are in
 * neither side; a date is never on both.
 *
 * @throws UsageError for fewer than 2 folds, an embargo outside 0 to 1 or rows that do not exist; FoldError if a fold
 * has nothing to train on.
 */
export function purgedKFold(labels: LabelIntervals, options: PurgedKFoldOptions = {}): readonly Fold[] {
  const { folds = 5, embargo = 0.01 } = options;
  if (!Number.isSafeInteger(folds) || folds < 2) {
    throw new UsageError(`folds is ${folds}`, { remedy: "Give a whole number, at least 2." });
  }
  const rows = labelledRows(labels, options.rows);
  const sessions = labels.calendar.length;
  const embargoSessions = sessionsOfEmbargo(embargo, sessions);
  const edges = equalBlocks(labels, rows, folds);
  const made = Array.from({ length: folds }, (_, k) =>
    makeFold(labels, rows, {
      name: `fold ${k + 1} of ${folds}`,
      tests: [[edges[k]!, edges[k + 1]!]],
      train: [0, sessions],
      embargo: embargoSessions,
    }),
  );
  return shownAs(made, foldsTable);
}
