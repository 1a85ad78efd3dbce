import { isoDate, parseIsoDate } from "trident-base";
import { type Decisions, decideRows } from "../backtest/index.ts";
import type { Panel } from "../market/index.ts";
import { decideSessions } from "./decideSessions.ts";
import type { LoadedBundle } from "./loadedBundle.ts";
import { NoLaterBarsError } from "./panelDemands.ts";
import { policySentence } from "./policySentence.ts";

/** What a bundle would have bought, and over which span that is judged. */
export interface BundleDecisions {
  readonly decisions: Decisions;
  /** First day of decision, days since 1970-01-01. */
  readonly start: number;
  /** The cluster's number, by row of the panel. */
  readonly clusterOf: (row: number) => string;
  /** Bars that have a score, bought or not. */
  readonly scored: number;
  readonly notes: readonly string[];
}

/**
 * The decisions of a bundle on bars that it was not made of, left as its labels are. Earlier bars are traded on demand
 * alone, and the answer says that the model knows them.
 *
 * @throws NoLaterBarsError if the panel has none; PredictionError as `decideSessions` does.
 */
export async function bundleDecisions(
  bundle: LoadedBundle,
  panel: Panel,
  {
    start,
    end,
    features = [],
  }: { start?: number | undefined; end?: number | undefined; features?: readonly string[] } = {},
): Promise<BundleDecisions> {
  const { policy, spans, labels } = bundle.manifest;
  const last = panel.calendar.at(-1)!;
  const known = parseIsoDate(spans.certificate.to);
  // The outcome of the last decision that the bundle was made of lies this many sessions on.
  const after = panel.calendar[panel.calendar.findLastIndex((day) => day <= known) + labels.horizon + 1];
  const from = start ?? after;
  if (from === undefined || from > last) {
    throw new NoLaterBarsError(
      `the panel ends at ${isoDate(last)}; the bundle's own data reach ${spans.certificate.to}`,
      {
        where: [panel.origin.source],
        remedy: "Give a panel with later bars, or --start for bars that the model may have learned from.",
      },
    );
  }
  const { rows, score, cluster, profit, stop, leftOut } = await decideSessions(bundle, panel, {
    from,
    to: end ?? last,
    features,
  });
  const threshold = policy?.threshold ?? Number.POSITIVE_INFINITY;
  const placeOf = new Map(Array.from(rows, (row, k) => [row, k]));
  const place = (row: number): number => placeOf.get(row) ?? -1;
  const decisions = decideRows(
    panel,
    (row) => ({ profit: profit[place(row)]!, stop: stop[place(row)]!, horizon: labels.horizon }),
    (row) => (score[place(row)] ?? Number.NEGATIVE_INFINITY) >= threshold,
    (row) => score[place(row)]!,
  );
  const flatters =
    after === undefined || from < after
      ? from < parseIsoDate(spans.calibration.from)
        ? [`WARNING: decisions before ${spans.calibration.from} were learned from: the result flatters.`]
        : [`WARNING: decisions up to ${spans.certificate.to} served the threshold or the certificate.`]
      : [];
  const notes = [
    ...flatters,
    ...(labels.method === "simple"
      ? ["Its labels look at the last close alone; these trades are left at a barrier that is touched before."]
      : []),
    policy === null ? "The bundle buys nothing." : policySentence(policy),
    `${decisions.row.length} of ${rows.length} bars are bought.`,
    ...Object.entries(leftOut).map(([why, bars]) => `${bars} bars have no score: ${why}.`),
  ];
  return {
    decisions,
    start: from,
    scored: rows.length,
    clusterOf: (row) => String(cluster[place(row)] ?? ""),
    notes,
  };
}
