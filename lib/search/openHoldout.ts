import { type HoldoutLooks, type Ledger, lookAtBars } from "../ledger/index.ts";
import { sketchBars } from "../market/index.ts";
import type { SearchData } from "./searchData.ts";

/**
 * Counts a look at the later year (`lookAtBars`). The same search run again learns nothing new from the same look.
 *
 * @param by the search that looks.
 */
export function openHoldout(
  { whole, holdout, dataHash }: Pick<SearchData, "whole" | "dataHash"> & { readonly holdout: number },
  ledger: Ledger,
  by: string,
): HoldoutLooks {
  const { calendar } = whole;
  const first = calendar[holdout]!;
  // What ledgers called it before they knew its bars.
  const formerly = `the ${calendar.length - holdout} sessions after ${dataHash}`;
  if (ledger.holdoutOpenings(formerly).length > 0) ledger.nameBars(formerly, sketchBars(whole, first));
  const who = `${by}, data ${dataHash.slice(0, 12)}`;
  return lookAtBars(ledger, whole, first, who, (look) => look.by === (look.holdout === formerly ? by : who));
}
