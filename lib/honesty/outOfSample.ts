import { finiteOrNull, isoDate, type Verdict } from "trident-base";
import { type BacktestSummary, dailyReturns, type EquitySummary, judgeDecisions } from "../backtest/index.ts";
import { equalWeightReturn } from "../behaviour/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { MarketSeries, Panel } from "../market/index.ts";
import { bundleDecisions, type LoadedBundle, type NothingDecidedError } from "../model/index.ts";
import { lookAtLater } from "./lookAtLater.ts";

/** What a frozen model's decisions came to on bars that it was not made of. Plain data; null is not known. */
export interface OutOfSample {
  /** First and last session, ISO; empty where the panel has no bars after the bundle's own. */
  readonly from: string;
  readonly to: string;
  readonly tickers: number;
  /** Bars that have a score, and those of them that were bought. */
  readonly scored: number;
  readonly bought: number;
  /** Sessions that a trade lasts at most. */
  readonly horizon: number;
  /** By session: the policy's net return, and the panel's equal weight without costs. */
  readonly dates: readonly number[];
  readonly returns: readonly number[];
  readonly market: readonly number[];
  /** Daily returns of `opponents`, by name; SPY is among them where its closes are known. */
  readonly opponentReturns: Readonly<Record<string, readonly number[]>>;
  /** By trade, in the order of entry: session from the first one on, net return, the cluster's number. */
  readonly trades: {
    readonly session: readonly number[];
    readonly net: readonly number[];
    readonly cluster: readonly string[];
  };
  /** Null where nothing was bought. */
  readonly summary: BacktestSummary | null;
  readonly blind: { readonly p: number | null; readonly t: number | null; readonly weak: boolean } | null;
  readonly opponents: Readonly<Record<string, EquitySummary>>;
  /** Whether it is too good to be true; null where nothing was bought. */
  readonly believable: Verdict | null;
  readonly notes: readonly string[];
}

export interface OutOfSampleOptions {
  /** First and last day, days since 1970-01-01; by default the first after the bundle's own data, and the panel's last. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly features?: readonly string[] | undefined;
  readonly spy?: MarketSeries | undefined;
  /** Draws of the blind opponent. */
  readonly draws?: number | undefined;
  /** Counts the look at these bars before it is taken; who passes none has counted it. */
  readonly ledger?: Ledger | undefined;
}

/** What is bought where no bar has a score. */
const NOTHING = {
  decisions: {
    row: new Int32Array(),
    score: new Float64Array(),
    profit: new Float64Array(),
    stop: new Float64Array(),
    horizon: new Int32Array(),
  },
  clusterOf: () => "",
  scored: 0,
};

/**
 * Trades what a bundle decides on bars after its own, as `judgeDecisions` does. Where there are no such bars, or none has a
 * score, nothing is bought, and the notes say why.
 *
 * @throws PredictionError if features are not those of the fit.
 */
export async function outOfSample(
  bundle: LoadedBundle,
  panel: Panel,
  options: OutOfSampleOptions = {},
): Promise<OutOfSample> {
  const { start, end, features = [], spy, draws, ledger } = options;
  const made = await bundleDecisions(bundle, panel, { start, end, features }).catch((error) => {
    if (error?.name === "NoLaterBarsError")
      return { ...NOTHING, start: Number.POSITIVE_INFINITY, notes: [error.message] };
    if (error?.name !== "NothingDecidedError") throw error;
    const { from, message } = error as NothingDecidedError;
    return { ...NOTHING, start: from, notes: [message] };
  });
  if (ledger && Number.isFinite(made.start)) lookAtLater(ledger, bundle, panel, made.start);
  const { decisions, clusterOf, notes, scored } = made;
  const { calendar, session } = panel;
  const first = calendar.findIndex((day) => day >= made.start);
  const last = end === undefined ? calendar.length - 1 : calendar.findLastIndex((day) => day <= end);
  const dates = first < 0 ? [] : Array.from(calendar.subarray(first, last + 1));
  const { value } = equalWeightReturn(panel);
  const market = dates.map((_, s) => (Number.isNaN(value[first + s]) ? 0 : value[first + s]!));
  const isoOf = (day: number | undefined): string => (day === undefined ? "" : isoDate(day));
  const known = {
    ...{ from: isoOf(dates[0]), to: isoOf(dates.at(-1)), tickers: panel.tickers.length, scored },
    ...{ bought: decisions.row.length, horizon: bundle.manifest.labels.horizon, dates, market },
  };
  if (decisions.row.length === 0) {
    const nothing = { session: [], net: [], cluster: [] };
    return {
      ...{ ...known, returns: dates.map(() => 0), opponentReturns: {}, trades: nothing, summary: null, blind: null },
      ...{ opponents: {}, believable: null, notes },
    };
  }
  const judged = judgeDecisions(panel, decisions, { start: dates[0], end: dates.at(-1), spy, draws });
  const { policy, summary, blind, curves } = judged;
  const { capital } = policy.settings;
  return {
    ...known,
    returns: Array.from(dailyReturns(policy.equity, capital)),
    opponentReturns: Object.fromEntries(
      curves.slice(1).map(({ name, equity }) => [name, Array.from(dailyReturns(equity, capital))]),
    ),
    trades: {
      session: policy.trades.map(({ decisionRow }) => session[decisionRow]! - first),
      net: policy.trades.map(({ pnl, shares, entryPrice }) => pnl / (shares * entryPrice)),
      cluster: policy.trades.map(({ decisionRow }) => clusterOf(decisionRow)),
    },
    summary,
    blind: { p: blind.p, t: finiteOrNull(blind.t), weak: blind.weak },
    opponents: Object.fromEntries(
      Object.entries(judged.opponents).map(([name, { beta, exposure, excess, ...its }]) => [name, its]),
    ),
    believable: judged.believable,
    notes: [...notes, ...judged.notes],
  };
}
