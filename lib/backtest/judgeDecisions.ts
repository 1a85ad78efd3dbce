import { UsageError, type Verdict } from "trident-base";
import { equalWeightReturn } from "../behaviour/index.ts";
import { type MarketSeries, memberRows, type Panel } from "../market/index.ts";
import type { Progress } from "../runtime/index.ts";
import { type Alpha, alpha, appraisalRatio, type Claim, tooGood } from "../statistics/index.ts";
import { type BlindOpponent, blindOpponent } from "./blindOpponent.ts";
import { dailyReturns } from "./dailyReturns.ts";
import type { Decisions } from "./decisions.ts";
import { judgementNotes } from "./judgementNotes.ts";
import { buyAndHold, equalWeight, momentum } from "./opponents.ts";
import { pricesOf } from "./prices.ts";
import { rebalance } from "./rebalance.ts";
import type { Backtest } from "./result.ts";
import { type RuleMix, ruleMix } from "./ruleMix.ts";
import { runBacktest } from "./runBacktest.ts";
import type { BacktestOptions } from "./settings.ts";
import {
  type BacktestSummary,
  type EquitySummary,
  type Estimate,
  excessOver,
  summarise,
  summariseEquity,
} from "./summary.ts";
import type { Curve } from "./tearSheet/curves.ts";

export interface JudgeOptions extends Omit<BacktestOptions, "openEnd"> {
  /** SPY, as `findMarketSeries` finds it. */
  readonly spy?: MarketSeries | undefined;
  /** Draws of the blind opponent; see `BlindOptions`. */
  readonly draws?: number | undefined;
  readonly seed?: number | string | undefined;
  /** Hears how many draws of the blind opponent are done, which takes most of the time. */
  readonly onProgress?: Progress | undefined;
}

/** An opponent's equity, and what the policy earned above it. */
export interface OpponentSummary extends EquitySummary {
  /** Slope of its daily returns on the panel's equal weight, and mean invested share. */
  readonly beta: number;
  readonly exposure: number;
  /** The policy's daily return less its own. */
  readonly excess: Estimate;
}

/** What decisions were worth, beside those who decide less. */
export interface JudgedDecisions {
  readonly policy: Backtest;
  readonly summary: BacktestSummary;
  /** Of the policy's net daily returns on the panel's equal weight without costs. */
  readonly alpha: Alpha;
  /** Whether that is too good to be true: the Sharpe ratio of alpha, and the edge less the blind opponent's. */
  readonly believable: Verdict;
  /** What it was judged by. */
  readonly claims: readonly Claim[];
  readonly blind: BlindOpponent;
  /** By name, in the order they are shown: blind, timing, equal weight, momentum and, where it is known, SPY. */
  readonly opponents: Readonly<Record<string, OpponentSummary>>;
  /** Equity of the policy, then of its opponents. */
  readonly curves: readonly Curve[];
  readonly rules: RuleMix;
  /** Decisions of days on which the ticker was no member of the panel's universe. */
  readonly nonMembers: number;
  /** True where the span starts at the first decision since no other start was asked for. */
  readonly startsAtDecision: boolean;
  readonly spy: string;
  /** What a reader must know of these figures, a sentence each. */
  readonly notes: readonly string[];
}

/** Half of an index fund's spread, a basis point. */
const SPY_HALF_SPREAD = 0.0001;

/**
 * Trades decisions and judges them beside opponents of the same exposure: `blind`, the same decisions with the names
 * exchanged; `timing`, the same exposure in the equal-weight panel; and beside those who hold, equal weight, momentum
 * and SPY.
 *
 * @param options as of `runBacktest`, but that the span starts at the first decision unless told otherwise.
 * @throws UsageError for options out of range, or without any decision.
 * ```ts
 * const spy = await findMarketSeries("spy", "bars.parquet");
 * const decisions = placeDecisions(panel, await readDecisions("decisions.csv"));
 * const { blind, opponents } = judgeDecisions(panel, decisions, { spy });
 * ```
 */
