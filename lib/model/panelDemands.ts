import { type ErrorContext, TridentError } from "trident-base";
import { equalWeightReturn, monthlyStatistics } from "../behaviour/index.ts";
import { featureSources } from "../features/index.ts";
import { checkPanel, type Finding, type Panel } from "../market/index.ts";
import type { BundleManifest } from "./bundle.ts";
import { assignClusters, clustersOfRows } from "./clusters.ts";
import { catalogueHash } from "./readBundle.ts";

/** A panel that no decision can rest on: too short, too old, or of other inputs than the bundle's. */
export class PredictionError extends TridentError {}

/** The panel ends before the first day that a bundle has not been made of. */
export class NoLaterBarsError extends PredictionError {}

/** There are bars to decide on, and of each a reason why it has no score. */
export class NothingDecidedError extends PredictionError {
  /** First day that was asked about, days since 1970-01-01. */
  readonly from: number;

  constructor(from: number, what: string, context: ErrorContext) {
    super(what, context);
    this.from = from;
  }
}

/**
 * Bars before a decision that are demanded at least. Of what came before, the slowest mean keeps a 1e-6 of itself: measured
 * on 1,176 tickers of 2014 to 2021, beside their whole past.
 */
const LEAST_HISTORY = 400;

/** Bars up to a decision, its own among them, that a ticker needs. */
export function demandedBars({ inputs }: BundleManifest): number {
  return Math.max(LEAST_HISTORY, inputs.history);
}

/** Refuses features that are not those of the fit: by the catalogue's hash, and one's own by their sources'. */
export async function checkFeatures(
  { inputs }: BundleManifest,
  files: readonly string[],
  source: string,
): Promise<void> {
  const refuse = (what: string, remedy: string): never => {
    throw new PredictionError(what, { where: [source], remedy });
  };
  if (inputs.catalogue !== catalogueHash()) {
    refuse("this version computes the features in another way than the bundle's", "Train it anew.");
  }
  const given = await featureSources(files);
  for (const [k, { name, sha256, file }] of inputs.own.entries()) {
    const mine = given[k];
    if (mine?.name !== name) {
      refuse(`the bundle was trained with the feature '${name}'`, `Give its file with --feature ${file ?? "FILE"}.`);
    } else if (mine.sha256 !== sha256) {
      refuse(
        `the source of the feature '${name}' is not the one that the bundle was trained with`,
        `Give that ${file ?? "one"}, with the programs that it imports.`,
      );
    }
  }
  const more = given[inputs.own.length];
  if (more) refuse(`the bundle was not trained with the feature '${more.name}'`, "Leave it out.");
}

/** Places in the manifest's clusters by row; -1 in months before that of the day `since`. */
export function clustersOfPanel(panel: Panel, { clusters }: BundleManifest, since?: number): Int8Array {
  const statistics = monthlyStatistics(panel, equalWeightReturn(panel).value, since);
  return clustersOfRows(panel, statistics, assignClusters(statistics, clusters));
}

/** Why rows of a cluster have no score, if they have none; rows that are no peers (`peerRows`) have none. */
export function undecided({ clusters, scorers }: BundleManifest, place: number, isPeer: boolean): string | undefined {
  if (place < 0) return "its behaviour is not known";
  if (!isPeer) return "it was no member of the panel's universe that day";
  if (scorers[place] !== null) return undefined;
  const { number, name } = clusters[place]!;
  return `its cluster, ${number} ${name}, had too few decisions to calibrate on`;
}

/** Bars for which a day that is odd for the whole market counts. */
const ODD_DAYS = 5;

/** A bar that is at fault, and for how many bars, its own the first, nothing is decided on its ticker. */
export interface HeldAgainst extends Finding {
  readonly bars: number;
  /** The row after the ticker's last one. */
  readonly end: number;
}

/**
 * What the checks find in a panel's bars; rows are the panel's. A bar at fault counts for as long as an input may look
 * back. A day that fits none of its neighbours counts for its own week: over years it is at times the market's own, as
 * on 2020-11-09, and then no bar is wrong.
 *
 * @param from a day, since 1970-01-01, before which nothing is decided: odd days that are over by then are not judged.
 */
export function findingsOf(panel: Panel, today: number, demanded: number, from = 0): readonly HeldAgainst[] {
  const { findings } = checkPanel(panel, today, { oddDaysSince: oddDaysSince(panel, from) });
  const ends = new Map(panel.tickers.map((name, t) => [name, panel.offsets[t + 1]!]));
  return findings.map((each) => ({
    ...each,
    bars: each.kind === "misfit_day" ? ODD_DAYS : demanded,
    end: ends.get(each.ticker) ?? 0,
  }));
}

/** The earliest day that may still count against a decision of `from` or later. */
function oddDaysSince({ tickers, offsets, date }: Panel, from: number): number {
  let since = from;
  for (let t = 0; t < tickers.length; t++) {
    let row = offsets[t + 1]!;
    while (row > offsets[t]! && date[row - 1]! >= from) row--;
    if (row < offsets[t + 1]!) since = Math.min(since, date[Math.max(offsets[t]!, row - ODD_DAYS + 1)]!);
  }
  return since;
}
