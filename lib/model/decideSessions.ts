import { isoDate, utcDay } from "trident-base";
import { engineerInputs } from "../features/index.ts";
import { exitRule, type LabelExit } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { fittedInputs } from "./fittedInputs.ts";
import type { LoadedBundle } from "./loadedBundle.ts";
import {
  checkFeatures,
  clustersOfPanel,
  demandedBars,
  findingsOf,
  NothingDecidedError,
  PredictionError,
  undecided,
} from "./panelDemands.ts";
import { peerRows } from "./peerRows.ts";
import { scoreInputs } from "./scoreInputs.ts";

/** Which sessions are decided on. */
export interface DecideOptions {
  /** First and last day of decision, days since 1970-01-01. */
  readonly from: number;
  readonly to: number;
  /** Files of the features of one's own that the bundle was trained on. */
  readonly features?: readonly string[];
  /** The present, days since 1970-01-01; by the clock by default. */
  readonly today?: number;
}

/** What a bundle decides on many sessions. */
export interface DecidedSessions {
  /** Rows of the panel that have a score, ascending. */
  readonly rows: Uint32Array;
  /** By row: the calibrated probability, and the cluster's number. */
  readonly score: Float64Array;
  readonly cluster: Int8Array;
  /** By row: how far target and stop lie from the entry price, as `exitRule` has it. */
  readonly profit: Float64Array;
  readonly stop: Float64Array;
  /** What the members were asked about: their inputs, by row. */
  readonly inputs: Matrix;
  /** Bars of these sessions that have none, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/**
 * What a bundle says of every bar of some sessions, each of the bars up to it alone: what `predictDay` says day by day.
 *
 * @throws PredictionError if no bar can be decided on or features are not those of the fit.
 */
export async function decideSessions(
  bundle: LoadedBundle,
  panel: Panel,
  { from, to, features = [], today = utcDay() }: DecideOptions,
): Promise<DecidedSessions> {
  const { manifest } = bundle;
  await checkFeatures(manifest, features, panel.origin.source);
  const demanded = demandedBars(manifest);
  const clusterOf = clustersOfPanel(panel, manifest, from);
  const isRefused = refusedRows(panel, today, demanded, from);
  const leftOut: Record<string, number> = {};
  const peers = peerRows(panel, clusterOf, { from, to });
  const isPeer = new Uint8Array(panel.rows);
  for (const row of peers) isPeer[row] = 1;
  const chosen: number[] = [];
  const exits: LabelExit[] = [];
  for (let t = 0; t < panel.tickers.length; t++) {
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
      if (panel.date[row]! < from || panel.date[row]! > to) continue;
      const why =
        row - panel.offsets[t]! + 1 < demanded
          ? `fewer than ${demanded} bars`
          : isRefused[row] === 1
            ? "the checks refuse a bar within its history"
            : undecided(manifest, clusterOf[row]!, isPeer[row] === 1);
      const exit = why ?? exitRule(manifest.labels, panel.adjClose, panel.offsets[t]!, row);
      if (typeof exit === "string") {
        leftOut[exit] = (leftOut[exit] ?? 0) + 1;
        continue;
      }
      chosen.push(row);
      exits.push(exit);
    }
  }
  if (chosen.length === 0) {
    const told = Object.entries(leftOut).map(([why, bars]) => `${bars} bars: ${why}`);
    const what = `no bar from ${isoDate(from)} to ${isoDate(to)} can be decided on`;
    const where = [panel.origin.source];
    if (told.length === 0) {
      throw new PredictionError(what, { where, remedy: "Give a panel with bars of these dates." });
    }
    const remedy = `Of them ${told.join("; ")}. 'trident market check PANEL --fix' sets bars at fault aside.`;
    throw new NothingDecidedError(from, what, { where, remedy });
  }
  const all = await engineerInputs(panel, { features });
  const rows = Uint32Array.from(chosen);
  const inputs = fittedInputs(manifest, all, rows, { date: panel.date, peers });
  const places = Int8Array.from(chosen, (row) => clusterOf[row]!);
  return {
    rows,
    score: scoreInputs(bundle, inputs, places),
    cluster: places.map((place) => manifest.clusters[place]!.number),
    profit: Float64Array.from(exits, ({ profit }) => profit),
    stop: Float64Array.from(exits, ({ stop }) => stop),
    inputs,
    leftOut,
  };
}

/** 1 where the checks refuse a bar among the last ones up to a row. */
function refusedRows(panel: Panel, today: number, demanded: number, from: number): Uint8Array {
  const result = new Uint8Array(panel.rows);
  for (const { rows, bars, end } of findingsOf(panel, today, demanded, from)) {
    for (const row of rows) result.fill(1, row, Math.min(end, row + bars));
  }
  return result;
}
