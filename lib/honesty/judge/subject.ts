import { isoDate } from "trident-base";
import { type Prices, pricesOf } from "../../backtest/index.ts";
import { type EqualWeightReturn, equalWeightReturn } from "../../behaviour/index.ts";
import type { SavedFold } from "../../cv/index.ts";
import { type Labels, type ReadLabels, simple } from "../../labels/index.ts";
import type { MarketSeries, Panel } from "../../market/index.ts";
import type { Predictions } from "./readPredictions.ts";

/** Returns that the trials of a search had, a session each. */
export interface TrialReturns {
  readonly names: readonly string[];
  /** By trial, then by session of the panel's calendar; NaN where it has none. */
  readonly returns: readonly Float64Array[];
}

/** What was brought, beside the predictions. */
export interface JudgePredictionsOptions {
  /** Bars that the predictions are for. Default that of the decision columns, else 10. */
  readonly horizon?: number | undefined;
  /** Labels that were trained on, as `readLabels` gives them. */
  readonly labels?: ReadLabels | undefined;
  readonly folds?: readonly SavedFold[] | undefined;
  /** An earlier file of the same model. */
  readonly earlier?: Predictions | undefined;
  /** How many trials the predictions are the best of. */
  readonly trials?: number | undefined;
  readonly trialReturns?: TrialReturns | undefined;
  readonly spy?: MarketSeries | undefined;
  /** Positions of the top-k portfolio. Default 10. */
  readonly positions?: number | undefined;
  /** Draws of the blind opponent. */
  readonly draws?: number | undefined;
  readonly onStep?: ((step: string) => void) | undefined;
}

/** What the questions are asked of. */
export interface JudgeSubject {
  readonly panel: Panel;
  readonly predictions: Predictions;
  readonly options: JudgePredictionsOptions;
  readonly horizon: number;
  readonly prices: Prices;
  readonly equalWeight: EqualWeightReturn;
  /** What a row earns from the next open to the close of its `bars`th bar. */
  readonly ahead: (bars: number) => Labels;
  /** By place among the predictions' rows. */
  readonly session: Int32Array;
  readonly scores: Float64Array;
  /** First and last session that has a prediction, places in the calendar, and their dates. */
  readonly first: number;
  readonly last: number;
  readonly from: string;
  readonly to: string;
}

/** A barrier of these labels does not move their return. */
const WIDE = 0.1;
const USUAL_HORIZON = 10;

/** Prepares what several questions look at, each once. */
export function judgeSubject(panel: Panel, predictions: Predictions, options: JudgePredictionsOptions): JudgeSubject {
  const { rows, score, rules } = predictions;
  const horizon =
    options.horizon ?? (rules ? usualHorizon([...rules.values()].map((rule) => rule.horizon)) : USUAL_HORIZON);
  const made = new Map<number, Labels>();
  const ahead = (bars: number): Labels => {
    const known = made.get(bars) ?? simple(panel, { profit: WIDE, stop: WIDE, horizon: bars });
    made.set(bars, known);
    return known;
  };
  const session = Int32Array.from(rows, (row) => panel.session[row]!);
  let [first, last] = [session[0]!, session[0]!];
  for (const s of session) [first, last] = [Math.min(first, s), Math.max(last, s)];
  return {
    ...{ panel, predictions, options, horizon, ahead, session, first, last },
    prices: pricesOf(panel),
    equalWeight: equalWeightReturn(panel),
    scores: Float64Array.from(rows, (row) => score[row]!),
    from: isoDate(panel.calendar[first]!),
    to: isoDate(panel.calendar[last]!),
  };
}

function usualHorizon(horizons: readonly number[]): number {
  return horizons.toSorted((a, b) => a - b)[horizons.length >> 1]!;
}
