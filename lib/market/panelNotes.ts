import { delistedTickers } from "./delistings.ts";
import type { Panel, PanelOrigin } from "./panel.ts";

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

/** How prices were adjusted, and by which column; a column that looks like an adjusted close and is not used is named. */
export function adjustmentNote({
  adjustment,
  adjustedBy,
  lookalikes = [],
}: Pick<PanelOrigin, "adjustment" | "adjustedBy" | "lookalikes">): string {
  if (adjustment === "adj_close") return `prices adjusted by ${adjustedBy ?? "adj_close"}`;
  const unused = lookalikes.map((name) => `'${name}'`).join(", ");
  const hint = lookalikes.length > 0 ? `: ${unused} looks like an adjusted price and is not used` : "";
  return `prices as given, not adjusted for dividends${hint}`;
}

const counted = (tickers: readonly string[]): string => `${tickers.length} ticker${tickers.length === 1 ? "" : "s"}`;

function named(tickers: readonly string[]): string {
  const more = tickers.length > NAMED ? ` and ${tickers.length - NAMED} more` : "";
  return `${tickers.slice(0, NAMED).join(", ")}${more}`;
}
