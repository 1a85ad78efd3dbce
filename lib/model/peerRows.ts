import { BARS_AT_LEAST } from "../behaviour/index.ts";
import { memberRows, type Panel } from "../market/index.ts";

/** Which rows are looked at. */
export interface PeerOptions {
  /** First and last day, days since 1970-01-01; all by default. */
  readonly from?: number;
  readonly to?: number;
  /** 1 where a row counts as an example; by `memberRows` by default. */
  readonly counts?: Uint8Array | undefined;
}

/**
 * The rows whose tickers could be bought at their close: members of the panel's universe that day, with 100 bars or more,
 * whose behaviour is known. Inputs that are ranked within the day are ranked among these, and this is the one place that
 * says so: in training, in a backtest and on the day of a prediction.
 *
 * All of it is known at the close. Whether the label is known does not count, since it comes later; nor does what was
 * fitted; nor what the checks say of a bar, since some of that is seen on the bars that follow. A ticker on which nothing
 * may be decided stays among the ranks of the others.
 *
 * @param clusterOf by row, below 0 where the ticker's behaviour is not known.
 * @returns rows of the panel, ascending.
 */
export function peerRows(
  panel: Panel,
  clusterOf: ArrayLike<number>,
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, counts = memberRows(panel) }: PeerOptions = {},
): Uint32Array {
  const { tickers, offsets, date } = panel;
  const peers: number[] = [];
  for (let t = 0; t < tickers.length; t++) {
    for (let row = offsets[t]! + BARS_AT_LEAST - 1; row < offsets[t + 1]!; row++) {
      if (date[row]! < from || date[row]! > to || clusterOf[row]! < 0 || counts?.[row] === 0) continue;
      peers.push(row);
    }
  }
  return Uint32Array.from(peers);
}
