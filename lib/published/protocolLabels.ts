import { ROUND_TRIP_COST } from "../backtest/index.ts";
import { type Labels, simple } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { asPublishedLabels } from "./asPublishedLabels.ts";
import type { Protocol } from "./leaks.ts";
import type { Barriers } from "./strategies.ts";

/** What a protocol learns, and what a BUY really earns. */
export interface ProtocolLabels {
  readonly labels: Labels;
  /** Net return of a BUY by row; NaN where its outcome cannot be known. */
  readonly net: Float64Array;
}

/**
 * Simple labels of a panel that holds each ticker's last year alone, entered at the close as published. They run through
 * the seams between tickers if the protocol has that leak; otherwise they are those of the labels room.
 *
 * What a BUY earns is the same under every protocol: bought at the next open, sold at the close of the window's last
 * bar, after costs. Nobody can buy at the close that decides, nor hold one ticker into another.
 */
export function protocolLabels(panel: Panel, barriers: Barriers, protocol: Protocol): ProtocolLabels {
  const own = simple(panel, { ...barriers, entry: "close" });
  const trades = simple(panel, barriers);
  return {
    labels: protocol.has("ticker_boundary") ? throughSeams(panel, own, barriers) : own,
    net: trades.ret.map((ret) => ret - ROUND_TRIP_COST),
  };
}

/** The published labels with the sessions that their windows span, by the clock where they leave the ticker. */
function throughSeams(panel: Panel, own: Labels, barriers: Barriers): Labels {
  const { rows, session, calendar, tickers, offsets } = panel;
  const { horizon } = barriers;
  const exitSession = new Int32Array(rows).fill(-1);
  tickers.forEach((_, t) => {
    const end = offsets[t + 1]!;
    for (let row = offsets[t]!; row < end; row++) {
      const exit = row + horizon < end ? session[row + horizon]! : session[row]! + horizon;
      if (row + horizon < rows) exitSession[row] = Math.min(exit, calendar.length - 1);
    }
  });
  return {
    ...own,
    known: Uint8Array.from(exitSession, (exit) => +(exit >= 0)),
    label: asPublishedLabels(panel.adjClose, { method: "simple", ...barriers }),
    exitSession,
  };
}
