import { isoDate } from "trident-base";
import { formatNumber, htmlTable } from "../charts/index.ts";
import type { Panel } from "../market/index.ts";
import { countListed, type TickerList } from "./listedPanel.ts";

/**
 * Shows a panel and what is looked at of it, as HTML.
 *
 * @param whole the panel.
 * @param listed its tickers on the list, or those that stand in for them.
 */
export function listedPanelTable(whole: Panel, listed: Panel, list: TickerList): string {
  const { calendar, origin, tickers } = whole;
  return htmlTable(
    [
      ["source", origin.source],
      [
        "tickers",
        `${listed.tickers.length} of ${tickers.length}, ${countListed(listed, list)} of them on the roadmap's list`,
      ],
      ["bars", formatNumber(listed.rows)],
      ["sessions", `${calendar.length}, ${isoDate(calendar[0]!)} to ${isoDate(calendar[calendar.length - 1]!)}`],
      ["prices", origin.adjustment === "adj_close" ? "adjusted by adj_close / close" : "as given"],
      ["missing sessions", `${origin.missingSessions}`],
      ["bias", origin.bias ?? "not known, assume survivorship and hindsight"],
    ] as const,
    [
      { title: "panel", value: ([name]) => name },
      { title: "", value: ([, fact]) => fact },
    ],
  );
}
