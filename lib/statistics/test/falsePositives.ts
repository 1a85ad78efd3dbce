import { createRandom } from "../../runtime/index.ts";
import { deflatedSharpe, sharpeVariance } from "../deflatedSharpe.ts";
import { probabilisticSharpe } from "../probabilisticSharpe.ts";
import { sharpe } from "../sharpe.ts";

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
