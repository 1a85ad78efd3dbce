import { UsageError } from "trident-base";
import { finiteSeries } from "./finiteSeries.ts";
import { sameLength } from "./sameLength.ts";

/** What choosing the best trial was worth on the other half of the dates, over all ways to halve them. */
export interface BacktestOverfitting {
  /** The probability of backtest overfitting: share of the splits in which the trial that is best on one half is at most the median on the other. */
  readonly probability: number;
  /** Share of the splits in which the chosen trial loses on the other half. */
  readonly lossProbability: number;
  /** Each split's logit of the chosen trial's relative rank on the other half; 0 is the median. */
  readonly logits: Float64Array;
  /** Each split's Sharpe ratio of the chosen trial, of a single period, on the half that chose and on the other. */
  readonly chosen: Float64Array;
  readonly unseen: Float64Array;
}

/**
 * The probability of backtest overfitting by combinatorially symmetric cross-validation: the periods are cut into
 * blocks; each half of the blocks chooses the trial with the best Sharpe ratio, which is then ranked on the other half.
 * Bailey, Borwein, Lopez de Prado and Zhu, "The probability of backtest overfitting", Journal of Computational Finance
 * 20(4), 2017, section 2. Each block's sums are made once, so that a split costs additions only. A trial that does not
 * move has a ratio of 0; ties share their rank.
 *
 * @param returns each trial's returns on the same periods, at least two trials.
 * @param options `blocks` is even, 2 to 20, default 10; they differ by one period at most.
 * @throws UsageError if lengths differ, a return is not finite, or there are too few trials or periods.
 */
export function pbo(
  returns: readonly ArrayLike<number>[],
  { blocks = 10 }: { readonly blocks?: number } = {},
): BacktestOverfitting {
  const trials = returns.length;
  const periods = returns[0]?.length ?? 0;
  checkArguments(returns, blocks);
  const edges = Array.from({ length: blocks + 1 }, (_, b) => Math.floor((b * periods) / blocks));
  const sums = new Float64Array(blocks * trials);
  const squares = new Float64Array(blocks * trials);
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < trials; k++) {
      for (let t = edges[b]!; t < edges[b + 1]!; t++) {
        sums[b * trials + k]! += returns[k]![t]!;
        squares[b * trials + k]! += returns[k]![t]! ** 2;
      }
    }
  }

  const splits = halves(blocks);
  const [logits, chosen, unseen] = [0, 1, 2].map(() => new Float64Array(splits.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [inside, outside] = [new Float64Array(trials), new Float64Array(trials)];
  const ratiosOf = (mask: number, ratios: Float64Array): void => {
    const [sum, square] = [new Float64Array(trials), new Float64Array(trials)];
    let length = 0;
    for (let b = 0; b < blocks; b++) {
      if (((mask >> b) & 1) === 0) continue;
      length += edges[b + 1]! - edges[b]!;
      for (let k = 0; k < trials; k++) {
        sum[k]! += sums[b * trials + k]!;
        square[k]! += squares[b * trials + k]!;
      }
    }
    for (let k = 0; k < trials; k++) ratios[k] = ratioOf(sum[k]!, square[k]!, length);
  };
  const everything = 2 ** blocks - 1;
  splits.forEach((mask, s) => {
    ratiosOf(mask, inside);
    ratiosOf(everything - mask, outside);
    let best = 0;
    for (let k = 1; k < trials; k++) if (inside[k]! > inside[best]!) best = k;
    // The rank among all trials, 1 the worst, and half of those that tie with it.
    let rank = 0.5;
    for (let k = 0; k < trials; k++) rank += outside[k]! < outside[best]! ? 1 : outside[k] === outside[best] ? 0.5 : 0;
    logits[s] = Math.log(rank / (trials + 1 - rank));
    chosen[s] = inside[best]!;
    unseen[s] = outside[best]!;
  });
  return {
    probability: logits.filter((logit) => logit <= 0).length / splits.length,
    lossProbability: unseen.filter((ratio) => ratio < 0).length / splits.length,
    logits,
    chosen,
    unseen,
  };
}

function checkArguments(returns: readonly ArrayLike<number>[], blocks: number): void {
  if (returns.length < 2) {
    throw new UsageError(`${returns.length} trials to choose from`, { remedy: "Give the returns of at least two." });
  }
  if (!Number.isInteger(blocks) || blocks % 2 !== 0 || blocks < 2 || blocks > 20) {
    throw new UsageError(`blocks is ${blocks}`, { remedy: "Give an even number from 2 to 20." });
  }
  sameLength(Object.fromEntries(returns.map((series, k) => [`trial ${k}`, series])));
  returns.forEach((series, k) => {
    finiteSeries(`trial ${k}: return`, series);
  });
  if (returns[0]!.length < 2 * blocks) {
    throw new UsageError(`${returns[0]!.length} periods in ${blocks} blocks`, { remedy: "Give two periods a block." });
  }
}

/** Every choice of half of the blocks, as bits, in ascending order. */
function halves(blocks: number): readonly number[] {
  const chosen: number[] = [];
  for (let mask = 0; mask < 2 ** blocks; mask++) {
    let bits = 0;
    for (let rest = mask; rest > 0; rest &= rest - 1) bits++;
    if (2 * bits === blocks) chosen.push(mask);
  }
  return chosen;
}

function ratioOf(sum: number, square: number, length: number): number {
  const mean = sum / length;
  const variance = (square - sum * mean) / (length - 1);
  // Less than rounding leaves: the trial earned the same in every period.
  if (variance <= 1e-14 * (square / length)) return mean === 0 ? 0 : mean * Number.POSITIVE_INFINITY;
  return mean / Math.sqrt(variance);
}
