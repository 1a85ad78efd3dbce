import type { Panel } from "../market/index.ts";
import { type LabelOptions, labelParameters } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { labelWindows, type Settle } from "./windows.ts";

/** By session of decision: from which return on a label is BUY, up to which it is SELL; NaN where there is none. */
export interface DayCuts {
  readonly buy: Float64Array;
  readonly sell: Float64Array;
}

const settle: Settle = (_bars, _first, last, _entry, closing, short, _width, outcome) => {
  outcome.label = 0;
  outcome.exit = last;
  outcome.price = closing;
  outcome.delisted = short;
};

/**
 * Cross-sectional labels: where the return from the entry to the close of the window's last bar ranks among those of the
 * day's tickers whose outcome is known. 1 for the highest share `profit` of them, -1 for the lowest share `stop`, else 0.
 * A rank is (rank - 1/2) / tickers, ties with their mean rank, as inputs are ranked within the day. It is the rank of the
 * return beyond the market, too: what all tickers earn in the mean moves none of them. Each label has its own entry and
 * exit; there is no barrier, and a delisted ticker's position is closed after its last bar.
 *
 * @param cuts between the classes, of `dayCuts`, where the panel is a part of a larger one; by default its own.
 * @throws UsageError for shares that are over 1 together or a horizon that is no positive integer.
 */
export function crossSectional(
  panel: Panel,
  options: Omit<LabelOptions, "method" | "timeout" | "barriers">,
  cuts?: DayCuts,
): Labels {
  const parameters = labelParameters({ ...options, method: "cross_sectional" });
  const labels = labelWindows(panel, parameters, settle);
  let between = cuts;
  if (!between) {
    const all = dayCuts(parameters, panel.calendar.length);
    all.add(labels);
    between = all.cuts();
  }
  const { known, label, ret, decisionSession } = labels;
  for (let row = 0; row < labels.rows; row++) {
    if (known[row] === 0) continue;
    const session = decisionSession[row]!;
    label[row] = ret[row]! >= between.buy[session]! ? 1 : ret[row]! <= between.sell[session]! ? -1 : 0;
  }
  return labels;
}

/**
 * Where the classes of cross-sectional labels lie on each day, of panels that are parts of one and share its calendar:
 * parts of any size, in any order, give the same cuts.
 */
export function dayCuts(
  { profit, stop }: Pick<LabelOptions, "profit" | "stop">,
  sessions: number,
): { add(labels: Labels): void; cuts(): DayCuts } {
  const parts: { readonly session: Int32Array; readonly ret: Float64Array }[] = [];
  return {
    add: ({ known, ret, decisionSession }) => {
      const rows = Uint32Array.from(known.keys()).filter((row) => known[row] === 1);
      parts.push({
        session: Int32Array.from(rows, (row) => decisionSession[row]!),
        ret: Float64Array.from(rows, (row) => ret[row]!),
      });
    },
    cuts: () => {
      const ends = new Int32Array(sessions + 1);
      for (const { session } of parts) for (const s of session) ends[s + 1]!++;
      for (let s = 0; s < sessions; s++) ends[s + 1]! += ends[s]!;
      const sorted = new Float64Array(ends[sessions]!);
      const next = ends.slice();
      for (const { session, ret } of parts) for (let k = 0; k < ret.length; k++) sorted[next[session[k]!]!++] = ret[k]!;
      const buy = new Float64Array(sessions).fill(Number.NaN);
      const sell = new Float64Array(sessions).fill(Number.NaN);
      for (let s = 0; s < sessions; s++) {
        const day = sorted.subarray(ends[s], ends[s + 1]).sort();
        for (let low = 0, high = 0; low < day.length; low = high) {
          while (high < day.length && day[high] === day[low]) high++;
          const rank = (low + high) / 2 / day.length;
          if (rank <= stop) sell[s] = day[low]!;
          if (rank >= 1 - profit) {
            buy[s] = day[low]!;
            break;
          }
        }
      }
      return { buy, sell };
    },
  };
}
