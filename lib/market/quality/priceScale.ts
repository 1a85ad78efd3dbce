import { type Finding, finding, told } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** The longest run of bars on another scale that is taken for an error, not for a life of its own. */
const LONGEST = 60;
/** How far a price may be from exactly so many times, as a log: a day's move. */
const TOLERANCE = 0.3;
const SCALES = [1, 2, 3, 4, 5, 6].flatMap((digits) => [10 ** digits, 10 ** -digits]);

/**
 * Prices that are 10, 100 ... 1,000,000 times too large or too small: a run of bars whose closes leap there and back, the first or
 * last bar alone, or one of open, high and low against the closes of its own bar and of the bar before.
 */
export function* priceScale(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, close } = bars;
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.scale)) continue;
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    let sound = from;
    for (let i = from; i < to; i++) {
      const scale = i > from ? scaleOf(close[i]! / close[sound]!) : firstScale(close, from, to);
      const end = scale === 0 ? i : i > from ? endOfRun(close, i, to, scale, close[sound]!) : i + 1;
      for (let k = i; k < end; k++) {
        const detail = `close ${told(close[k]!)} is ${timesOf(scale)} the prices around it`;
        yield finding("price_scale", ticker, date[k]!, detail, [row[k]!]);
      }
      if (end > i) {
        i = end - 1;
        continue;
      }
      const wrong = i > from ? wrongField(bars, i, sound) : undefined;
      if (wrong) yield finding("price_scale", ticker, date[i]!, wrong, [row[i]!]);
      sound = i;
    }
  }
}

/** The power of ten that the ratio is about, else 0. */
function scaleOf(ratio: number): number {
  if (ratio < 7 && ratio > 1 / 7) return 0;
  return SCALES.find((scale) => Math.abs(Math.log(ratio / scale)) < TOLERANCE) ?? 0;
}

/** What the first bar is times its two successors, if those agree. */
function firstScale(close: Float64Array, from: number, to: number): number {
  if (to - from < 3 || Math.abs(Math.log(close[from + 2]! / close[from + 1]!)) > TOLERANCE) return 0;
  return scaleOf(close[from]! / close[from + 1]!);
}

/** The bar at which the closes are back at what they were; `i` itself if they stay. */
function endOfRun(close: Float64Array, i: number, to: number, scale: number, before: number): number {
  for (let k = i + 1; k < Math.min(to, i + LONGEST + 1); k++) {
    if (scaleOf(close[k - 1]! / close[k]!) !== scale) continue;
    // Months of trading may move a price, but not by half a scale.
    if (Math.abs(Math.log(close[k]! / before)) < Math.log(10) / 2) return k;
  }
  return i === to - 1 ? to : i;
}

function wrongField({ open, high, low, close }: OrderedBars, i: number, sound: number): string | undefined {
  const scaled = (column: Float64Array): number => {
    const scale = scaleOf(column[i]! / close[i]!);
    return scale !== 0 && scale === scaleOf(column[i]! / close[sound]!) ? scale : 0;
  };
  const [name, column] =
    scaled(open) !== 0
      ? (["open", open] as const)
      : scaled(high) !== 0
        ? (["high", high] as const)
        : (["low", low] as const);
  const scale = scaled(column);
  return scale === 0 ? undefined : `${name} ${told(column[i]!)} is ${timesOf(scale)} the close`;
}

const timesOf = (scale: number): string => (scale > 1 ? `${scale} times` : `1/${Math.round(1 / scale)} of`);
