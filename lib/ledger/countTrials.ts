import { createHash } from "node:crypto";
import { type Panel, sketchBars, sketchText } from "../market/index.ts";
import type { Ledger } from "./ledger.ts";

/**
 * How many trials a ledger has on data that share bars with a panel: the raw number that a finding on it is deflated by.
 * Data are the same where their bars are, whatever the file or the tickers are called.
 *
 * ```ts
 * const trials = countTrials(sessionLedger(), await readPanel("bars.parquet"));
 * ```
 */
export function countTrials(ledger: Ledger, panel: Panel): number {
  const bars = sketchBars(panel);
  const name = `bars ${createHash("sha256").update(sketchText(bars)).digest("hex")}`;
  ledger.nameBars(name, bars);
  return ledger.countOn(name);
}
