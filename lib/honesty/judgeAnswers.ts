import {
  auc,
  aucOfVolatility,
  baseRate,
  breakEven,
  dateBlockBootstrap,
  edge,
  skill,
  tradeColumns,
  winRate as winRateOfTrades,
} from "../statistics/index.ts";
import type { Answers } from "./runProtocol.ts";

/** What a protocol's answers are worth, averaged over seeds. */
export interface Judgement {
  /** Tested rows of one seed. */
  readonly rows: number;
  /** How many independent rows would give an accuracy as precise. */
  readonly nEffective: number;
  readonly accuracy: number;
  /** The best constant answer on the same rows. */
  readonly baseRate: number;
  /** (accuracy - base rate) / (1 - base rate). */
  readonly skill: number;
  readonly auc: number;
  /** AUC of atr_ratio alone on the same rows. */
  readonly aucVolatilityOnly: number;
  /** Share of the bought rows with a net return above 0, or what the protocol calls win rate: its accuracy. */
  readonly winRate: number;
  /** Mean loss / (mean win + mean loss) of the bought rows, net of costs; no published protocol shows it. */
  readonly breakEven: number;
  /** Win rate - break-even. */
  readonly edge: number;
  /** 95 % interval of the edge. */
  readonly interval: readonly [low: number, high: number];
}

export interface JudgeOptions {
  /** True if the protocol calls its accuracy win rate. */
  readonly accuracyAsWinRate: boolean;
  /** Bars that a label lasts. */
  readonly horizon: number;
  readonly seed: number;
  /** Draws of the date-block bootstrap. */
  readonly draws: number;
}

/**
 * Judges the answers of one protocol under several seeds. The seeds' rows are pooled, so that rates are averages over
 * seeds, and whole dates are resampled with all seeds' rows of them: more seeds do not pass for more evidence. NaN where
 * something is not known: without a BUY there is no win rate.
 */
export function judgeAnswers(runs: readonly Answers[], options: JudgeOptions): Judgement {
  const { accuracyAsWinRate, horizon, seed, draws } = options;
  const session = runs.flatMap((run) => [...run.session]);
  const actual = runs.flatMap((run) => [...run.actual]);
  const score = runs.flatMap((run) => [...run.score]);
  const net = runs.flatMap((run) => [...run.net]);
  const right = actual.map((buy, i) => +(buy === +(score[i]! > 0.5)));
  const traded = score.map((p, i) => +(p > 0.5 && !Number.isNaN(net[i])));
  const trades = tradeColumns(net.map((r) => (Number.isNaN(r) ? 0 : r))).map((column) =>
    column.map((x, i) => x * traded[i]!),
  );
  const columns: readonly Float64Array[] = [
    Float64Array.from(right),
    new Float64Array(right.length).fill(1),
    ...trades,
  ];
  const bootstrap = {
    session,
    columns,
    overlap: horizon,
    seed,
    draws,
  };
  const accuracy = dateBlockBootstrap({ ...bootstrap, statistic: accuracyOf, bounds: [0, 1] });
  const winRate = accuracyAsWinRate ? accuracyOf : (sums: Float64Array) => winRateOfTrades(sums.subarray(2));
  const gained = dateBlockBootstrap({
    ...bootstrap,
    bounds: [-1, 1],
    statistic: accuracyAsWinRate
      ? (sums) => accuracyOf(sums) - breakEven(sums.subarray(2))
      : (sums) => edge(sums.subarray(2)),
  });
  const totals = Float64Array.from(columns, (column) => column.reduce((sum, x) => sum + x, 0));
  const base = baseRate(actual);
  const rows = session.length / runs.length;
  return {
    rows,
    nEffective: Math.min(rows, accuracy.nEffective),
    accuracy: accuracy.estimate,
    baseRate: base,
    skill: skill(accuracy.estimate, base),
    auc: mean(runs.map((run) => auc(run.score, run.actual))),
    aucVolatilityOnly: mean(runs.map((run) => aucOfVolatility(run.volatility, run.actual))),
    winRate: winRate(totals),
    breakEven: breakEven(totals.subarray(2)),
    edge: gained.estimate,
    interval: [gained.low, gained.high],
  };
}

const accuracyOf = (sums: Float64Array): number => sums[0]! / sums[1]!;

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
