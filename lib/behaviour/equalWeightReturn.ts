import type { Panel } from "../market/index.ts";

/** The panel's market: the mean return of all tickers, each with the same weight, by session. */
export interface EqualWeightReturn {
  /** Simple return from the session before; NaN where no ticker has one. */
  readonly value: Float64Array;
  /** Tickers that entered. */
  readonly tickers: Int32Array;
}

/**
 * Adds up the returns of panels that are parts of one and share its calendar. A ticker enters a session when it has a bar
 * there and one in the session before. Added in the order of tickers, parts of any size give the same bits.
 */
export function sumReturns(sessions: number): { add(panel: Panel): void; mean(): EqualWeightReturn } {
  const sum = new Float64Array(sessions);
  const tickers = new Int32Array(sessions);
  return {
    add: ({ tickers: names, offsets, session, adjClose }) => {
      for (let t = 0; t < names.length; t++) {
        for (let i = offsets[t]! + 1; i < offsets[t + 1]!; i++) {
          const s = session[i]!;
          if (s - session[i - 1]! > 1) continue;
          sum[s]! += adjClose[i]! / adjClose[i - 1]! - 1;
          tickers[s]!++;
        }
      }
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
