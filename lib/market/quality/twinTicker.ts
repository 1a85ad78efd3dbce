import { type Finding, finding } from "./finding.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Bars that two tickers must share, and as a part of those on which both trade. */
const FEWEST = 20;
const SHARE = 0.5;
/** Width, as a part of the price, of the classes in which shapes of bars are compared: funds of one index are closer than that. */
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
  const { tickers, offsets, session } = bars;
  const shapes = shapesOf(bars);
  const tickerOf = new Int32Array(shapes.length);
  // Bars of one session and shape follow each other from the first on, in the order of tickers: by a table of the first
  // ones.
  const slots = 2 ** Math.ceil(Math.log2(2 * shapes.length + 1));
  const firsts = new Int32Array(slots).fill(-1);
  const following = new Int32Array(shapes.length).fill(-1);
  const lastOf = new Int32Array(shapes.length);
  for (let t = 0; t < tickers.length; t++) {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const shape = shapes[i]!;
      if (shape < 0) continue;
      tickerOf[i] = t;
      const s = session[i]!;
      let slot = (Math.imul(shape, 0x9e3779b1) ^ Math.imul(s, 0x85ebca6b)) & (slots - 1);
      let first = firsts[slot]!;
      while (first >= 0 && (shapes[first] !== shape || session[first] !== s)) {
        slot = (slot + 1) & (slots - 1);
        first = firsts[slot]!;
      }
      if (first < 0) {
        firsts[slot] = i;
        lastOf[i] = i;
        continue;
      }
      // A bar is paired with the first that it is like: of many like each other every one has a pair, and there are no
      // more pairs than bars.
      let other = first;
      for (let k = 0; k < COMPARED && other >= 0; k++) {
        if (isSame(bars, other, i)) {
          yield [tickerOf[other]!, t];
          break;
        }
        other = following[other]!;
      }
      following[lastOf[first]!] = i;
      lastOf[first] = i;
    }
  }
}

/** By bar: the class of its move and of its form; below 0 where there is none to compare. */
function shapesOf({ tickers, offsets, close, adjClose, high, low }: OrderedBars): Int32Array {
  const shapes = new Int32Array(close.length).fill(-1);
  const classOf = (ratio: number) => Math.round((ratio - 1) / CLASS) & 0x3ff;
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
