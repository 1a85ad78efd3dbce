import type { EngineHost } from "../engines/index.ts";
import type { UserFeature } from "../features/index.ts";
import type { Labelling } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import type { LeakId } from "../published/index.ts";
import type { Progress } from "../runtime/index.ts";
import type { Judgement } from "./judgeAnswers.ts";

/** One protocol's result. */
export interface WaterfallStep extends Judgement {
  /** `published`, or the leak that was removed (in `steps`) or is there alone (in `alone`). */
  readonly id: "published" | LeakId;
  readonly title: string;
}

/** What is left of the published protocol without its leaks, and what each makes of the honest one. */
export interface Waterfall {
  /** As published, then without one leak after another; the last one is the honest protocol. */
  readonly steps: readonly WaterfallStep[];
  /** The honest protocol with one leak put back. */
  readonly alone: readonly WaterfallStep[];
}

/** Labels fixed beforehand: the roadmap's own simple strategy. */
export const FIXED_LABELS: Labelling = { method: "simple", profit: 5 / 100, stop: 8 / 100, horizon: 7 };

/**
 * The labels among which the published protocol chooses: ends and middle of the label search's barriers (profit 3 to
 * 15 %, stop 3 to 12 %), a week and its longest horizon.
 */
export const LABEL_CANDIDATES: readonly Labelling[] = [7, 14].flatMap((horizon) =>
  [3, 9, 15].flatMap((profit) =>
    [3, 8, 12].map((stop) => ({ method: "simple" as const, profit: profit / 100, stop: stop / 100, horizon })),
  ),
);

export interface WaterfallOptions {
  /** Labels that the published protocol tries; it keeps the one with the best test accuracy. */
  readonly candidates?: readonly Labelling[];
  /** Labels of a protocol that does not choose. */
  readonly fixed?: Labelling;
  /** Bars of each ticker that are decided on, the last ones. */
  readonly bars?: number;
  /** Trees of each protocol's forest; the published 100 by default. Labels are chosen by the label search's 50. */
  readonly trees?: number;
  /** Features of one's own beside the 71: what `defineFeature` made, or files whose default export it is. */
  readonly features?: readonly (UserFeature | string)[];
  /** The first seed. */
  readonly seed?: number;
  /** How many seeds each protocol is run with. */
  readonly seeds?: number;
  /** Draws of the date-block bootstrap. */
  readonly draws?: number;
  readonly host?: EngineHost;
  /** Called after each forest. */
  readonly onProgress?: Progress;
}

/**
 * The leak waterfall: the roadmap's protocol as published, then without one leak after another until the honest one is
 * left; and the honest one with each leak put back alone. Every step changes one thing.
 *
 * In all of them: the same tickers and last year of bars, simple labels entered at the close, the same forest, 70 % of
 * the rows to train and 30 % to test. What the roadmap does in its later phases alone is among the leaks too, put into the
 * same protocol: folds that are cut as the rows lie, scored rows that choose the number of trees (here a quarter, a half
 * or all), returns that are drawn from the true label. Its stacker and clusters have no counterpart in a single forest;
 * the audit plants their leaks. The published protocol's choice of labels is made once, on its own test accuracy
 * with the first seed, and is what `chosen_on_test` means in both columns. As long as `no_base_rate` is in, `winRate` is
 * the accuracy that is called so, and as long as `random_returns` is, `breakEven` is that of drawn returns; they and
 * `baseRate` are shown all the same.
 *
 * @throws UsageError without candidates or seeds; FoldError if the panel leaves nothing to train on or to test.
 */
export async function waterfall(panel: Panel, options: WaterfallOptions = {}): Promise<Waterfall> {
  const { runWaterfall } = await import("./runWaterfall.ts");
  return runWaterfall(panel, options);
}
