import { keyOf } from "../files/index.ts";
import { type HoldoutLooks, type Ledger, lookAtBars } from "../ledger/index.ts";
import type { Panel } from "../market/index.ts";
import type { LoadedBundle } from "../model/index.ts";

/**
 * Counts a look at what a bundle's decisions come to on bars after its own. The same bundle sees the same there, so that
 * it is one look wherever it is shown; another bundle's is another.
 *
 * @param from day of the first of these bars, days since 1970-01-01.
 */
export function lookAtLater(
  ledger: Ledger,
  { manifest }: Pick<LoadedBundle, "manifest">,
  panel: Panel,
  from: number,
): HoldoutLooks {
  return lookAtBars(ledger, panel, from, `out of sample, bundle ${keyOf(manifest).slice(0, 12)}`);
}
