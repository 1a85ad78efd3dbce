import type { Labels } from "../labels/index.ts";
import type { Prices } from "./prices.ts";
import { ROUND_TRIP_COST } from "./roundTripCost.ts";

/** Share of a day's tickers that the reference policy buys, at least one. */
const TOP = 0.1;

/** Daily net returns of capital under the reference policy. */
export interface PolicyReturns {
  /** The first session, a place in the panel's calendar. */
  readonly first: number;
  /** Days since 1970-01-01. */
  readonly dates: Int32Array;
  readonly policy: Float64Array;
}

export interface PolicyOptions {
  /** The longest horizon that is compared, in bars; the labels' own by default. */
  readonly longest?: number;
  /** Buys whatever has at least this score, instead of the highest tenth. */
  readonly threshold?: number;
  /** Of a round trip, a fraction; default 10 basis points. */
  readonly cost?: number;
}

/**
 * What capital earned each day under the reference policy; `policyAlpha` says what of it is not the market's.
 *
 * At each close 1/horizon of the capital is spread evenly over the tickers with the highest tenth of the day's scores
 * (at least one; ties by panel row). They are bought at the next open and left as the label is: at its barrier, or at the
 * close of its last bar. So positions of `horizon` days overlap and the capital is all in use at most. A day's return is what the open positions gained in that session on capital that is
 * set back each day, marked at adjusted closes, less half of the round trip's 10 basis points at each entry and exit.
 *
 * Daily returns, not trades, are judged: a trade's return grows with barriers and horizon whatever is known, and
 * overlapping trades are no independent evidence. Days without a position count as 0, and the series ends where
 * the last window of `longest` bars does, so that trials with different horizons are compared on the same dates.
 *
 * @param labels entered at the next open.
 * @param rows rows that may be decided on, ascending; those whose label is not known are passed over.
 * @param score by row of the panel.
 */
export function policyReturns(
  labels: Labels,
  prices: Prices,
  rows: Uint32Array,
  score: Float64Array,
  options: PolicyOptions = {},
): PolicyReturns {
  const { longest = labels.parameters.horizon, threshold, cost = ROUND_TRIP_COST } = options;
  const { calendar, decisionSession, known, offsets } = labels;
  const { horizon } = labels.parameters;
  const days = new Map<number, number[]>();
  let first = calendar.length;
  let last = 0;
  let t = 0;
  for (const row of rows) {
    const session = decisionSession[row]!;
    while (row >= offsets[t + 1]!) t++;
    // Over a halt the window's last bar lies later than its number of sessions.
    const end = decisionSession[Math.min(row + longest, offsets[t + 1]! - 1)]!;
    first = Math.min(first, session + 1);
    last = Math.max(last, end, Math.min(calendar.length - 1, session + longest));
    if (known[row] !== 1) continue;
    const day = days.get(session);
    if (day) day.push(row);
    else days.set(session, [row]);
  }
  const policy = new Float64Array(calendar.length);
  for (const candidates of days.values()) {
    const chosen =
      threshold === undefined ? highestTenth(candidates, score) : candidates.filter((row) => score[row]! >= threshold);
    for (const row of chosen) addPosition(policy, labels, prices, row, 1 / (horizon * chosen.length), cost);
  }
  return { first, dates: calendar.slice(first, last + 1), policy: policy.slice(first, last + 1) };
}

/** The highest tenth of a day's rows, at least one: what the reference policy buys. */
export function highestTenth(candidates: readonly number[], score: Float64Array): readonly number[] {
  // The sort is stable and candidates come by row.
  const ranked = [...candidates].sort((a, b) => score[b]! - score[a]!);
  return ranked.slice(0, Math.max(1, Math.round(TOP * candidates.length)));
}

/** Adds what a position of this share of the capital earns to the sessions in which it is held. */
function addPosition(
  daily: Float64Array,
  labels: Labels,
  prices: Prices,
  row: number,
  share: number,
  cost: number,
): void {
  const entryRow = labels.entryRow[row]!;
  const exitRow = labels.exitRow[row]!;
  const { decisionSession } = labels;
  const entry = prices.open[entryRow]!;
  let before = entry;
  for (let held = entryRow; held <= exitRow; held++) {
    const now = held === exitRow ? entry * (1 + labels.ret[row]!) : prices.close[held]!;
    daily[decisionSession[held]!]! += (share * (now - before)) / entry;
    before = now;
  }
  daily[decisionSession[entryRow]!]! -= (share * cost) / 2;
  daily[decisionSession[exitRow]!]! -= (share * cost) / 2;
}
