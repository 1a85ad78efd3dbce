import { setImmediate } from "node:timers/promises";
import { isoDate, utcDay } from "trident-base";
import { modelInputs, recentFeatures, resolveFeatures } from "../features/index.ts";
import { exitRule } from "../labels/index.ts";
import { isSession, lastBars, type Panel, panelBefore } from "../market/index.ts";
import { createMatrix, type Matrix, workerPool } from "../runtime/index.ts";
import type { BundleManifest } from "./bundle.ts";
import { explainRow, type Reason } from "./explainRow.ts";
import type { FindingsTask } from "./findings.worker.ts";
import { fittedInputs } from "./fittedInputs.ts";
import type { LoadedBundle } from "./loadedBundle.ts";
import {
  checkFeatures,
  clustersOfPanel,
  demandedBars,
  findingsOf,
  type HeldAgainst,
  PredictionError,
  undecided,
} from "./panelDemands.ts";
import { peerRows } from "./peerRows.ts";
import { scoreInputs } from "./scoreInputs.ts";

/** Bars that an input is made of besides features: the change of obv needs 20 before its own. */
const INPUT_BARS = 21;
/** Bars from which on a thread that checks them is started sooner than they are checked. */
const WORTH_A_THREAD = 100_000;
/** Sessions that the panel's last one may lie before the present. */
const OLDEST = 5;

/** What is bought or not, at the next open. */
export interface Signal {
  readonly ticker: string;
  /** The cluster's number. */
  readonly cluster: number;
  /** The calibrated probability that the trade earns something after costs. */
  readonly probability: number;
  readonly decision: "BUY" | "HOLD";
  /** `next_open`, or the decision's close where the labels enter there. */
  readonly entry: BundleManifest["labels"]["entry"];
  /** The close of the decision, which the entry's price is not known before. */
  readonly close: number;
  /**
   * What the barriers come to if the entry is at that close; they move with the entry. Null where there is none, as with
   * cross-sectional labels: the position is left after the horizon.
   */
  readonly target: number | null;
  readonly stop: number | null;
  /** Bars. */
  readonly horizon: number;
  /** Of BUY: the inputs that moved the logit most, the largest first. Null otherwise, and of three classes. */
  readonly why: readonly Reason[] | null;
}

/** A ticker that has no signal, and why. */
export interface Unsignalled {
  readonly ticker: string;
  readonly why: string;
}

/** One day's signals. */
export interface DaySignals {
  /** The decision's, ISO. */
  readonly date: string;
  /** By ticker. */
  readonly signals: readonly Signal[];
  readonly leftOut: readonly Unsignalled[];
}

/** What is predicted, and when. */
export interface PredictOptions {
  /** The decision's day, days since 1970-01-01; the panel's last session by default. */
  readonly date?: number | undefined;
  /** Files of the features of one's own that the bundle was trained on. */
  readonly features?: readonly string[];
  /** The present, days since 1970-01-01, by the clock by default; a panel that ends long before it is refused unless `date` is given. */
  readonly today?: number;
}

/**
 * What a bundle says of every ticker on one day, of the bars up to that day alone, in Node: no engine is needed.
 *
 * A ticker without a bar that day, with too few bars, of whose bars within the history the checks refuse one, or that the
 * labels' primary rule does not buy, has no signal but a sentence.
 *
 * @param panel whole: a ticker's cluster is by its rank among all.
 * @throws PredictionError if the panel ends too long ago or holds no such day, or no ticker has enough bars, or features
 * are not those of the fit.
 */
export async function predictDay(
  bundle: LoadedBundle,
  panel: Panel,
  options: PredictOptions = {},
): Promise<DaySignals> {
  const { manifest } = bundle;
  const { features = [] } = options;
  const threshold = manifest.policy?.threshold ?? Number.POSITIVE_INFINITY;
  const session = sessionOf(panel, options);
  await checkFeatures(manifest, features, panel.origin.source);
  const demanded = demandedBars(manifest);
  const known = session + 1 < panel.calendar.length ? panelBefore(panel, session + 1) : panel;
  const day = known.calendar.at(-1)!;
  // Threads check the bars and fill in features while this one finds the clusters. The checks take longest: what they
  // may refuse is scored meanwhile.
  const refusing = refusedTickers({ panel: known, today: options.today ?? utcDay(), demanded, from: day });
  refusing.catch(() => {});
  const [latest, clusterOf] = await Promise.all([
    latestInputs(known, demanded, features, manifest),
    setImmediate().then(() => clustersOfPanel(known, manifest, day)),
  ]);
  const peers = peerRows(known, clusterOf, { from: day });
  const isPeer = new Set(peers);
  const standing = known.tickers.map((ticker, t): Standing => {
    const row = known.offsets[t + 1]! - 1;
    const bars = row + 1 - known.offsets[t]!;
    if (known.date[row] !== day) return { ticker, row, short: `its last bar is of ${isoDate(known.date[row]!)}` };
    if (bars < demanded) return { ticker, row, short: `it has ${bars} bars; ${demanded} are needed` };
    return { ticker, row, unknown: undecided(manifest, clusterOf[row]!, isPeer.has(row)) };
  });
  const scored = standing.filter(({ short, unknown }) => (short ?? unknown) === undefined).map(({ row }) => row);
  const clusters = Int8Array.from(scored, (row) => clusterOf[row]!);
  const inputs = scored.length > 0 ? inputsOf(latest, scored, peers, manifest) : undefined;
  const probability = inputs && scoreInputs(bundle, inputs, clusters);
  const place = new Map(scored.map((row, k) => [row, k]));

  const refused = await refusing;
  const { entry } = manifest.labels;
  const signals: Signal[] = [];
  const leftOut: Unsignalled[] = [];
  let decidable = false;
  for (const [t, { ticker, row, short, unknown }] of standing.entries()) {
    const why = short ?? refused.get(ticker) ?? unknown;
    const exit = why ?? exitRule(manifest.labels, known.adjClose, known.offsets[t]!, row);
    decidable ||= why === undefined;
    if (typeof exit === "string") {
      leftOut.push({ ticker, why: exit });
      continue;
    }
    const k = place.get(row)!;
    const { profit, stop, horizon } = exit;
    const price = known.close[row]!;
    const isBought = probability![k]! >= threshold;
    signals.push({
      ...{ ticker, cluster: manifest.clusters[clusters[k]!]!.number, probability: probability![k]! },
      ...{ decision: isBought ? "BUY" : "HOLD", entry, close: price },
      target: Number.isFinite(profit) ? price * (1 + profit) : null,
      stop: stop < 1 ? price * (1 - stop) : null,
      horizon,
      why: isBought && manifest.classes === 2 ? explainRow(bundle, clusters[k]!, inputs!, k) : null,
    });
  }
  if (!decidable) {
    const [first] = leftOut;
    throw new PredictionError(`no ticker can be decided on: ${first!.ticker}: ${first!.why}`, {
      where: [panel.origin.source, isoDate(day)],
      remedy: `Give a panel with ${demanded} bars or more before the decision; 'trident market check' says what is wrong with bars.`,
    });
  }
  return { date: isoDate(day), signals, leftOut };
}

