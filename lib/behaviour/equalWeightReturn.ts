import type { Panel } from "../market/index.ts";

/** The panel's market: the mean return of all tickers, each with the same weight, by session. */
export interface EqualWeightReturn {
  /** Simple return from the session before; NaN where no ticker has one. */
  readonly value: Float64Array;
  /** Tickers that entered. */
  readonly tickers: Int32Array;
}

/** Returns that were added up so far, and how many of each session. */
export interface ReturnSums {
  readonly sum: Float64Array;
  readonly tickers: Int32Array;
}

/**
 * Adds up the returns of panels that are parts of one and share its calendar. A ticker enters a session when it has a bar
 * there and one in the session before. Added in the order of tickers, parts of any size give the same bits, and so does
 * a sum that is gone on with later.
 *
 * @param before what was added up already.
 */
export function sumReturns(
  sessions: number,
  before: ReturnSums = { sum: new Float64Array(sessions), tickers: new Int32Array(sessions) },
): { readonly sums: ReturnSums; add(panel: Panel): void; mean(): EqualWeightReturn } {
  const sum = Float64Array.from(before.sum);
  const tickers = Int32Array.from(before.tickers);
  return {
    sums: { sum, tickers },
    add: ({ tickers: names, offsets, session, adjClose }) => {
      // A function that is called for each ticker is compiled well; one long loop that is entered once is not.
      const addTicker = (from: number, to: number): void => {
        for (let i = from + 1; i < to; i++) {
          const s = session[i]!;
          if (s - session[i - 1]! > 1) continue;
          sum[s]! += adjClose[i]! / adjClose[i - 1]! - 1;
          tickers[s]!++;
        }
      };
      for (let t = 0; t < names.length; t++) addTicker(offsets[t]!, offsets[t + 1]!);
    },
    mean: () => ({ value: sum.map((total, s) => total / tickers[s]!), tickers }),
  };
}

/** The equal-weight return of a whole panel. */
export function equalWeightReturn(panel: Panel): EqualWeightReturn {
  const sums = sumReturns(panel.calendar.length);
  sums.add(panel);
  return sums.mean();
}
