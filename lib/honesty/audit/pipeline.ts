import { type Decisions, runBacktest, type Trade } from "../../backtest/index.ts";
import { equalWeightReturn, monthlyStatistics, STATISTICS } from "../../behaviour/index.ts";
import { type Fold, purgedKFold, walkForward } from "../../cv/index.ts";
import { DEFAULT_LABELS } from "../../dataset/index.ts";
import { engineerInputs, type UserFeature } from "../../features/index.ts";
import { type LabelOptions, type Labels, labelPanel } from "../../labels/index.ts";
import { type Closes, type MarketContext, marketContext, type Panel } from "../../market/index.ts";
import type { Cluster } from "../../model/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../../runtime/index.ts";
import {
  crossValidate,
  cutSpans,
  fitClusters,
  fitScorer,
  type Spans,
  thresholdOfPrecision,
} from "../../trident/index.ts";

/** What is to be learned of which rows, and what came of them. */
export interface LearningTask {
  readonly inputs: Matrix;
  readonly labels: Labels;
  /** 1 or 0 by row. */
  readonly target: Int8Array;
  readonly folds: readonly Fold[];
}

/** Scores and what came of the rows they were given for, by row. */
export interface CalibrationTask {
  readonly labels: Labels;
  readonly spans: Spans;
  readonly score: Float64Array;
  readonly target: Int8Array;
  /** Net return. */
  readonly net: Float64Array;
}

/** The parts of a pipeline that the audit calls. Whoever plants a leak replaces one. */
export interface Pipeline {
  /** Model inputs by row of a panel. */
  readonly inputs: (panel: Panel) => Promise<Matrix>;
  /** Bars before a decision that inputs need. */
  readonly history: number;
  /** What each ticker was like as the row's month began. */
  readonly behaviour: (panel: Panel) => Promise<Matrix>;
  readonly clusters: (panel: Panel, before: number) => Promise<readonly Pick<Cluster, "centres">[]>;
  readonly labels: (panel: Panel) => Labels;
  /** Purged k-fold, and the share of the sessions under embargo that it promises. */
  readonly folds: (labels: Labels) => readonly Fold[];
  readonly embargo: number;
  /** Blocks that are trained for on their past alone. */
  readonly walk: (labels: Labels) => readonly Fold[];
  readonly spans: (labels: Labels) => Spans;
  /** Scores by row of the folds' test rows; NaN elsewhere. */
  readonly learn: (task: LearningTask) => Promise<Float64Array>;
  /** What is applied beyond the members, made of the tuning and the calibration span. */
  readonly calibrate: (task: CalibrationTask) => readonly number[];
  readonly context: (spy: Closes, vix: Closes) => MarketContext;
  readonly trade: (panel: Panel, decisions: Decisions) => readonly Trade[];
}

/** Folds of the audit: enough to show a leak. */
const FOLDS = 4;
const PARAMS = { trees: 20, leaves: 8, learningRate: 0.2 };

/** The project's own pipeline, with features of one's own. */
export function ownPipeline(features: readonly (UserFeature | string)[] = [], history = 0): Pipeline {
  const options: LabelOptions = DEFAULT_LABELS.options;
  const labelled = (labels: Labels): Uint32Array =>
    Uint32Array.from(labels.known.keys()).filter((row) => labels.known[row] === 1);
  return {
    inputs: (panel) => engineerInputs(panel, { features }),
    // The longest feature forgets the past within 400 bars.
    history: Math.max(500, history),
    behaviour: async (panel) => behaviourOfRows(panel),
    clusters: async (panel, before) => {
      const statistics = monthlyStatistics(panel, equalWeightReturn(panel).value);
      return (await fitClusters(statistics, { clusters: 3, seed: 42, before })).clusters;
    },
    labels: (panel) => labelPanel(panel, options),
    folds: (labels) => purgedKFold(labels, { folds: FOLDS, embargo: 0.01 }),
    embargo: 0.01,
    walk: (labels) => walkForward(labels, { folds: 2, firstTrain: 0.5 }),
    spans: (labels) => cutSpans(labels, labelled(labels)),
    learn: async ({ inputs, labels, target, folds }) =>
      (await crossValidate("lightgbm", { inputs, labels, target, folds, params: PARAMS, draws: 100 })).score,
    calibrate,
    context: marketContext,
    trade: (panel, decisions) => runBacktest(panel, decisions).trades,
  };
}

/** The calibrator's intercept and slope, and the threshold that two of five decisions on the calibration span reach. */
function calibrate({ labels, spans, score, target, net }: CalibrationTask): readonly number[] {
  const scored = (rows: Uint32Array): Uint32Array => rows.filter((row) => !Number.isNaN(score[row]!));
  const of = (rows: Uint32Array, outcome: (row: number) => number) => ({
    probability: { member: Float64Array.from(rows, (row) => score[row]!) },
    target: Int8Array.from(rows, outcome),
    session: Int32Array.from(rows, (row) => labels.decisionSession[row]!),
  });
  const late = scored(spans.calibration.rows);
  const calibration = of(late, (row) => +(net[row]! > 0));
  const { scorer } = fitScorer({
    ...{ tuning: of(scored(spans.tuning.rows), (row) => target[row]!), calibration },
    ...{ horizon: labels.parameters.horizon, seed: 42 },
  });
  const { intercept, weights } = scorer.calibrator;
  const returns = Float64Array.from(late, (row) => net[row]!);
  return [intercept, ...weights, thresholdOfPrecision(calibration.probability.member, returns, 0.4)?.threshold ?? 1];
}

/** The monthly statistics of each row's ticker and month. */
function behaviourOfRows(panel: Panel): Matrix {
  const { rows, ticker, month, columns } = monthlyStatistics(panel, equalWeightReturn(panel).value);
  const matrix = createMatrix(STATISTICS, panel.rows);
  const into = STATISTICS.map((name) => matrixColumn(matrix, name));
  for (const column of into) column.fill(Number.NaN);
  let at = 0;
  for (const [t, name] of panel.tickers.entries()) {
    while (at < rows && ticker[at] !== name) at++;
    let now = -1;
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
      while (at < rows && ticker[at] === name && month[at]! <= panel.date[row]!) now = at++;
      if (now >= 0) for (const [j, each] of STATISTICS.entries()) into[j]![row] = columns[each][now]!;
    }
  }
  return matrix;
}
