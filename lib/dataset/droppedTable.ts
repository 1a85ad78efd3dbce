import { formatNumber, htmlTable } from "../charts/index.ts";
import type { DatasetManifest } from "./manifest.ts";

/**
 * Shows the tickers that are not in a dataset, as HTML, and below them those of which it leaves out days on which they
 * were no member of their universe.
 */
export function droppedTable({ dropped, leftOut }: DatasetManifest): string {
  const tickers = htmlTable(
    dropped,
    [
      { title: "dropped", value: ({ ticker }) => ticker },
      { title: "why", value: ({ why }) => why },
      { title: "bars", value: ({ bars }) => bars },
    ],
    dropped.length === 0 ? "No ticker was dropped" : "Tickers that are not in the dataset",
  );
  if (leftOut.length === 0) return tickers;
  const rows = leftOut.reduce((sum, each) => sum + each.rows, 0);
  const days = htmlTable(
    leftOut,
    [
      { title: "no member all the time", value: ({ ticker }) => ticker },
      { title: "why", value: ({ why }) => why },
      { title: "rows left out", value: (each) => each.rows },
    ],
    `${formatNumber(rows)} rows of days on which their ticker was no member`,
  );
  return `${tickers}\n${days}`;
}
