import { type Finding, finding } from "./finding.ts";
import { bySession, type OrderedBars } from "./orderedBars.ts";

/** Bars that two tickers must share, and as a part of those on which both trade. */
const FEWEST = 20;
const SHARE = 0.5;
/** Width, as a log, of the classes in which shapes of bars are compared: funds of one index are closer than that. */
const CLASS = 5e-4;
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
  for (const [a, b] of alikePairs(bars)) shared.set(a * many + b, (shared.get(a * many + b) ?? 0) + 1);
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

/** Pairs of tickers with bars alike, the first the smaller number, for every day on which they are. */
function* alikePairs(bars: OrderedBars): Generator<readonly [number, number]> {
  const { offsets, calendar, close, adjClose, high, low, tickers } = bars;
  const { starts, bar, ticker } = bySession(bars);
  const keys = new Float64Array(tickers.length);
  const barOf = new Uint32Array(tickers.length);
  const classOf = (ratio: number) => Math.round(Math.log(ratio) / CLASS) & 0x3ff;
  for (let s = 1; s < calendar.length; s++) {
    let n = 0;
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const [i, t] = [bar[at]!, ticker[at]!];
      if (i === offsets[t] || high[i] === low[i]) continue;
      const move = classOf(adjClose[i]! / adjClose[i - 1]!);
      const shape = (move * 1024 + classOf(high[i]! / close[i]!)) * 1024 + classOf(close[i]! / low[i]!);
      // Below the shape the ticker, so that sorting numbers sorts pairs.
      keys[n++] = shape * 65_536 + t;
      barOf[t] = i;
    }
    const sorted = keys.subarray(0, n).sort();
    for (let from = 0; from < n; ) {
      let to = from + 1;
      const shape = Math.floor(sorted[from]! / 65_536);
      while (to < n && Math.floor(sorted[to]! / 65_536) === shape) to++;
      // A bar is paired with the first that it is like: of many like each other every one has a pair, and there are no
      // more pairs than bars.
      for (let j = from + 1; j < to; j++) {
        for (let k = from; k < Math.min(j, from + COMPARED); k++) {
          const [a, b] = [sorted[k]! % 65_536, sorted[j]! % 65_536];
          if (!isSame(bars, barOf[a]!, barOf[b]!)) continue;
          yield [a, b];
          break;
        }
      }
      from = to;
    }
  }
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
