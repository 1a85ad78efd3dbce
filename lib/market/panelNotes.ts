import { adjustmentNote } from "./adjustmentNote.ts";
import { delistedTickers } from "./delistings.ts";
import type { Panel } from "./panel.ts";

/** Tickers that a note names. */
const NAMED = 5;

/**
 * What whoever uses a panel should know of it, a sentence each: how its prices were adjusted, which tickers count as
 * delisted, and which end early because their data do.
 */
export function panelNotes(panel: Panel): readonly string[] {
  const { tickers, origin } = panel;
  const delisted = delistedTickers(panel);
  const gone = tickers.filter((_, t) => delisted[t] === 1);
  const reasons = Map.groupBy(
    tickers.filter((ticker) => origin.unfinished?.has(ticker)),
    (ticker) => origin.unfinished!.get(ticker)!,
  );
  return [
    adjustmentNote(origin),
    ...(gone.length > 0
      ? [`${counted(gone)} counted as delisted, ended over 5 sessions before the panel: ${named(gone)}`]
      : []),
    ...[...reasons].map(
      ([reason, ended]) => `${counted(ended)} not counted as delisted, the data end early (${reason}): ${named(ended)}`,
    ),
  ];
}

const counted = (tickers: readonly string[]): string => `${tickers.length} ticker${tickers.length === 1 ? "" : "s"}`;

function named(tickers: readonly string[]): string {
  const more = tickers.length > NAMED ? ` and ${tickers.length - NAMED} more` : "";
  return `${tickers.slice(0, NAMED).join(", ")}${more}`;
}
