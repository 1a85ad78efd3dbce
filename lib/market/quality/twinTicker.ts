import { type Finding, finding } from "./finding.ts";
import { bySession, type OrderedBars } from "./orderedBars.ts";

/** Bars that two tickers must share, and as a part of those on which both trade. */
const FEWEST = 20;
const SHARE = 0.5;
/** Classes of shapes of bars for a change of the price by itself: funds of one index are closer than their width. */
const CLASSES = 2000;
/** Bars of one shape and day that another is compared with. */
const COMPARED = 200;
/** Rounding of a price. */
const EXACT = 2e-6;

/**
 * Tickers whose bars are another's: on most common days the same move since the last close, the same shape of the bar,
 * and the same volume or prices in the same proportion. At fault is the ticker with fewer bars, or the later by name,
 * where both have bars.
 */
export function* twinTicker(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row } = bars;
  const many = tickers.length;
  const shared = new Map<number, number>();
  eachAlike(bars, (a, b) => shared.set(a * many + b, (shared.get(a * many + b) ?? 0) + 1));
  const told = new Set<number>();
  for (const [pair, count] of [...shared].sort(([a], [b]) => a - b)) {
    if (count < FEWEST) continue;
    const [a, b] = [Math.floor(pair / many), pair % many];
    const length = (t: number) => offsets[t + 1]! - offsets[t]!;
    const [kept, twin] = length(a) >= length(b) ? [a, b] : [b, a];
    if (told.has(twin)) continue;
    const common = commonBars(bars, twin, kept);
    if (count < SHARE * common.length) continue;
    told.add(twin);
    const detail = `the same bars as ${tickers[kept]} on ${count} of ${common.length} common days`;
    const rows = common.map((i) => row[i]!);
    yield finding("twin_ticker", tickers[twin]!, date[common[0]!]!, detail, rows);
  }
}

/** Calls with each pair of tickers with bars alike, the first the smaller number, for every day on which they are. */
function eachAlike(bars: OrderedBars, call: (a: number, b: number) => void): void {
  const { starts, bar, ticker } = bySession(bars);
  const shapes = shapesOf(bars, starts);
  // Bars of one session and shape follow each other from the first on, in the order of tickers. A table of one session's
  // firsts stays in the cache, and what a former session left in it lies before the session's start.
  const slots = 2 ** Math.ceil(Math.log2(2 * busiest(starts) + 1));
  const firsts = new Int32Array(slots).fill(-1);
  const following = new Int32Array(bar.length);
  const lastOf = new Int32Array(bar.length);
  const compare = (start: number, end: number): void => {
    for (let at = start; at < end; at++) {
      const shape = shapes[at]!;
      if (shape < 0) continue;
      let slot = (Math.imul(shape, 0x9e3779b1) >>> 7) & (slots - 1);
      let first = firsts[slot]!;
      while (first >= start && shapes[first] !== shape) {
        slot = (slot + 1) & (slots - 1);
        first = firsts[slot]!;
      }
      if (first < start) {
        firsts[slot] = at;
        continue;
      }
      // A bar is paired with the first that it is like: of many like each other every one has a pair, and there are no
      // more pairs than bars.
      let other = first;
      for (let k = 0; k < COMPARED; k++) {
        if (isSame(bars, bar[other]!, bar[at]!)) {
          call(ticker[other]!, ticker[at]!);
          break;
        }
        other = following[other]!;
        if (other === 0) break;
      }
      following[lastOf[first]! || first] = at;
      lastOf[first] = at;
    }
  };
  for (let s = 0; s + 1 < starts.length; s++) compare(starts[s]!, starts[s + 1]!);
}

/** The bars of the session with the most. */
function busiest(starts: Uint32Array): number {
  let most = 0;
  for (let s = 0; s + 1 < starts.length; s++) most = Math.max(most, starts[s + 1]! - starts[s]!);
  return most;
}

/**
 * The class of each bar's move and of its form, in the order of `bySession`; below 0 where there is none to compare.
 *
 * @param starts of the sessions.
 */
function shapesOf(
  { tickers, offsets, session, close, adjClose, high, low }: OrderedBars,
  starts: Uint32Array,
): Int32Array {
  const shapes = new Int32Array(close.length).fill(-1);
  const next = starts.slice();
  const classOf = (ratio: number) => Math.floor((ratio - 1) * CLASSES + 0.5) & 0x3ff;
  const classify = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const at = next[session[i]!]!++;
      if (i === from || high[i] === low[i]) continue;
      const move = classOf(adjClose[i]! / adjClose[i - 1]!);
      shapes[at] = (move * 1024 + classOf(high[i]! / close[i]!)) * 1024 + classOf(close[i]! / low[i]!);
    }
  };
  for (let t = 0; t < tickers.length; t++) classify(offsets[t]!, offsets[t + 1]!);
  return shapes;
}

/** True if two bars of one shape have the same volume, or prices that are in proportion exactly. */
function isSame({ open, high, low, close, volume }: OrderedBars, i: number, j: number): boolean {
  if (volume[i] === volume[j] && volume[i]! > 0) return true;
  const ratio = close[i]! / close[j]!;
  return [open, high, low].every((column) => Math.abs(column[i]! / column[j]! / ratio - 1) < EXACT);
}

/** The bars of ticker `t` on days on which ticker `other` has one. */
function commonBars({ offsets, date }: OrderedBars, t: number, other: number): number[] {
  const common: number[] = [];
  let k = offsets[other]!;
  for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
    while (k < offsets[other + 1]! && date[k]! < date[i]!) k++;
    if (k < offsets[other + 1]! && date[k] === date[i]) common.push(i);
  }
  return common;
}
