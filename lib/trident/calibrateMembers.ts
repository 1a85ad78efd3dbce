import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import { type Prices, policyAlpha, policyReturns, ROUND_TRIP_COST } from "../backtest/index.ts";
import type { EqualWeightReturn } from "../behaviour/index.ts";
import { readMatrix } from "../files/index.ts";
import {
  type Certificate,
  type Cluster,
  type ClusterMember,
  type DecisionPolicy,
  memberProbabilities,
  readMember,
  scoreRows,
} from "../model/index.ts";
import { seedOf } from "../runtime/index.ts";
import { netReturns } from "../statistics/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import { certify } from "./certificate.ts";
import { thresholdOfAlpha, thresholdOfPrecision } from "./chooseThreshold.ts";
import { type FittedScorer, fitScorer, type UnseenPredictions } from "./fitScorer.ts";
import { buyOf } from "./preparedFolds.ts";
import type { Span, Spans } from "./spans.ts";
import type { TrainingSet } from "./trainingData.ts";

/** Wins and losses on the calibration span below which a cluster is not decided on. */
const FEWEST = 25;

/** Decisions of a span that have a score, and what came of them. */
export interface ScoredSpan {
  /** First and last session of the span, places in the calendar. */
  readonly from: number;
  readonly to: number;
  /** Rows of the panel, ascending. */
  readonly rows: Uint32Array;
  /** By row: the session of decision, the calibrated probability, the net return. */
  readonly session: Int32Array;
  readonly score: Float64Array;
  readonly net: Float64Array;
}

/** What is applied of a training beyond its members, and what it was chosen by. */
export interface Calibration {
  /** By cluster; null where the calibration span has too few decisions to tell. */
  readonly scorers: readonly (FittedScorer | null)[];
  readonly policy: DecisionPolicy | null;
  readonly certificate: Certificate | null;
  readonly calibration: ScoredSpan;
  readonly held: ScoredSpan;
  readonly notes: readonly string[];
}

/** What a training has once its members are fitted. */
export interface Calibrating {
  readonly data: TrainingSet;
  readonly clusters: readonly Cluster[];
  /** Places in `clusters` by row of the panel. */
  readonly clusterOf: Int8Array;
  readonly members: readonly TrainedMember[];
  readonly spans: Spans;
  readonly classes: 2 | 3;
  readonly prices: Prices;
  readonly market: EqualWeightReturn;
  /** The bundle's folder. */
  readonly out: string;
  readonly seed: number;
  /** The precision that is asked for. */
  readonly wanted: number;
}

/**
 * Stacks, calibrates, chooses the threshold and certifies, in this order and each on decisions that nothing before it has
 * seen: the stacker on tuning's out-of-fold predictions, the calibrator and the threshold on the calibration span, the
 * certificate on the certificate span. Members are asked through the evaluators that predict later, in Node: what is
 * certified is what is deployed. Net returns bear the reference policy's cost, 10 basis points a round trip.
 */
export async function calibrateMembers(input: Calibrating): Promise<Calibration> {
  const { data, clusters, clusterOf, spans, wanted } = input;
  const rows = Uint32Array.from([...spans.calibration.rows, ...spans.certificate.rows]);
  const matrix = await readMatrix(data.matrix.path, rows);
  const score = new Float64Array(rows.length).fill(Number.NaN);
  const notes: string[] = [];
  const scorers: (FittedScorer | null)[] = [];
  for (const [c, cluster] of clusters.entries()) {
    const mine = Uint32Array.from(rows.keys()).filter((i) => clusterOf[rows[i]!] === c);
    const members = input.members.filter(({ plan }) => plan.cluster.number === cluster.number);
    const probability = memberProbabilities(await applied(members, input.out), matrix, mine);
    const early = mine.filter((i) => i < spans.calibration.rows.length);
    const settled = unseen(data, probability, rows, early);
    const wins = settled.target.reduce((sum, each) => sum + each, 0);
    if (Math.min(wins, settled.target.length - wins) < FEWEST) {
      notes.push(
        `cluster ${cluster.number}, ${cluster.name}, is not decided on: of its ${settled.target.length} decisions in the calibration span ${wins} won, and ${FEWEST} of each kind are needed`,
      );
      scorers.push(null);
      continue;
    }
    const fitted = fitScorer({
      tuning: outOfFold(members, data, input.classes),
      calibration: settled,
      horizon: data.labels.parameters.horizon,
      seed: seedOf(input.seed, "scorer", cluster.number),
    });
    scorers.push(fitted);
    const scored = scoreRows(fitted.scorer, probability);
    mine.forEach((i, k) => {
      score[i] = scored[k]!;
    });
  }
  const cut = spans.calibration.rows.length;
  const calibration = scoredSpan(data, spans.calibration, rows.subarray(0, cut), score.subarray(0, cut));
  const held = scoredSpan(data, spans.certificate, rows.subarray(cut), score.subarray(cut));
  const policy = choosePolicy(input, calibration, notes);
  return {
    ...{ scorers, policy, calibration, held, notes },
    certificate: policy && certificateOf(policy, held, data, wanted),
  };
}

