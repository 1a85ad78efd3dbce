import { createHash } from "node:crypto";
import { isoDate } from "trident-base";
import type { BestParams } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { sketchBars, sketchText } from "../market/index.ts";
import type { SearchData } from "./searchData.ts";

/** How often a later year has been looked at, and searched. */
type HoldoutLooks = Pick<Extract<BestParams["holdout"], { searched: number }>, "openings" | "searched">;

/**
 * Counts a look at the later year, which is named by its dates and bars: looks at a year that shares bars with it count,
 * whatever file they came from, and trials that were made on bars of it are told. The same search run again learns
 * nothing new from the same look.
 *
 * @param by the search that looks.
 */
export function openHoldout(
  { whole, holdout, dataHash }: Pick<SearchData, "whole" | "dataHash"> & { readonly holdout: number },
  ledger: Ledger,
  by: string,
): HoldoutLooks {
  const { calendar } = whole;
  const [first, last] = [calendar[holdout]!, calendar.at(-1)!];
  const bars = sketchBars(whole, first);
  const sha256 = createHash("sha256").update(sketchText(bars)).digest("hex");
  const name = `${isoDate(first)} to ${isoDate(last)}, bars ${sha256.slice(0, 16)}`;
  ledger.nameBars(name, bars);
  // What ledgers called it before they knew its bars.
  const formerly = `the ${calendar.length - holdout} sessions after ${dataHash}`;
  if (ledger.holdoutOpenings(formerly).length > 0) ledger.nameBars(formerly, bars);
  const known = ledger.holdoutOpenings(name);
  const who = `${by}, data ${dataHash.slice(0, 12)}`;
  const again = known.some((look) => look.by === (look.holdout === formerly ? by : who));
  return {
    openings: again ? known.length : ledger.openHoldout(name, who),
    searched: ledger.countOn(name),
  };
}

/** Says, wherever a later year's result stands, how often it was looked at and whether trials have seen it. */
export function describeOpenings({ openings, searched }: HoldoutLooks): string {
  const opened = `opened ${openings === 1 ? "once" : `${openings} times`}`;
  return searched === 0
    ? opened
    : `${opened}; ${searched} trials were made on bars of it, to which it is no unseen year`;
}
