import { type Finding, finding, told } from "./finding.ts";
import { slidingMedian } from "./median.ts";
import { mostBars, type OrderedBars } from "./orderedBars.ts";

/** Bars on either side that say what is usual. */
const REACH = 20;
/**
 * Usual volumes that are too many, over the square of the day's range in usual ranges (1 at least): news that multiplies
 * the volume moves the price too. In 2.4 million real bars a secondary offering had 72, index inclusions about 50.
 */
const ABSURDLY_MUCH = 60;
/** Part of the usual volume that is too little. A day's halt leaves a few hundred shares. */
const ABSURDLY_LITTLE = 1 / 300;

/**
 * Volumes that are missing, negative, zero or absurd. A ticker that has none on most of its bars, as an index, is told
 * of once.
 */
export function* volume(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, high, low, volume: shares } = bars;
  const longest = mostBars(bars);
  const [usual, range, usualRange] = [0, 1, 2].map(() => new Float64Array(longest)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const [t, ticker] of tickers.entries()) {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    let zeros = 0;
    for (let i = from; i < to; i++) if (shares[i] === 0) zeros++;
    const never = zeros > 1 && 2 * zeros > to - from;
    if (never) yield finding("volume", ticker, date[from]!, `no volume on ${zeros} of ${to - from} bars`, []);
    if (isSteady(shares, from, to)) continue;
    for (let i = from; i < to; i++) range[i - from] = Math.log(high[i]! / low[i]!);
    slidingMedian(shares.subarray(from, to), REACH, usual);
    slidingMedian(range.subarray(0, to - from), REACH, usualRange);
    for (let i = from; i < to; i++) {
      const value = shares[i]!;
      if (value === 0 && never) continue;
      const times = value / usual[i - from]!;
      const move = Math.max(1, range[i - from]! / usualRange[i - from]! || 1);
      if (value > 0 && !(times / move ** 2 > ABSURDLY_MUCH) && !(times < ABSURDLY_LITTLE)) continue;
      yield finding("volume", ticker, date[i]!, detailOf(value, usual[i - from]!), [row[i]!]);
    }
  }
}

/**
 * True if no volume can be absurd, since in the bars around each the largest is not so many times the least; most tickers
 * need no medians then.
 */
function isSteady(shares: Float64Array, from: number, to: number): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  // Bars of a stretch see no further than those of its neighbours.
  let before = [least, most] as const;
  for (let start = from; start < to; start += REACH) {
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (let i = start; i < Math.min(to, start + REACH); i++) {
      const value = shares[i]!;
      if (!(value > 0)) return false;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    [least, most] = [Math.min(least, low), Math.max(most, high)];
    if (most > ABSURDLY_MUCH * least) return false;
    [least, most] = [Math.min(before[0], low), Math.max(before[1], high)];
    before = [low, high];
  }
  return true;
}

function detailOf(value: number, usual: number): string {
  if (Number.isNaN(value)) return "volume is missing";
  if (value === 0) return "volume is zero";
  if (value < 0 || value === Number.POSITIVE_INFINITY) return `volume is ${value}`;
  return `volume is ${value}, ${told(value / usual)} times the usual ${told(usual)}`;
}
