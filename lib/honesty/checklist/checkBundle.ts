import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import { hashFile } from "../../files/index.ts";
import { countTrials, type Ledger, lookAtBars } from "../../ledger/index.ts";
import type { MarketSeries, Panel } from "../../market/index.ts";
import { loadBundle } from "../../model/index.ts";
import type { AuditCheck } from "../audit/check.ts";
import { type OutOfSample, outOfSample } from "../outOfSample.ts";
import type { WalkForward } from "../walkForward/walkForwardTrident.ts";
import { type Checklist, judgeChecklist } from "./checklist.ts";
import { institutionalCount } from "./institutionalCount.ts";

export interface CheckBundleOptions {
  readonly ledger: Ledger;
  readonly features?: readonly string[] | undefined;
  readonly spy?: MarketSeries | undefined;
  readonly draws?: number | undefined;
  /** What `outOfSample` made of the bundle on these bars, where that is known already. */
  readonly found?: OutOfSample | undefined;
  /** The leakage audit of this bundle, where there was one. */
  readonly audit?: readonly AuditCheck[] | undefined;
  /** The walk-forward of these bars, where there was one. */
  readonly walked?: WalkForward | undefined;
}

/**
 * The production checklist of a bundle on bars after its own. The look at them is counted.
 *
 * ```ts
 * const { lines, edge, sentence } = await checkBundle("data/bundle", panel, { ledger: sessionLedger() });
 * ```
 *
 * @throws PredictionError if the panel has no bars after the bundle's own; BundleError if it is not whole.
 */
export async function checkBundle(folder: string, panel: Panel, options: CheckBundleOptions): Promise<Checklist> {
  const { ledger, features = [], spy, draws, audit = null, walked = null } = options;
  const bundle = await loadBundle(folder);
  const found = options.found ?? (await outOfSample(bundle, panel, { features, spy, draws }));
  const { sha256 } = await hashFile(join(folder, "manifest.json"));
  const from = parseIsoDate(found.from);
  const looked = lookAtBars(ledger, panel, from, `trident checklist, bundle ${sha256.slice(0, 12)}`);
  const institutional =
    found.scored > 0
      ? await institutionalCount(bundle, panel, { from, to: parseIsoDate(found.to), features })
      : undefined;
  const bytes = Object.values(bundle.manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  return judgeChecklist({
    ...{ found, institutional, bytes, audit, walked, looked },
    // The search that made the bundle saw earlier bars of the same panel: its trials count, too.
    trials: countTrials(ledger, panel),
  });
}
