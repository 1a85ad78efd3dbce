import { isoDate, TridentError } from "trident-base";
import type { LabelIntervals } from "../labels/index.ts";

/** One split of the labelled rows. No training row's label was made in the sessions of the test labels. */
export interface Fold {
  readonly name: string;
  /** Row numbers of the panel, ascending. */
  readonly train: Uint32Array;
  /** Row numbers of the panel, ascending: the rows whose decisions lie in the fold's test blocks. */
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
  /** Blocks of test decisions, ascending, none adjoining another. Each has an interval of its own. */
  readonly tests: readonly (readonly [from: number, to: number])[];
  readonly train: readonly [from: number, to: number];
  /** Sessions after the test rows' last exit in which no training decision may lie. */
  readonly embargo: number;
}

/**
 * Makes the fold of a plan by the definition of purging (Lopez de Prado, Advances in Financial Machine Learning, 2018,
 * chapter 7): the interval of a block of test rows reaches from their first decision to their latest exit, both included.
 * A training row whose [decision, exit] touches one is purged; one whose decision follows within the embargo is left out
 * too.
 *
 * @throws FoldError if no test row or no training row is left.
 */
export function makeFold(labels: LabelIntervals, rows: Uint32Array, plan: FoldPlan): Fold {
  const { decisionSession, exitSession, calendar } = labels;
  const blocks = plan.tests.map(([from, to]) => ({
    ...{ from, to },
    ...{ firstDecision: Number.POSITIVE_INFINITY, lastDecision: -1, lastExit: -1 },
  }));
  const chosen = new Uint32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const decision = decisionSession[row]!;
    const block = blocks.find(({ from, to }) => decision >= from && decision < to);
    if (!block) continue;
    chosen[count++] = row;
    block.firstDecision = Math.min(block.firstDecision, decision);
    block.lastDecision = Math.max(block.lastDecision, decision);
    block.lastExit = Math.max(block.lastExit, exitSession[row]!);
  }
  const test = chosen.slice(0, count);

  count = 0;
  let purged = 0;
  let embargoed = 0;
  for (const row of rows) {
    const decision = decisionSession[row]!;
    if (decision < plan.train[0] || decision >= plan.train[1]) continue;
    if (blocks.some(({ from, to }) => decision >= from && decision < to)) continue;
    const touches = blocks.some((block) => decision <= block.lastExit && exitSession[row]! >= block.firstDecision);
    const follows = ({ lastExit }: (typeof blocks)[number]): boolean =>
      decision > lastExit && decision <= lastExit + plan.embargo;
    if (touches) purged++;
    else if (blocks.some(follows)) embargoed++;
    else chosen[count++] = row;
  }
  const train = chosen.slice(0, count);
  if (test.length === 0 || train.length === 0) {
    const [from, to] = [blocks[0]!.from, blocks.at(-1)!.to];
    throw new FoldError(
      test.length === 0
        ? `${plan.name} has no labelled test rows`
        : `${plan.name} has no training rows left: ${purged} purged, ${embargoed} under embargo`,
      {
        where: [`test ${isoDate(calendar[from]!)} to ${isoDate(calendar[Math.max(from, to - 1)]!)}`],
        remedy: "Take more history, fewer folds, a shorter horizon or a smaller embargo.",
      },
    );
  }
  return {
    name: plan.name,
    train,
    test,
    testFrom: calendar[Math.min(...blocks.map(({ firstDecision }) => firstDecision))]!,
    testTo: calendar[Math.max(...blocks.map(({ lastDecision }) => lastDecision))]!,
    purged,
    embargoed,
  };
}
