import { createHash } from "node:crypto";
import { isoDate } from "trident-base";
import { type Panel, sketchBars, sketchText } from "../market/index.ts";
import type { HoldoutOpening, Ledger } from "./ledger.ts";

/** How often bars were looked at as a holdout, and how many trials were made on them. */
export interface HoldoutLooks {
  readonly openings: number;
  readonly searched: number;
}

/**
 * Counts a look at held-out bars before it is taken. They are named by their dates and prices: looks at bars that share
 * a tenth or more with them count, whatever file they came from and whatever their tickers are called, and trials that
 * were made on them are told. The same look taken again learns nothing new and is counted once.
 *
 * @param panel that ends with the bars that are looked at.
 * @param from day of the first of them, days since 1970-01-01.
 * @param by who looks, and with what: whoever would see something else needs another name.
 * @param isAgain whether a look that is known is the same one.
 */
export function lookAtBars(
  ledger: Ledger,
  panel: Panel,
  from: number,
  by: string,
  isAgain: (known: HoldoutOpening) => boolean = (known) => known.by === by,
): HoldoutLooks {
  const bars = sketchBars(panel, from);
  const sha256 = createHash("sha256").update(sketchText(bars)).digest("hex");
  const name = `${isoDate(from)} to ${isoDate(panel.calendar.at(-1)!)}, bars ${sha256.slice(0, 16)}`;
  ledger.nameBars(name, bars);
  const known = ledger.holdoutOpenings(name);
  return {
    openings: known.some(isAgain) ? known.length : ledger.openHoldout(name, by),
    searched: ledger.countOn(name),
  };
}

/** Says, wherever a result on held-out bars stands, how often they were looked at and whether trials have seen them. */
export function describeLooks({ openings, searched }: HoldoutLooks): string {
  const opened = `opened ${openings === 1 ? "once" : `${openings} times`}`;
  return searched === 0
    ? opened
    : `${opened}; ${searched} trials were made on bars of it, to which it is no unseen year`;
}
