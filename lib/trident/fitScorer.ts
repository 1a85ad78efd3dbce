import { UsageError } from "trident-base";
import { type LogitSum, logit, type Scorer, scoreRows, sumLogits } from "../model/index.ts";
import { type BootstrapEstimate, dateBlockBootstrap, logisticRegression } from "../statistics/index.ts";

/** Penalty on the stacker's weights, scikit-learn's default: members agree so much that they could trade weights freely. */
const PENALTY = 1;

/** Logits that differ by less, as those of a model without a split, tell no row from another. */
const SAME = 1e-6;

/** Predictions of rows that their members had not seen, and what came of the rows. */
export interface UnseenPredictions {
  /** Each member's probability of BUY by name, its prior restored; a value a row. */
  readonly probability: Readonly<Record<string, ArrayLike<number>>>;
  /** 1 or 0 by row. */
  readonly target: ArrayLike<number>;
}

export interface FitScorerOptions {
  /** Out of fold, on the tuning span; the target is what the members were to learn. */
  readonly tuning: UnseenPredictions;
  /** On the calibration span, of members fitted on the whole tuning span; the target is a net return above 0. */
  readonly calibration: UnseenPredictions & {
    /** Session of decision by row. */
    readonly session: ArrayLike<number>;
  };
  /** Sessions that an outcome lasts. */
  readonly horizon: number;
  readonly seed: number | string;
}

/** What is applied, and what it won against. */
export interface FittedScorer {
  readonly scorer: Scorer;
  /** True if the ensemble is kept; else the scorer is the best member alone. */
  readonly isEnsemble: boolean;
  readonly names: readonly string[];
  /** The member with the least log-loss. */
  readonly best: string;
  /** Mean log-loss of a row of the calibration span in nats, each calibrated there: of the members, in the order of `names`. */
  readonly memberLoss: readonly number[];
  readonly ensembleLoss: number;
  /** What each member is worth to the ensemble: its loss when stacked and calibrated without it, less with it. NaN of one alone. */
  readonly worth: readonly number[];
  /** The best member's less the ensemble's, with its date-block interval: above 0 the ensemble is better. */
  readonly gain: BootstrapEstimate;
  /** Of the members' logits on the calibration span, in the order of `names`. */
  readonly correlation: readonly (readonly number[])[];
  readonly stacker: LogitSum;
}

/**
 * Fits the logistic stacker of members on out-of-fold logits and a calibrator on a later span (Platt, "Probabilistic
 * outputs for support vector machines", 1999, on the logit), and keeps the ensemble only if there, calibrated alike, its
 * log-loss is less than its best member's. A single member is calibrated and nothing more.
 *
 * @throws UsageError if the spans have other members, lengths differ, a probability is missing or a span has one class.
 */
export function fitScorer({ tuning, calibration, horizon, seed }: FitScorerOptions): FittedScorer {
  const names = Object.keys(tuning.probability);
  if (names.length === 0 || names.join() !== Object.keys(calibration.probability).join()) {
    throw new UsageError("the two spans do not have the same members", { remedy: "Predict both with every member." });
  }
  const learned = logitsOf(tuning, names);
  const logits = logitsOf(calibration, names);
  const stack = (members: readonly string[]): Scorer => {
    const of = members.map((name) => names.indexOf(name));
    const columns = of.map((k) => learned[k]!);
    const { intercept, weights } = logisticRegression({ columns, target: tuning.target, lambda: PENALTY });
    const sums = sumLogits(
      { intercept, weights },
      of.map((k) => logits[k]!),
    );
    return { members, stacker: { intercept, weights }, calibrator: fitCalibrator(sums, calibration.target) };
  };
  const alone: Scorer[] = names.map((name, k) => ({
    members: [name],
    stacker: { intercept: 0, weights: [1] },
    calibrator: fitCalibrator(logits[k]!, calibration.target),
  }));
  const ensemble = stack(names);
  const losses = (scorer: Scorer) => logLosses(scoreRows(scorer, calibration.probability), calibration.target);
  const ofMembers = alone.map(losses);
  const memberLoss = ofMembers.map(meanOf);
  const ofEnsemble = losses(ensemble);
  const ensembleLoss = meanOf(ofEnsemble);
  const best = memberLoss.indexOf(Math.min(...memberLoss));
  const isEnsemble = names.length > 1 && ensembleLoss < memberLoss[best]!;
  return {
    ...{ scorer: isEnsemble ? ensemble : alone[best]!, isEnsemble, names, best: names[best]! },
    ...{ memberLoss, ensembleLoss, stacker: ensemble.stacker },
    worth: names.map((name) =>
      names.length === 1 ? Number.NaN : meanOf(losses(stack(names.filter((each) => each !== name)))) - ensembleLoss,
    ),
    gain: dateBlockBootstrap({
      session: calibration.session,
      columns: [ofMembers[best]!.map((loss, i) => loss - ofEnsemble[i]!), ofEnsemble.map(() => 1)],
      statistic: (sums) => sums[0]! / sums[1]!,
      ...{ overlap: horizon, seed },
    }),
    correlation: logits.map((a) => logits.map((b) => correlationOf(a, b))),
  };
}

function logitsOf({ probability }: UnseenPredictions, names: readonly string[]): readonly Float64Array[] {
  return names.map((name) => Float64Array.from(probability[name]!, logit));
}

/**
 * Platt's targets are a little off 0 and 1, as if each class had one row more of the other: no slope is infinite. Of a
 * column that says the same of every row there is no slope, and the targets' mean is all that can be said.
 */
function fitCalibrator(column: Float64Array, target: ArrayLike<number>): LogitSum {
  let positives = 0;
  for (let i = 0; i < target.length; i++) positives += target[i]!;
  const [yes, no] = [(positives + 1) / (positives + 2), 1 / (target.length - positives + 2)];
  if (positives === 0 || positives === target.length) {
    throw new UsageError(`the net returns of all ${target.length} rows are ${positives === 0 ? "losses" : "gains"}`, {
      remedy: "Take more history or other barriers.",
    });
  }
  const softened = Float64Array.from(target, (t) => (t === 1 ? yes : no));
  if (isSame(column)) return { intercept: logit(meanOf(softened)), weights: [0] };
  const { intercept, weights } = logisticRegression({ columns: [column], target: softened });
  return { intercept, weights };
}

function isSame(column: Float64Array): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return most - least < SAME;
}

function logLosses(probability: Float64Array, target: ArrayLike<number>): Float64Array {
  return probability.map((p, i) => -Math.log(target[i] === 1 ? p : 1 - p));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pearson's; NaN where one of them does not vary. */
function correlationOf(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - meanA) * (b[i]! - meanB);
    aa += (a[i]! - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