/** The members as they are deployed: read back from the bundle. */
function applied(members: readonly TrainedMember[], out: string): Promise<readonly ClusterMember[]> {
  return Promise.all(
    members.map(async ({ plan: { engine }, fitted: { path, prior } }) => ({
      ...{ engine, prior },
      model: await readMember(engine, join(out, path)),
    })),
  );
}

/** What the members said of rows in the calibration span, and which of them earned something. */
function unseen(
  { labels }: TrainingSet,
  probability: Readonly<Record<string, Float64Array>>,
  rows: Uint32Array,
  early: Uint32Array,
) {
  const of = Uint32Array.from(early, (i) => rows[i]!);
  const net = netReturns(
    Float64Array.from(of, (row) => labels.ret[row]!),
    ROUND_TRIP_COST,
  );
  return {
    // The calibration span's rows come first.
    probability: Object.fromEntries(
      Object.entries(probability).map(([name, values]) => [name, values.subarray(0, early.length)]),
    ),
    target: Int8Array.from(net, (value) => (value > 0 ? 1 : 0)),
    session: Int32Array.from(of, (row) => labels.decisionSession[row]!),
  };
}

/** The out-of-fold predictions of a cluster's members; their folds have the same test rows. */
function outOfFold(members: readonly TrainedMember[], { target }: TrainingSet, classes: 2 | 3): UnseenPredictions {
  const tested = members[0]!.plan.folds.flatMap(({ test }) => [...test]);
  return {
    probability: Object.fromEntries(members.map((each) => [each.plan.engine, buyOf(each.probability, classes)])),
    target: Int8Array.from(tested, (row) => (target[row] === classes - 1 ? 1 : 0)),
  };
}

function scoredSpan({ labels }: TrainingSet, span: Span, rows: Uint32Array, scores: Float64Array): ScoredSpan {
  const { calendar, decisionSession, ret } = labels;
  const places = [...rows.keys()].filter((i) => !Number.isNaN(scores[i]!));
  const known = Uint32Array.from(places, (i) => rows[i]!);
  return {
    from: calendar.indexOf(parseIsoDate(span.from)),
    to: calendar.indexOf(parseIsoDate(span.to)),
    rows: known,
    session: Int32Array.from(known, (row) => decisionSession[row]!),
    score: Float64Array.from(places, (i) => scores[i]!),
    net: netReturns(
      Float64Array.from(known, (row) => ret[row]!),
      ROUND_TRIP_COST,
    ),
  };
}

/** The threshold of the wanted precision; where no share of the decisions reaches it, that of the largest alpha. */
function choosePolicy(
  { data, prices, market, wanted }: Calibrating,
  { rows, score, net }: ScoredSpan,
  notes: string[],
): DecisionPolicy | null {
  if (rows.length === 0) {
    notes.push("no cluster is decided on, so that nothing is bought");
    return null;
  }
  const precise = thresholdOfPrecision(score, net, wanted);
  if (precise) return precise;
  const byRow = new Float64Array(data.panel.rows).fill(Number.NaN);
  rows.forEach((row, i) => {
    byRow[row] = score[i]!;
  });
  const { horizon } = data.labels.parameters;
  const policy = thresholdOfAlpha(
    score,
    (threshold) =>
      policyAlpha(policyReturns(data.labels, prices, rows, byRow, { longest: horizon, threshold }), market).alpha,
  );
  const share = `no share of the calibration span's decisions has a precision of ${Math.round(100 * wanted)} %`;
  notes.push(
    policy
      ? `${share}: the threshold is that of the largest alpha there, t ${policy.value.toFixed(2)}${policy.value > 0 ? "" : ", which is a loss"}`
      : `${share}, and no threshold has an alpha that is known: nothing is bought`,
  );
  return policy ?? null;
}

function certificateOf(
  { threshold }: DecisionPolicy,
  { from, to, score, session, net, rows }: ScoredSpan,
  { labels }: TrainingSet,
  wanted: number,
): Certificate | null {
  if (rows.length === 0) return null;
  const taken = [...score.keys()].filter((i) => score[i]! >= threshold);
  const stretch = {
    ...{ from, to },
    session: taken.map((i) => session[i]!),
    net: taken.map((i) => net[i]!),
  };
  const { calendar, parameters } = labels;
  return certify([stretch], { horizon: parameters.horizon, calendar, decisions: rows.length, wanted });
}
