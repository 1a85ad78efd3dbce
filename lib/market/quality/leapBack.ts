import { type Finding, finding, told } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import { leapsOf, nightsOfMarket } from "./leaps.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** The longest run of bars on another level that is taken for an error, not for a life of its own. */
const LONGEST = 60;
/** How far beyond both neighbours' prices a whole bar must lie, as a log. */
const APART = 0.4;

/**
 * Prices that leap and leap back, whatever the size: a bar or a run of bars on another level, or an open or close alone.
 * That explains the leaps by fewer bars at fault than two splits would.
 */
export function* leapBack(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, close } = bars;
  const market = nightsOfMarket(bars);
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.leap)) continue;
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    const wrong = new Map<number, string>();
    for (let i = from + 1; i + 1 < to; i++) {
      if (isApart(bars, i))
        wrong.set(i, `close ${told(close[i]!)} between ${told(close[i - 1]!)} and ${told(close[i + 1]!)}`);
    }
    for (const { bar, size, known } of leapsOf(bars, t, market)) {
      if (known) continue;
      const [first, end] = awayFor(bars, from, to, bar, size);
      for (let k = first; k < end; k++) {
        const times = told(Number(Math.exp(Math.abs(size)).toPrecision(2)));
        if (!wrong.has(k)) wrong.set(k, `leaps about ${times} times and back, close ${told(close[k]!)}`);
      }
    }
    for (const [i, detail] of [...wrong].sort(([a], [b]) => a - b)) {
      yield finding("price_scale", ticker, date[i]!, detail, [row[i]!]);
    }
  }
}

/** True if all of a bar lies far above, or far below, the bars on either side, which lie close to each other. */
function isApart({ open, high, low, close }: OrderedBars, i: number): boolean {
  const top = Math.max(high[i]!, open[i]!, close[i]!);
  const bottom = Math.min(low[i]!, open[i]!, close[i]!);
  // Ratios tell most bars from those that need a logarithm.
  const beyond = Math.exp(APART) * 0.99;
  if (
    !(bottom > beyond * Math.max(high[i - 1]!, high[i + 1]!)) &&
    !(Math.min(low[i - 1]!, low[i + 1]!) > beyond * top)
  ) {
    return false;
  }
  const neighbours = Math.abs(Math.log(close[i + 1]! / close[i - 1]!));
  const above = Math.log(bottom / Math.max(high[i - 1]!, high[i + 1]!));
  const below = Math.log(Math.min(low[i - 1]!, low[i + 1]!) / top);
  const apart = Math.max(above, below);
  return apart > APART && neighbours < apart / 3;
}

/**
 * The bars by which the price was away that leaps by `size` into bar `i`: from the first to before the end. None if it
 * stays.
 */
function awayFor(
  { open, close }: OrderedBars,
  from: number,
  to: number,
  i: number,
  size: number,
): readonly [first: number, end: number] {
  const near = (a: number, b: number): boolean => Math.abs(Math.log(a / b)) < Math.abs(size) / 3;
  const leaps = (k: number, by: number): boolean =>
    Math.abs(Math.log(open[k]! / close[k - 1]!) - by) < Math.abs(size) / 3;
  // The open alone: the day ends where the last one did. The close before alone: that day began where this one does.
  if (near(close[i]!, close[i - 1]!)) return [i, i + 1];
  if (i - 2 >= from && near(open[i]!, close[i - 2]!) && near(open[i - 1]!, close[i - 2]!)) return [i - 1, i];
  for (let k = i + 1; k < Math.min(to, i + LONGEST + 1); k++) {
    if (leaps(k, -size) && near(open[k]!, close[i - 1]!)) return [i, k];
  }
  for (let k = i - 1; k > Math.max(from, i - LONGEST - 1); k--) {
    if (leaps(k, -size) && near(open[i]!, close[k - 1]!)) return [k, i];
  }
  return [i, i];
}
