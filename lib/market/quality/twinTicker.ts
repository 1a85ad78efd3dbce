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
  const { calendar, tickers } = bars;
  const { starts, bar, ticker } = bySession(bars);
  const shapes = shapesOf(bars);
  const shapeOf = new Int32Array(tickers.length);
  const barOf = new Uint32Array(tickers.length);
  // Tickers of one shape follow each other from the first on: by a table of the shapes' first tickers.
  const slots = 2 ** Math.ceil(Math.log2(2 * tickers.length + 1));
  const firsts = new Int32Array(slots);
  const following = new Int32Array(tickers.length);
  const lastOf = new Int32Array(tickers.length);
  for (let s = 1; s < calendar.length; s++) {
    firsts.fill(-1);
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const [i, t] = [bar[at]!, ticker[at]!];
      const shape = shapes[i]!;
      if (shape < 0) continue;
      shapeOf[t] = shape;
      barOf[t] = i;
      following[t] = -1;
      let slot = Math.imul(shape, 0x9e3779b1) & (slots - 1);
      while (firsts[slot]! >= 0 && shapeOf[firsts[slot]!] !== shape) slot = (slot + 1) & (slots - 1);
      const first = firsts[slot]!;
      if (first < 0) {
        firsts[slot] = t;
        lastOf[t] = t;
        continue;
      }
      // A bar is paired with the first that it is like: of many like each other every one has a pair, and there are no
      // more pairs than bars.
      let other = first;
      for (let k = 0; k < COMPARED && other >= 0; k++) {
        if (isSame(bars, barOf[other]!, i)) {
          yield [other, t];
          break;
        }
        other = following[other]!;
      }
      following[lastOf[first]!] = t;
      lastOf[first] = t;
    }
  }
}

/** By bar: the class of its move and of its form; below 0 where there is none to compare. */
function shapesOf({ tickers, offsets, close, adjClose, high, low }: OrderedBars): Int32Array {
  const shapes = new Int32Array(close.length).fill(-1);
  const classOf = (ratio: number) => Math.round(Math.log(ratio) / CLASS) & 0x3ff;
  // Along the tickers, as the columns lie.
  for (let t = 0; t < tickers.length; t++) {
    for (let i = offsets[t]! + 1; i < offsets[t + 1]!; i++) {
      if (high[i] === low[i]) continue;
      const move = classOf(adjClose[i]! / adjClose[i - 1]!);
      shapes[i] = (move * 1024 + classOf(high[i]! / close[i]!)) * 1024 + classOf(close[i]! / low[i]!);
    }
  }
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
