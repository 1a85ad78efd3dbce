import { createRandom } from "../../runtime/index.ts";
import { dateBlockBootstrap } from "../dateBlockBootstrap.ts";
import { expectancy } from "../expectancy.ts";
import { tradeColumns } from "../tradeSums.ts";
import { winRate } from "../winRate.ts";

interface Trades {
  /** Sessions on which may be decided. */
  readonly dates: number;
  /** Trades a date. */
  readonly tickers: number;
  /** Sessions that each is held for. */
  readonly horizon: number;
  /** Sessions from one decision to the next: 5 of weekly ones. Default 1. */
  readonly every?: number;
}

/** Trades that may overlap, of no worth: a fifth of each day's variance is the market's, an intra-class correlation of 0.2. */
export function overlappingTrades({ dates, tickers, horizon, every = 1 }: Trades, seed: number) {
  const random = createRandom("overlapping", seed);
  const days = (scale: number) => Float64Array.from({ length: dates + horizon }, () => scale * random.normal());
  const market = days(Math.sqrt(0.2));
  const session: number[] = [];
  const net: number[] = [];
  for (let k = 0; k < tickers; k++) {
    const own = days(Math.sqrt(0.8));
    for (let d = 0; d < dates; d += every) {
      let sum = 0;
      for (let h = 0; h < horizon; h++) sum += market[d + h]! + own[d + h]!;
      session.push(d);
      net.push(sum / 100);
    }
  }
  return { session, columns: tradeColumns(net) };
}

/** How often 95 % intervals hold the truth, and what the rows were thought to be worth beside what they were. */
export interface Coverage {
  readonly winRate: number;
  readonly meanReturn: number;
  /** Of the win rate's interval that takes rows for independent. */
  readonly asIfIndependent: number;
  /** Mean `nEffective` over the number of independent rows that the estimates' own scatter tells of. */
  readonly worth: number;
  /** Mean width of the mean return's interval, beside that of an interval that knew the estimates' own scatter. */
  readonly width: number;
}

export function coverage(trades: Trades, runs: number): Coverage {
  const held = { winRate: 0, meanReturn: 0, asIfIndependent: 0 };
  let asSeen = 0;
  let scatter = 0;
  let [width, scatterOfMean] = [0, 0];
  for (let seed = 0; seed < runs; seed++) {
    const rows = overlappingTrades(trades, seed);
    const options = { ...rows, overlap: trades.horizon, draws: 500, seed };
    const rate = dateBlockBootstrap({ ...options, statistic: winRate, bounds: [0, 1] });
    const mean = dateBlockBootstrap({ ...options, statistic: expectancy });
    if (rate.low <= 0.5 && rate.high >= 0.5) held.winRate++;
    if (mean.low <= 0 && mean.high >= 0) held.meanReturn++;
    const naive = 1.96 * Math.sqrt((rate.estimate * (1 - rate.estimate)) / rate.rows);
    if (Math.abs(rate.estimate - 0.5) <= naive) held.asIfIndependent++;
    width += (mean.high - mean.low) / runs;
    scatterOfMean += mean.estimate ** 2 / runs;
    asSeen += rate.nEffective / runs;
    scatter += (rate.estimate - 0.5) ** 2 / runs;
  }
  return {
    winRate: held.winRate / runs,
    meanReturn: held.meanReturn / runs,
    asIfIndependent: held.asIfIndependent / runs,
    worth: asSeen / (0.25 / scatter),
    width: width / (2 * 1.96 * Math.sqrt(scatterOfMean)),
  };
}
