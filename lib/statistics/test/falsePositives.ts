import { createRandom } from "../../runtime/index.ts";
import { alphaSharpe, deflatedAlpha } from "../alphaSharpe.ts";
import { deflatedSharpe, sharpeVariance } from "../deflatedSharpe.ts";
import { moments } from "../moments.ts";
import { probabilisticSharpe } from "../probabilisticSharpe.ts";
import { type SharpeSample, sharpe } from "../sharpe.ts";

/**
 * How often the best of some trials on noise reaches 0.95, by the deflated Sharpe ratio and by the probabilistic one,
 * which does not know of the search. Any two trials have returns of this correlation.
 */
export function falsePositives({
  runs,
  trials,
  periods,
  correlation,
}: {
  readonly runs: number;
  readonly trials: number;
  readonly periods: number;
  readonly correlation: number;
}): { readonly deflated: number; readonly undeflated: number } {
  const random = createRandom("false positives", trials, periods, correlation);
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  let deflated = 0;
  let undeflated = 0;
  for (let run = 0; run < runs; run++) {
    const market = Float64Array.from({ length: periods }, () => common * random.normal());
    const returns = Array.from({ length: trials }, () => market.map((m) => 0.01 * (m + own * random.normal())));
    const best = returns.map((series) => sharpe(series)).reduce((a, b) => (b.perPeriod > a.perPeriod ? b : a));
    if (deflatedSharpe(best, { count: trials, sharpeVariance: sharpeVariance(returns) }) >= 0.95) deflated++;
    if (probabilisticSharpe(best) >= 0.95) undeflated++;
  }
  return { deflated: deflated / runs, undeflated: undeflated / runs };
}

/**
 * How often the best of some policies of differing betas, none of which has alpha, reaches 0.95 on a market that pays
 * for beta: by the deflated Sharpe ratio of alpha, and by that of the excess over the market. The best has the highest t.
 */
export function alphaFalsePositives({
  runs,
  trials,
  periods,
}: {
  readonly runs: number;
  readonly trials: number;
  readonly periods: number;
}): { readonly deflated: number; readonly excess: number } {
  const random = createRandom("alpha's false positives", trials, periods);
  let deflated = 0;
  let excess = 0;
  for (let run = 0; run < runs; run++) {
    const market = Float64Array.from({ length: periods }, () => 0.0015 + 0.01 * random.normal());
    const returns = Array.from({ length: trials }, (_, k) => {
      const beta = 0.4 + (2.4 * k) / (trials - 1);
      return market.map((m) => beta * m + 0.008 * random.normal());
    });
    const reaches = (ratios: readonly SharpeSample[]): boolean => {
      const t = ratios.map(({ perPeriod, periods }) => perPeriod * Math.sqrt(periods));
      const best = ratios[t.indexOf(Math.max(...t))]!;
      const { standardDeviation } = moments(ratios.map(({ perPeriod }) => perPeriod));
      return deflatedAlpha(best, { count: trials, sharpeVariance: standardDeviation ** 2 }) >= 0.95;
    };
    if (reaches(returns.map((series) => alphaSharpe(series, market)))) deflated++;
    if (reaches(returns.map((series) => sharpe(series.map((r, s) => r - market[s]!))))) excess++;
  }
  return { deflated: deflated / runs, excess: excess / runs };
}
