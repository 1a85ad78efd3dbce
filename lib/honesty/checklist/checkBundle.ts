import { join } from "node:path";
import { parseIsoDate, UsageError } from "trident-base";
import { hashFile } from "../../files/index.ts";
import { countTrials, type Ledger } from "../../ledger/index.ts";
import type { MarketSeries, Panel } from "../../market/index.ts";
import { loadBundle } from "../../model/index.ts";
import type { Audit } from "../audit/audit.ts";
import { barsKey } from "../barsKey.ts";
import { lookAtLater } from "../lookAtLater.ts";
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
  /** The leakage audit of this bundle on these bars, where there was one. */
  readonly audit?: Audit | undefined;
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
 * Where the panel has no bars after the bundle's own, the answer is 'not enough data'.
 *
 * @throws UsageError if the audit or the walk-forward is of other bars, or the audit of another bundle; BundleError if
 * the bundle is not whole.
 */
export async function checkBundle(folder: string, panel: Panel, options: CheckBundleOptions): Promise<Checklist> {
  const { ledger, features = [], spy, draws, audit, walked = null } = options;
  await checkSources(folder, panel, options);
  const bundle = await loadBundle(folder);
  const found = options.found ?? (await outOfSample(bundle, panel, { features, spy, draws, ledger }));
  const looked =
    found.from === "" ? { openings: 0, searched: 0 } : lookAtLater(ledger, bundle, panel, parseIsoDate(found.from));
  const institutional =
    found.scored > 0
      ? await institutionalCount(bundle, panel, {
          from: parseIsoDate(found.from),
          to: parseIsoDate(found.to),
          features,
        })
      : undefined;
  const bytes = Object.values(bundle.manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  return judgeChecklist({
    ...{ found, institutional, bytes, audit: audit?.checks ?? null, walked, looked },
    // The search that made the bundle saw earlier bars of the same panel: its trials count, too.
    trials: countTrials(ledger, panel),
    bias: panel.origin.bias,
  });
}

/** Refuses evidence that is of something else. */
async function checkSources(folder: string, panel: Panel, { audit, walked }: CheckBundleOptions): Promise<void> {
  const bars = barsKey(panel);
  const refuse = (what: string, remedy: string): never => {
    throw new UsageError(what, { where: [panel.origin.source], remedy });
  };
  if (audit && audit.bundle !== (await hashFile(join(folder, "manifest.json"))).sha256) {
    const of = audit.bundle === null ? "of no bundle" : "of another bundle";
    refuse(`the audit is ${of}`, "Audit this one: 'trident audit --bundle BUNDLE --market PANEL --json'.");
  }
  if (audit && audit.bars !== bars) refuse("the audit is of other bars", "Audit the bundle on these.");
  if (walked && walked.bars !== bars) refuse("the walk-forward is of other bars", "Walk forward on these.");
}
