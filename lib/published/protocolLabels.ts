import { type Labelling, type Labels, labelPanel } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { asPublishedLabels } from "./asPublishedLabels.ts";
import type { Protocol } from "./leaks.ts";

/**
 * Labels of a panel that holds each ticker's last year alone, entered at the close as published. They run through the
 * seams between tickers if the protocol has that leak; otherwise they are those of the labels room, a triple barrier on
 * highs and lows.
 */
export function protocolLabels(panel: Panel, labelling: Labelling, protocol: Protocol): Labels {
  const { method, profit, stop, horizon } = labelling;
  const timeout = method === "triple_barrier" ? "sign" : "hold";
  const own = labelPanel(panel, { method, profit, stop, horizon, entry: "close", timeout });
  return protocol.has("ticker_boundary") ? throughSeams(panel, own, method) : own;
}

/** The published labels with the sessions that their windows span, by the clock where they leave the ticker. */
function throughSeams(panel: Panel, own: Labels, method: Labelling["method"]): Labels {
  const { rows, session, calendar, tickers, offsets } = panel;
  const { horizon } = own.parameters;
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
    label: asPublishedLabels(panel.adjClose, { ...own.parameters, method }),
    exitSession,
  };
}
