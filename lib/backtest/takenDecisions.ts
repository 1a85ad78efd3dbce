import type { Panel } from "../market/index.ts";
import type { Decisions } from "./decisions.ts";
import type { LeftOut } from "./result.ts";

/** Which decisions are taken. */
export interface TakenDecisions {
  /** Their places among the decisions, ascending. */
  readonly taken: Int32Array;
  /** The ticker's number of each decision, taken or not. */
  readonly ticker: Int32Array;
  /** How many others there are, and why. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
}

/**
 * The decisions that can be traded to their end from session `first` to `last`: to trade the last ones until the end
 * alone would count the early exits and not the others.
 *
 * @param openEnd true takes those too.
 */
export function takenDecisions(
  { offsets, session }: Panel,
  { row, horizon }: Decisions,
  first: number,
  last: number,
  openEnd = false,
): TakenDecisions {
  const ticker = new Int32Array(row.length);
  const taken = new Int32Array(row.length);
  const leftOut: Partial<Record<LeftOut, number>> = {};
  let count = 0;
  let t = 0;
  for (let k = 0; k < row.length; k++) {
    while (row[k]! >= offsets[t + 1]!) t++;
    ticker[k] = t;
    const s = session[row[k]!]!;
    const reason = s < first ? "before the start" : s > last ? "after the end" : undefined;
    const late = !openEnd && s + horizon[k]! > last ? "horizon ends after the last session" : undefined;
    const why = reason ?? late;
    if (why === undefined) taken[count++] = k;
    else leftOut[why] = (leftOut[why] ?? 0) + 1;
  }
  return { taken: taken.slice(0, count), ticker, leftOut };
}