export function judgeDecisions(panel: Panel, decisions: Decisions, options: JudgeOptions = {}): JudgedDecisions {
  const { spy, draws, seed, onProgress } = options;
  if (decisions.row.length === 0) {
    throw new UsageError("there are no decisions to judge", { remedy: "Give at least one." });
  }
  const prices = options.prices ?? pricesOf(panel);
  const start = options.start ?? firstDay(panel, decisions);
  const policy = runBacktest(panel, decisions, { ...options, start, prices });
  const { capital, costs, delistingReturn } = policy.settings;
  const first = panel.calendar.indexOf(policy.date[0]!);
  const last = first + policy.date.length - 1;
  const market = equalWeightReturn(panel)
    .value.slice(first, last + 1)
    .map((r) => (Number.isNaN(r) ? 0 : r));
  const summary = summarise(panel, policy, prices);
  const { exposure } = summary;
  const blind = blindOpponent(panel, decisions, {
    ...{ first, last, prices, market, exposure, capital, costs, delistingReturn, draws, seed, onProgress },
  });

  const returns = dailyReturns(policy.equity, capital);
  const held = (weights: typeof momentum) =>
    rebalance(panel, weights(panel, first), { first, last, capital, costs, delistingReturn, prices });
  const [alike, risen] = [held(equalWeight), held(momentum)];
  const index = spy?.closes && buyAndHold(spy.closes, policy.date, capital, costs.commission + SPY_HALF_SPREAD);
  const series: readonly { readonly name: string; readonly equity: Float64Array; readonly exposure: number }[] = [
    { name: "blind", equity: grown(blind.net, capital), exposure: blind.exposure },
    {
      name: "timing",
      equity: grown(
        market.map((r, s) => r * policy.exposure[s]!),
        capital,
      ),
      exposure,
    },
    { name: "equal weight", equity: alike.equity, exposure: meanOf(alike.exposure) },
    { name: "momentum", equity: risen.equity, exposure: meanOf(risen.exposure) },
    ...(index ? [{ name: "SPY", equity: index, exposure: 1 }] : []),
  ];
  const opponents = series.map(({ name, equity, exposure }): [string, OpponentSummary] => {
    const its = dailyReturns(equity, capital);
    const { beta } = alpha(its, market);
    return [name, { ...summariseEquity(its), beta, exposure, excess: excessOver(returns, its) }];
  });
  const counts = memberRows(panel);
  const nonMembers = decisions.row.reduce((sum, row) => sum + (counts?.[row] === 0 ? 1 : 0), 0);
  const facts = { policy, blind, nonMembers, momentum: risen, spy, isSpyLate: spy?.closes !== undefined && !index };
  const claims: readonly Claim[] = [
    { measure: "sharpe", ...appraisalRatio(returns, market) },
    {
      measure: "edge",
      estimate: (summary.edge.value ?? Number.NaN) - blind.edge,
      lowerBound: (summary.edge.lowerBound ?? Number.NaN) - blind.edge,
    },
  ];
  return {
    ...{ policy, summary, blind, nonMembers },
    alpha: alpha(returns, market),
    ...{ claims, believable: tooGood(claims) },
    opponents: Object.fromEntries(opponents),
    curves: [{ name: "policy", equity: policy.equity }, ...series],
    rules: ruleMix(decisions),
    startsAtDecision: options.start === undefined,
    spy: spy?.origin ?? "not asked for",
    notes: judgementNotes(facts),
  };
}

/** The day of the first decision, since before it nothing is judged. */
function firstDay({ session, calendar }: Panel, { row }: Decisions): number {
  return calendar[row.reduce((first, at) => Math.min(first, session[at]!), calendar.length - 1)]!;
}

/** Dollars that returns make of a capital. */
function grown(returns: Float64Array, capital: number): Float64Array {
  let value = capital;
  return returns.map((r) => {
    value = Math.max(0, value * (1 + r));
    return value;
  });
}

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
