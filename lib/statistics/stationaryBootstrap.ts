import { UsageError } from "trident-base";
import { createRandom } from "../runtime/index.ts";
import { finiteSeries } from "./finiteSeries.ts";
import { moments } from "./moments.ts";
import { sameLength } from "./sameLength.ts";
import { stationaryBlocks } from "./stationaryBlocks.ts";
import { stationaryLength } from "./stationaryLength.ts";

export interface StationaryBootstrapOptions {
  /** Series of the same periods, oldest first; they are drawn together. */
  readonly series: readonly ArrayLike<number>[];
  /** Any function of the series, also one of their order: a Sharpe ratio, a drawdown. */
  readonly statistic: (series: readonly Float64Array[]) => number;
  readonly seed: number | string;
  /** Default 2000. */
  readonly draws?: number;
  /** Mean periods a block, at least 1, instead of the largest that one of the series asks for. */
  readonly meanLength?: number;
}

export interface StationaryEstimate {
  readonly estimate: number;
  /** The 2.5 % and 97.5 % quantiles of the draws. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly meanLength: number;
}

/**
 * A 95 % interval of any statistic of time series by the stationary bootstrap (Politis and Romano 1994), whose
 * resamples are stationary if the series are. For rates and means of overlapping trades `dateBlockBootstrap` is the
 * better one: it resamples whole dates, and its intervals widen where blocks are few. Low, high and standard error are
 * NaN if 5 % of the draws do not have the statistic.
 *
 * @throws UsageError if there is no series, lengths differ, a value is not finite, or an option is out of range.
 */
export function stationaryBootstrap(options: StationaryBootstrapOptions): StationaryEstimate {
  const { series, statistic, seed, draws = 2000 } = options;
  checkOptions(options, draws);
  const periods = series[0]!.length;
  const meanLength = options.meanLength ?? Math.max(...series.map(stationaryLength));
  const random = createRandom(seed, "stationary bootstrap");
  const drawn = series.map(() => new Float64Array(periods));
  const values = new Float64Array(draws).map(() => {
    let filled = 0;
    stationaryBlocks(periods, meanLength, random, (start, end) => {
      for (let t = start; t < end; t++, filled++) {
        for (let c = 0; c < series.length; c++) drawn[c]![filled] = series[c]![t % periods]!;
      }
    });
    return statistic(drawn);
  });
  const estimate = statistic(series.map((one) => Float64Array.from(one)));
  const known = values.filter(Number.isFinite).sort();
  if (!Number.isFinite(estimate) || known.length < 0.95 * draws) {
    return { estimate, low: Number.NaN, high: Number.NaN, standardError: Number.NaN, meanLength };
  }
  return {
    estimate,
    low: quantile(known, 0.025),
    high: quantile(known, 0.975),
    standardError: moments(known).standardDeviation,
    meanLength,
  };
}

function checkOptions({ series, meanLength }: StationaryBootstrapOptions, draws: number): void {
  if (series.length === 0 || series[0]!.length === 0) {
    throw new UsageError("there is no series to resample", { remedy: "Give at least one, with a value a period." });
  }
  sameLength(Object.fromEntries(series.map((one, c) => [`series ${c}`, one])));
  series.forEach((one, c) => {
    finiteSeries(`series ${c}: value`, one);
  });
  if (!Number.isSafeInteger(draws) || draws < 100) {
    throw new UsageError(`draws is ${draws}`, { remedy: "Give a whole number, at least 100." });
  }
  if (meanLength !== undefined && !(meanLength >= 1 && meanLength < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`meanLength is ${meanLength}`, { remedy: "Give a number of periods, at least 1." });
  }
}

/** Between neighbours in proportion, as numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (place - below) * (next - sorted[below]!);
}
