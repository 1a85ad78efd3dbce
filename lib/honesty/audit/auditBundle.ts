import { isoDate, parseIsoDate } from "trident-base";
import type { Panel } from "../../market/index.ts";
import { type BundleManifest, decideSessions, loadBundle, verifyBundle } from "../../model/index.ts";
import type { AuditCheck } from "./check.ts";
import { placeOf } from "./compare.ts";
import { disturbAfter } from "./disturb.ts";

/** Sessions before the cut whose decisions are compared. */
const COMPARED = 20;

/**
 * Checks a bundle: its files, the order of its spans, and that none of its decisions on a panel changes when later bars do.
 *
 * @param features files of the features of one's own that it was trained on.
 * @throws BundleError for a folder that is none or is not whole; PredictionError if no bar of the panel can be decided on.
 */
export async function auditBundle(
  folder: string,
  panel: Panel,
  features: readonly string[],
): Promise<readonly AuditCheck[]> {
  const files = await verifyBundle(folder);
  const bundle = await loadBundle(folder);
  const cut = panel.calendar.length - 1 - COMPARED;
  const dates = {
    from: panel.calendar[Math.max(0, cut - COMPARED)]!,
    to: panel.calendar[cut]!,
    features,
    today: panel.calendar.at(-1)! + 1,
  };
  const before = await decideSessions(bundle, panel, dates);
  const after = await decideSessions(bundle, disturbAfter(panel, cut, "bundle"), dates);
  const scores = new Map(Array.from(after.rows, (row, k) => [row, after.score[k]!]));
  const k = before.rows.findIndex((row, i) => scores.has(row) && !Object.is(scores.get(row), before.score[i]));
  return [
    ...files,
    spansOf(bundle.manifest),
    {
      ...{ id: "later_bars", subject: "decisions of the bundle", passed: k < 0 },
      detail:
        k < 0
          ? `${before.rows.length} decisions are the same when the bars after ${isoDate(dates.to)} are others`
          : `the decision of ${placeOf(panel, before.rows[k]!)} changes when the bars after ${isoDate(dates.to)} are others`,
    },
  ];
}

/** Holds the spans against each other by their dates; outcomes are not in a manifest. */
function spansOf({ spans: { tuning, calibration, certificate } }: Pick<BundleManifest, "spans">): AuditCheck {
  const order = [tuning, calibration, certificate].map(({ from, to }) => [parseIsoDate(from), parseIsoDate(to)]);
  const passed = order.every(([from], i) => i === 0 || from! > order[i - 1]![1]!);
  return {
    ...{ id: "spans", subject: "tuning, calibration, certificate of the bundle", passed },
    detail: `tuning to ${tuning.to}, calibration ${calibration.from} to ${calibration.to}, certificate from ${certificate.from}${passed ? "" : ": one begins before the other has ended"}`,
  };
}
