import type { LabelOptions } from "./labelParameters.ts";

/**
 * What became of the decision taken at each bar's close: one entry a panel row, in the panel's order. A label carries
 * the sessions between which it was made, and whoever splits rows needs them. Sessions are places in `calendar`.
 */
export interface Labels {
  /** All that they were made with. */
  readonly parameters: Required<LabelOptions>;
  readonly tickers: readonly string[];
  /** Ticker `t` has rows `offsets[t] .. offsets[t + 1]`, as in the panel. */
  readonly offsets: Uint32Array;
  readonly rows: number;
  /** The panel's session dates, days since 1970-01-01. */
  readonly calendar: Int32Array;
  /** The session at whose close the decision of the row is taken; every row has one. */
  readonly decisionSession: Int32Array;
  /** 1 where the outcome can be known. Elsewhere label and delisted are 0, rows and sessions -1, ret NaN. */
  readonly known: Uint8Array;
  /** 1 target, -1 stop, 0 neither. */
  readonly label: Int8Array;
  /** The panel row at which the position is entered: at its open for `next_open`, at its close for `close`. */
  readonly entryRow: Int32Array;
  readonly exitRow: Int32Array;
  readonly entrySession: Int32Array;
  readonly exitSession: Int32Array;
  /** Exit price / entry price - 1, before costs. */
  readonly ret: Float64Array;
  /** 1 where the position was closed because the ticker was delisted. */
  readonly delisted: Uint8Array;
}

/** Between which sessions labels were made: all that splitting rows needs of them. */
export type LabelIntervals = Pick<Labels, "rows" | "calendar" | "known" | "decisionSession" | "exitSession">;