/** What is known of a ticker on the day before the checks have been heard. */
interface Standing {
  readonly ticker: string;
  /** Its last one. */
  readonly row: number;
  /** Why its bars are too few or too old. */
  readonly short?: string;
  /** Why it has no score. */
  readonly unknown?: string | undefined;
}

/** Sessions after the panel's last one that are over today; those beyond a year are not counted. */
export function missedSessions(last: number, today: number): number {
  let missed = 0;
  for (let day = last + 1; day < Math.min(today, last + 366); day++) if (isSession(day)) missed++;
  return missed;
}

/** The decision's place in the calendar. */
function sessionOf({ calendar, origin }: Panel, { date, today = utcDay() }: PredictOptions): number {
  const last = calendar.at(-1)!;
  if (date === undefined) {
    if (missedSessions(last, today) <= OLDEST) return calendar.length - 1;
    throw new PredictionError(`the panel is too old: its last session is ${isoDate(last)}`, {
      where: [origin.source],
      remedy: "Fetch later bars, or name the day of the decision with --date.",
    });
  }
  const session = calendar.indexOf(date);
  if (session >= 0) return session;
  throw new PredictionError(`the panel has no session on ${isoDate(date)}`, {
    where: [origin.source],
    remedy: `It has ${isoDate(calendar[0]!)} to ${isoDate(last)}.`,
  });
}

/** Tickers of whose bars within the history the checks refuse one, with the finding. */
async function refusedTickers(task: FindingsTask): Promise<ReadonlyMap<string, string>> {
  const { panel, today, demanded, from } = task;
  const findings =
    panel.rows < WORTH_A_THREAD
      ? findingsOf(panel, today, demanded, from)
      : await workerPool("./findings.worker", import.meta.url, 1).run<readonly HeldAgainst[]>(task);
  const refused = new Map<string, string>();
  for (const { ticker, rows, kind, date, detail, bars, end } of findings) {
    if (rows.every((row) => row < end - bars)) continue;
    refused.set(ticker, `the checks refuse its bar of ${date}: ${kind}, ${detail}`);
  }
  return refused;
}

/** Inputs of the last bars of tickers. */
interface LatestInputs {
  readonly matrix: Matrix;
  /** By row of the matrix: the day. */
  readonly date: Int32Array;
  /** Rows of the matrix by the panel's, of each ticker's last bar. */
  readonly places: ReadonlyMap<number, number>;
}

/** The inputs of all tickers that may be decided on, or ranked among others, on the panel's last day. */
async function latestInputs(
  panel: Panel,
  demanded: number,
  features: readonly string[],
  { inputs: { ranked } }: BundleManifest,
): Promise<LatestInputs> {
  const { offsets, date, calendar } = panel;
  const tickers = [...panel.tickers.keys()].filter((t) => {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    return date[to - 1] === calendar.at(-1) && (ranked || to - from >= demanded);
  });
  if (tickers.length === 0) return { matrix: createMatrix([], 0), date: new Int32Array(0), places: new Map() };
  const few = await recentFeatures(panel, { tickers, bars: demanded, kept: INPUT_BARS, features });
  const latest = lastBars(panel, INPUT_BARS, tickers);
  return {
    matrix: modelInputs(latest, few, await resolveFeatures(features)),
    date: latest.date,
    places: new Map(tickers.map((t, k) => [offsets[t + 1]! - 1, latest.offsets[k + 1]! - 1])),
  };
}

/**
 * The inputs of the decision's rows, each a ticker's last, in the order of the fit.
 *
 * @param peers whose inputs are ranked with theirs, if any are.
 */
function inputsOf(
  { matrix, date, places }: LatestInputs,
  rows: readonly number[],
  peers: Uint32Array,
  manifest: BundleManifest,
): Matrix {
  const asked = Uint32Array.from(rows, (row) => places.get(row)!);
  const among = manifest.inputs.ranked ? peers.map((row) => places.get(row)!) : asked;
  return fittedInputs(manifest, matrix, asked, { date, peers: among });
}
