import { writeFile } from "node:fs/promises";
import { isoDate, writeAtomically } from "trident-base";
import type { Panel } from "../market/index.ts";
import type { Backtest } from "./result.ts";

/**
 * Writes a backtest's trades as CSV: ticker, cluster, decision_date, entry_date, entry_price, exit_date, exit_price,
 * shares, costs, pnl, in the order of the exits. Numbers are written in full.
 *
 * @param clusterOf the cluster of a decision's row; empty where there is none.
 */
export async function writeTrades(
  path: string,
  panel: Panel,
  { trades }: Backtest,
  clusterOf: (row: number) => string = () => "",
): Promise<void> {
  const head = "ticker,cluster,decision_date,entry_date,entry_price,exit_date,exit_price,shares,costs,pnl";
  const day = (row: number) => isoDate(panel.date[row]!);
  const lines = trades.map((trade) =>
    [
      csvText(panel.tickers[trade.ticker]!),
      clusterOf(trade.decisionRow),
      day(trade.decisionRow),
      day(trade.entryRow),
      trade.entryPrice,
      day(trade.exitRow),
      trade.exitPrice,
      trade.shares,
      trade.entryCosts + trade.exitCosts,
      trade.pnl,
    ].join(","),
  );
  await writeAtomically(path, (file) => writeFile(file, `${[head, ...lines].join("\n")}\n`));
}

/** A text with commas or quotation marks is quoted. */
function csvText(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
