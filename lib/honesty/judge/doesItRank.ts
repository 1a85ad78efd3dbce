import { finiteOrNull, isoDate } from "trident-base";
import { ROUND_TRIP_COST } from "../../backtest/index.ts";
import { monthlyStatistics } from "../../behaviour/index.ts";
import { engineerFeatures, VOLATILITY } from "../../features/index.ts";
import { tripleBarrier } from "../../labels/index.ts";
import { assignClusters, clustersOfRows, rankWithinMonth } from "../../model/index.ts";
import { matrixColumn } from "../../runtime/index.ts";
import {
  aucInterval,
  aucOfVolatility,
  type Claim,
  claimOf,
  type DailyRankIc,
  meanRankIc,
  scoresRankIc,
} from "../../statistics/index.ts";
import { ClusterError, fitClusters, reliability } from "../../trident/index.ts";
import { type Finding, finding, shownInterval } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

/** Bars over which the rank IC is shown, beside the horizon's. */
const HORIZONS = [1, 2, 5, 10, 20];
const CLUSTERS = 5;
/** Target and stop where no labels are given: those of the win-rate dial's middle. */
const BARRIERS = { profit: 0.05, stop: 0.08 };

/** How scores rank, and what of it may be too good. */
export interface Ranking {
  readonly findings: readonly Finding[];
  readonly claims: readonly Claim[];
  /** Of the horizon, for figures. */
  readonly daily: DailyRankIc;
}

/** Asks whether scores rank: by day, by horizon, beside volatility alone, by year, cluster and size, and as probabilities. */
export async function doesItRank(subject: JudgeSubject): Promise<Ranking> {
  const { predictions, horizon, scores, session, ahead } = subject;
  const { rows } = predictions;
  const icOf = scoresRankIc({ session, score: scores });
  const dailyOf = (bars: number, isIn?: (row: number) => boolean): DailyRankIc => {
    const { ret } = ahead(bars);
    const outcome = new Float64Array(rows.length);
    for (const [i, row] of rows.entries()) outcome[i] = isIn && !isIn(row) ? Number.NaN : ret[row]!;
    return icOf(outcome);
  };
  const meanOf = (daily: DailyRankIc, bars: number) =>
    meanRankIc({ ...daily, overlap: bars, seed: "judge", draws: 1000 });
  const daily = dailyOf(horizon);
  const main = meanOf(daily, horizon);
  const t = main.estimate / main.standardError;
  const passed = main.low > 0;
  const rank = finding("ranks", "bound", {
    ...{
      id: "rank_ic",
      passed,
      value: finiteOrNull(main.estimate),
      interval: [finiteOrNull(main.low), finiteOrNull(main.high)],
    },
    numbers: { t: finiteOrNull(t), sessions: daily.session.length, blocks: main.blocks },
    sentence:
      daily.session.length === 0
        ? "No session has five scores that differ, with returns that follow: a rank IC is not known, and nothing here ranks."
        : `The mean daily rank IC with the returns of ${horizon} bars is ${shownInterval(main.estimate, main.low, main.high)}, t ${Number.isNaN(t) ? "not known" : t.toFixed(1)}, on ${daily.session.length} sessions${passed ? "" : main.high < 0 ? ": they rank the wrong way round" : ": chance does as well"}. Honest ones have 0.00 to 0.03.`,
  });
  const horizons = [...new Set([...HORIZONS, horizon])].sort((a, b) => a - b);
  const byHorizon = horizons.map((bars) => ({ bars, ...shown(bars === horizon ? main : meanOf(dailyOf(bars), bars)) }));
  const { finding: auc, claims } = await besideVolatility(subject);
  return {
    findings: [
      rank,
      finding("ranks", "shown", {
        ...{ id: "ic_by_horizon", rows: byHorizon },
        sentence: `Rank IC by bars ahead: ${byHorizon.map(({ bars, ic }) => `${bars}: ${ic === null ? "not known" : ic.toFixed(3)}`).join(", ")}.`,
      }),
      auc,
      calibration(subject),
      finding("ranks", "shown", { id: "by_year", ...byYear(subject, daily, meanOf) }),
      ...(await byKind(subject, (isIn) => meanOf(dailyOf(horizon, isIn), horizon))),
    ],
    ...{ claims, daily },
  };
}

