import { isoDate, TridentError } from "trident-base";
import type { Labels } from "../labels/index.ts";

/** One split of the labelled rows. No training row's label was made in the sessions of the test labels. */
export interface Fold {
  readonly name: string;
  /** Row numbers of the panel, ascending. */
  readonly train: Uint32Array;
  /** Row numbers of the panel, ascending: all rows whose decision lies from `testFrom` to `testTo`. */
  readonly test: Uint32Array;
  /** First and last decision date of the test rows, days since 1970-01-01. */
  readonly testFrom: number;
  readonly testTo: number;
  /** Rows left out of training because their own interval touches that of the test rows. */
  readonly purged: number;
  /** Rows left out of training because their decision follows the test rows' last exit too closely. */
  readonly embargoed: number;
}

/** A fold that would have nothing to train on or nothing to test. */
export class FoldError extends TridentError {}

/** Where the test rows of a fold lie and which rows may train for it, in sessions; ends are exclusive. */
export interface FoldPlan {
  readonly name: string;
  readonly test: readonly [from: number, to: number];
  readonly train: readonly [from: number, to: number];
  /** Sessions after the test rows' last exit in which no training decision may lie. */
  readonly embargo: number;
}

/**
 * Makes the fold of a plan by the definition of purging (Lopez de Prado, Advances in Financial Machine Learning, 2018,
 * chapter 7): the test rows' interval reaches from their first decision to their latest exit, both included. A training
 * row whose [decision, exit] touches it is purged; one whose decision follows within the embargo is left out too.
 *
 * @throws FoldError if no test row or no training row is left.
 */
export function makeFold(labels: Labels, rows: Uint32Array, plan: FoldPlan): Fold {
  const { decisionSession, exitSession, calendar } = labels;
  const [testStart, testEnd] = plan.test;
  const chosen = new Uint32Array(rows.length);
  let count = 0;
  let firstDecision = Number.POSITIVE_INFINITY;
  let lastDecision = -1;
  let lastExit = -1;
  for (const row of rows) {
    const decision = decisionSession[row]!;
    if (decision < testStart || decision >= testEnd) continue;
    chosen[count++] = row;
    firstDecision = Math.min(firstDecision, decision);
    lastDecision = Math.max(lastDecision, decision);
    lastExit = Math.max(lastExit, exitSession[row]!);
  }
  const test = chosen.slice(0, count);

  count = 0;
  let purged = 0;
  let embargoed = 0;
  for (const row of rows) {
    const decision = decisionSession[row]!;
    const isTest = decision >= testStart && decision < testEnd;
    if (isTest || decision < plan.train[0] || decision >= plan.train[1]) continue;
    if (decision <= lastExit && exitSession[row]! >= firstDecision) purged++;
    else if (decision > lastExit && decision <= lastExit + plan.embargo) embargoed++;
    else chosen[count++] = row;
  }
  const train = chosen.slice(0, count);
  if (test.length === 0 || train.length === 0) {
    const last = Math.max(testStart, testEnd - 1);
    throw new FoldError(
      test.length === 0
        ? `${plan.name} has no labelled test rows`
        : `${plan.name} has no training rows left: ${purged} purged, ${embargoed} under embargo`,
      {
        where: [`test ${isoDate(calendar[testStart]!)} to ${isoDate(calendar[last]!)}`],
        remedy: "Take more history, fewer folds, a shorter horizon or a smaller embargo.",
      },
    );
  }
  return {
    name: plan.name,
    train,
    test,
    testFrom: calendar[firstDecision]!,
    testTo: calendar[lastDecision]!,
    purged,
    embargoed,
  };
}
