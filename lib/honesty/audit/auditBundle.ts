import { isoDate, parseIsoDate } from "trident-base";
import type { Panel } from "../../market/index.ts";
import { type BundleManifest, decideSessions, type LoadedBundle, loadBundle, verifyBundle } from "../../model/index.ts";
import type { AuditCheck } from "./check.ts";
import { placeOf } from "./compare.ts";
import { disturbAfter } from "./disturb.ts";

/** Sessions before the cut whose decisions are compared, and sessions after it. */
const COMPARED = 20;

/**
 * Checks a bundle: its files, the order of its spans, and that none of its decisions on a panel changes when later bars do.
 *
 * @param features files of the features of one's own that it was trained on.
 * @throws BundleError for a folder that is none or is not whole; PredictionError if features are not those of the fit.
 */
export async function auditBundle(
  folder: string,
  panel: Panel,
  features: readonly string[],
): Promise<readonly AuditCheck[]> {
  const files = await verifyBundle(folder);
  const bundle = await loadBundle(folder);
  const later = await laterBars(bundle, panel, features);
  return [
    ...files,
    spansOf(bundle.manifest),
    { ...{ id: "later_bars", subject: "decisions of the bundle" }, ...later },
  ];
}

/** A short history may have decisions in its last sessions alone: then fewer bars after them are changed, or none can be. */
async function laterBars(
  bundle: LoadedBundle,
  panel: Panel,
  features: readonly string[],
): Promise<Pick<AuditCheck, "passed" | "detail">> {
  let why = "";
  for (const after of [COMPARED, 1]) {
    const cut = Math.max(0, panel.calendar.length - 1 - after);
    const [from, to] = [panel.calendar[Math.max(0, cut - COMPARED)]!, panel.calendar[cut]!];
    const asked = { from, to, features, today: panel.calendar.at(-1)! + 1 };
    const before = await decideSessions(bundle, panel, asked).catch((error) => {
      if (error?.name !== "NothingDecidedError") throw error;
      why = error.message;
    });
    if (!before) continue;
    const disturbed = await decideSessions(bundle, disturbAfter(panel, cut, "bundle"), asked);
    const scores = new Map(Array.from(disturbed.rows, (row, k) => [row, disturbed.score[k]!]));
    const k = before.rows.findIndex((row, i) => scores.has(row) && !Object.is(scores.get(row), before.score[i]));
    const changed = `when the bars after ${isoDate(to)} are others`;
    return k < 0
      ? { passed: true, detail: `${before.rows.length} decisions are the same ${changed}` }
      : { passed: false, detail: `the decision of ${placeOf(panel, before.rows[k]!)} changes ${changed}` };
  }
  return { passed: true, detail: `there is no decision here that later bars could change: ${why}` };
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