type Mean = ReturnType<typeof meanRankIc>;

/** Of fewer sessions an interval reaches beyond what a correlation can be. */
const FEWEST_SESSIONS = 20;

const shown = ({ estimate, low, high, dates }: Mean) => ({
  ic: finiteOrNull(estimate),
  low: dates < FEWEST_SESSIONS ? null : finiteOrNull(low),
  high: dates < FEWEST_SESSIONS ? null : finiteOrNull(high),
  sessions: dates,
});

async function besideVolatility(subject: JudgeSubject): Promise<{ finding: Finding; claims: readonly Claim[] }> {
  const { panel, predictions, options, horizon, scores, session } = subject;
  const given = options.labels?.label && options.labels;
  const made = given ?? tripleBarrier(panel, { ...BARRIERS, horizon });
  const label = made.label!;
  const features = await engineerFeatures(panel);
  const volatility = matrixColumn(features, VOLATILITY);
  const places = [...predictions.rows.keys()].filter((i) => made.known[predictions.rows[i]!] === 1);
  const rows = places.map((i) => predictions.rows[i]!);
  const positive = Uint8Array.from(rows, (row) => +(label[row]! === 1));
  const name = given
    ? "the labels that were given"
    : `'target first' (${100 * BARRIERS.profit} %/${100 * BARRIERS.stop} %, ${horizon} bars)`;
  if (rows.length === 0 || !positive.includes(1) || !positive.includes(0)) {
    const sentence = `No AUC: ${name} are all alike on the predictions' rows.`;
    return { finding: finding("ranks", "shown", { id: "auc", passed: false, sentence }), claims: [] };
  }
  const found = aucInterval({
    session: Int32Array.from(places, (i) => session[i]!),
    score: Float64Array.from(places, (i) => scores[i]!),
    ...{ positive, overlap: horizon, seed: "judge", draws: 1000 },
  });
  const alone = aucOfVolatility(
    Float32Array.from(rows, (row) => volatility[row]!),
    positive,
  );
  return {
    claims: [claimOf("auc", "scores", found, alone)],
    finding: finding("ranks", "shown", {
      ...{ id: "auc", value: found.estimate, interval: [found.low, found.high] },
      numbers: {
        volatility_only: finiteOrNull(alone),
        rows: rows.length,
        base_rate: positive.reduce((a, b) => a + b, 0) / rows.length,
      },
      sentence: `AUC on ${name} is ${shownInterval(found.estimate, found.low, found.high)}; volatility alone has ${alone.toFixed(3)}${found.estimate <= alone ? ", as much or more: barrier labels measure it" : ""}.`,
    }),
  };
}

/** Tenths of the scores: what was said, how often it gained after costs, and what it returned. */
function calibration({ predictions, scores, ahead, horizon }: JudgeSubject): Finding {
  const { known, ret } = ahead(horizon);
  const places = [...predictions.rows.keys()].filter((i) => known[predictions.rows[i]!] === 1);
  const score = Float64Array.from(places, (i) => scores[i]!);
  const net = Float64Array.from(places, (i) => ret[predictions.rows[i]!]! - ROUND_TRIP_COST);
  const tenths = reliability({ score, net });
  const rows = tenths.map((each, k) => ({ tenth: k + 1, ...each }));
  const isProbability = score.every((s) => s >= 0 && s <= 1);
  const error = tenths.reduce(
    (sum, { said, came, decisions }) => sum + (Math.abs(said - came) * decisions) / score.length,
    0,
  );
  const [low, high] = [tenths[0], tenths.at(-1)];
  const share = (value: number | undefined): string => `${(100 * (value ?? Number.NaN)).toFixed(1)} %`;
  return finding("ranks", "shown", {
    ...{ id: "calibration", rows, value: isProbability ? error : null },
    numbers: { is_probability: isProbability ? 1 : 0 },
    sentence: `Of the lowest tenth of the scores ${share(low?.came)} gained after costs over ${horizon} bars, of the highest ${share(high?.came)}. ${isProbability ? `Read as probabilities of that, they are ${(100 * error).toFixed(1)} points off on average.` : "They are no probabilities, so that only their order is judged."}`,
  });
}

