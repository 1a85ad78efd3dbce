import { shownAs } from "trident-base";
import { type AdjustedBars, adjustBars, delistedTickers, memberRows, type Panel } from "../market/index.ts";
import { barrierWidth } from "./exitRule.ts";
import type { LabelOptions } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { labelsTable } from "./labelsTable.ts";
import { primaryFires } from "./primaryRules.ts";

/** How a position ended. One object serves all rows. */
export interface Outcome {
  label: number;
  /** The bar of the exit. */
  exit: number;
  /** The price of the exit. */
  price: number;
  /** True if it was closed because the ticker was delisted. */
  delisted: boolean;
}

/**
 * A position entered at `entry`, seen over the bars `first .. last`. `closing` is its price if it is still held after
 * `last`; `short` says that the ticker was delisted at `last`, before the horizon; `width` is what the barriers are
 * measured in. Writes `outcome`.
 */
export type Settle = (
  bars: AdjustedBars,
  first: number,
  last: number,
  entry: number,
  closing: number,
  short: boolean,
  width: number,
  outcome: Outcome,
) => void;

/**
 * Labels every row of a panel whose window can be seen whole, by the method's own `settle`. A row has no label when
 *
 * - its window runs past the ticker's last bar and the panel ends there too, even if a barrier was touched in the part
 *   that exists: to label only the early hits would bias the tail;
 * - a price of its window is not finite;
 * - the ticker was no member of the panel's universe on the row's date (`memberRows`). A position that was taken as long
 *   as it was one is held to its end, whenever the ticker leaves: nobody knew that at the decision;
 * - the primary rule does not fire, or the volatility that barriers follow is not known.
 *
 * A window counts the ticker's own bars, and the outcome is the real exit, however many sessions of a halt lie before it.
 * A delisted ticker's positions (`delistedTickers`) are closed after its last bar.
 */
export function labelWindows(panel: Panel, parameters: Required<LabelOptions>, settle: Settle): Labels {
  const labels = emptyLabels(panel, parameters);
  const { known, label, entryRow, exitRow, entrySession, exitSession, ret, delisted } = labels;
  const { session, offsets } = panel;
  const { horizon, delistingReturn } = parameters;
  const atClose = parameters.entry === "close";
  const outcome: Outcome = { label: 0, exit: 0, price: 1.5, delisted: false };
  const counts = memberRows(panel);
  const ended = delistedTickers(panel);
  // One answer for all rows is not asked for by row.
  const always = parameters.primary === "none";
  const fixed = parameters.barriers === "fixed";
  let bars: AdjustedBars | undefined;

  for (let t = 0; t < panel.tickers.length; t++) {
    const from = offsets[t]!;
    bars = adjustBars(panel, t, { reuse: bars });
    const { length, open, close } = bars;
    const gone = ended[t] === 1;
    // From the end, so that the nearest bar ahead whose prices are not all finite is always at hand.
    let broken = length;
    for (let i = length - 1; i >= 0; i--) {
      const row = from + i;
      const first = i + 1;
      const short = i + horizon > length - 1;
      const last = short ? length - 1 : i + horizon;
      if (first < length && !isWhole(bars, first)) broken = first;
      // The last bar has no window; the price at which it would be entered is then of no account.
      const entry = atClose ? close[i]! : open[first]!;
      const width = fixed ? 1 : barrierWidth(parameters, close, 0, i);
      const seen = first < length && (gone || !short) && last < broken && entry - entry === 0;
      if (seen && counts?.[row] !== 0 && width > 0 && (always || primaryFires(parameters.primary, close, 0, i))) {
        const closing = short ? close[last]! * (1 + delistingReturn) : close[last]!;
        settle(bars, first, last, entry, closing, short, width, outcome);
        const left = from + outcome.exit;
        known[row] = 1;
        label[row] = outcome.label;
        entryRow[row] = atClose ? row : row + 1;
        exitRow[row] = left;
        entrySession[row] = session[atClose ? row : row + 1]!;
        exitSession[row] = session[left]!;
        ret[row] = outcome.price / entry - 1;
        delisted[row] = outcome.delisted ? 1 : 0;
        continue;
      }
      entryRow[row] = -1;
      exitRow[row] = -1;
      entrySession[row] = -1;
      exitSession[row] = -1;
      ret[row] = Number.NaN;
    }
  }
  return labels;
}

function emptyLabels(panel: Panel, parameters: Required<LabelOptions>): Labels {
  const { rows } = panel;
  const labels: Labels = {
    parameters,
    tickers: panel.tickers,
    offsets: panel.offsets,
    rows,
    calendar: panel.calendar,
    decisionSession: panel.session,
    known: new Uint8Array(rows),
    label: new Int8Array(rows),
    entryRow: new Int32Array(rows),
    exitRow: new Int32Array(rows),
    entrySession: new Int32Array(rows),
    exitSession: new Int32Array(rows),
    ret: new Float64Array(rows),
    delisted: new Uint8Array(rows),
  };
  return shownAs(labels, labelsTable);
}

/**
 * True if the bar's prices are all finite: an adjusted bar's high and low are infinite or NaN where one of its prices
 * is, and the difference of such a number with itself is not 0.
 */
function isWhole({ high, low }: AdjustedBars, i: number): boolean {
  return high[i]! - high[i]! + (low[i]! - low[i]!) === 0;
}
