import { bisectLeft } from "../runtime/index.ts";
import type { Panel } from "./panel.ts";
import type { KeyedTable } from "./readKeyed.ts";

/** The panel's row of each row of a file by ticker and date; -1 where the panel has no such bar. */
export function rowsOfBars(
  panel: Pick<Panel, "tickers" | "offsets" | "date">,
  { names, ticker, date }: Pick<KeyedTable<never>, "names" | "ticker" | "date">,
): Int32Array {
  const numberOf = new Map(panel.tickers.map((name, t) => [name, t]));
  const tickerOf = Int32Array.from(names, (name) => numberOf.get(name) ?? -1);
  // Files mostly come by ticker, then date, so that the bar after a ticker's last one is looked at first.
  const next = Int32Array.from(panel.tickers, (_, t) => panel.offsets[t]!);
  return Int32Array.from(ticker, (code, i) => {
    const t = tickerOf[code]!;
    if (t < 0) return -1;
    const row = barOn(panel, t, date[i]!, next[t]!);
    if (row >= 0) next[t] = row + 1;
    return row;
  });
}

function barOn({ offsets, date }: Pick<Panel, "offsets" | "date">, t: number, day: number, guess: number): number {
  if (guess < offsets[t + 1]! && date[guess] === day) return guess;
  const end = offsets[t + 1]!;
  const row = bisectLeft(date, day, offsets[t]!, end);
  return row < end && date[row] === day ? row : -1;
}