function byYear(
  { panel, horizon }: JudgeSubject,
  daily: DailyRankIc,
  meanOf: (daily: DailyRankIc, bars: number) => Mean,
) {
  const yearOf = (s: number): string => isoDate(panel.calendar[s]!).slice(0, 4);
  const years = [...new Set(Array.from(daily.session, yearOf))];
  const rows = years.map((year) => {
    const places = [...daily.session.keys()].filter((k) => yearOf(daily.session[k]!) === year);
    const own = {
      session: Int32Array.from(places, (k) => daily.session[k]!),
      correlation: Float64Array.from(places, (k) => daily.correlation[k]!),
    };
    return { year, ...shown(meanOf(own, horizon)) };
  });
  const above = rows.filter(({ ic }) => ic !== null && ic > 0).length;
  const sentence =
    rows.length === 0 ? "No year has a rank IC." : `The rank IC is above 0 in ${above} of ${rows.length} years.`;
  return { rows, sentence };
}

/** By cluster of behaviour and by size, both as the month of the decision began. */
async function byKind(
  subject: JudgeSubject,
  icOf: (isIn: (row: number) => boolean) => Mean,
): Promise<readonly Finding[]> {
  const { panel, equalWeight, first } = subject;
  const statistics = monthlyStatistics(panel, equalWeight.value);
  const ranks = rankWithinMonth(statistics);
  const width = ranks.length / Math.max(1, statistics.rows);
  const sizeAt = Object.keys(statistics.columns).indexOf("dollar_volume");
  const thirds = Int8Array.from({ length: statistics.rows }, (_, row) => {
    const rank = ranks[row * width + sizeAt]!;
    return Number.isNaN(rank) ? -1 : Math.min(2, Math.floor(3 * rank));
  });
  const sizeOf = clustersOfRows(panel, statistics, thirds);
  const bySize = ["small", "middle", "large"].map((size, k) => ({ size, ...shown(icOf((row) => sizeOf[row] === k)) }));
  const size = finding("ranks", "shown", {
    ...{ id: "by_size", rows: bySize },
    sentence: bySentence(
      "thirds of dollar volume",
      bySize.map(({ size: name, ic }) => ({ name, ic })),
    ),
  });
  const fitted = await clustersBefore(statistics, panel.calendar[first]!);
  if (!fitted) {
    const sentence = "No clusters of behaviour: their statistics need more months and tickers.";
    return [finding("ranks", "shown", { id: "by_cluster", passed: false, sentence }), size];
  }
  const clusterOf = clustersOfRows(panel, statistics, assignClusters(statistics, fitted.clusters));
  const rows = fitted.clusters.map(({ name }, k) => ({ cluster: name, ...shown(icOf((row) => clusterOf[row] === k)) }));
  const cluster = finding("ranks", "shown", {
    ...{ id: "by_cluster", rows, numbers: { clusters: rows.length } },
    sentence: bySentence(
      `cluster of behaviour${fitted.isLater ? " (fitted on all dates, since too few lie before the first prediction)" : ""}`,
      rows.map(({ cluster: name, ic }) => ({ name, ic })),
    ),
  });
  return [cluster, size];
}

function bySentence(of: string, kinds: readonly { readonly name: string; readonly ic: number | null }[]): string {
  if (kinds.every(({ ic }) => ic === null)) return `Rank IC by ${of}: not known, none has five tickers on a day.`;
  return `Rank IC by ${of}: ${kinds.map(({ name, ic }) => `${name} ${ic === null ? "not known" : ic.toFixed(3)}`).join(", ")}.`;
}

async function clustersBefore(statistics: Parameters<typeof fitClusters>[0], day: number) {
  for (const [before, isLater] of [
    [day, false],
    [Number.POSITIVE_INFINITY, true],
  ] as const) {
    try {
      const { clusters } = await fitClusters(statistics, { clusters: CLUSTERS, seed: 42, before });
      return { clusters, isLater };
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
  }
  return undefined;
}
