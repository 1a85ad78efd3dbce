import { keyOf } from "../files/index.ts";
import { type Panel, sketchBars, sketchText } from "../market/index.ts";

/** Names a panel's bars by what they are: who judges by a file that was made of other bars would be deceived. */
export function barsKey(panel: Panel): string {
  return keyOf(sketchText(sketchBars(panel)), panel.tickers, panel.rows);
}
