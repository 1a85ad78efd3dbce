import type { OrderedBars } from "./orderedBars.ts";
import { isPrice } from "./price.ts";

/**
 * What a first look at a ticker's bars cannot rule out, a bit each:
 * - `price`: a price that is none, or missing; the other bits are all set with it;
 * - `duplicate`: two bars of one date;
 * - `highLow`: a high or a low that leaves out another price;
 * - `leap`: a price or adj_close / close that leaps over night, by what a split could, or a bar apart from its neighbours;
 * - `scale`: a price seven times another of the bar or of the bar before;
 * - `repeat`: a bar that repeats the one before, or closes that stay for long;
 * - `gap`: a session without a bar between the first and the last.
 */
export const DOUBT = { price: 1, duplicate: 2, highLow: 4, leap: 8, scale: 16, repeat: 32, gap: 64 } as const;
const ALL = 127;

/** Ratios over night that are looked at: below that no split can be. As `leaps.ts` has it, with something to spare. */
const LEAP = Math.exp(0.17);
/** Ratios that no scale of ten is: as `priceScale.ts` has it, with something to spare. */
const SCALE = 6.5;
/** Closes in a row that repeat the one before, with one to spare: as `staleRun.ts` has it. */
const REPEATS = 4;

/**
 * Looks once through all bars for tickers in which the checks of single bars and of neighbours find nothing, so that they
 * can pass those over: it takes a fraction of their time, and most tickers need no more. It doubts whatever it is not sure
 * of, so that nothing is found less (`checkBars.test.ts` compares).
 *
 * @returns by ticker, the bits of `DOUBT`.
 */
export function firstLook(bars: OrderedBars): Uint8Array {
  bars.shared.doubts ??= lookThrough(bars);
  return bars.shared.doubts;
}

/** Doubts all tickers, so that every check looks at every bar. */
export function doubtAll(bars: OrderedBars): void {
  bars.shared.doubts = new Uint8Array(bars.tickers.length).fill(ALL);
}

function lookThrough(bars: OrderedBars): Uint8Array {
  const { tickers, offsets } = bars;
  const doubts = new Uint8Array(tickers.length);
  for (let t = 0; t < tickers.length; t++) doubts[t] = doubtsOf(bars, offsets[t]!, offsets[t + 1]!);
  return doubts;
}

function doubtsOf(bars: OrderedBars, from: number, to: number): number {
  const { session, open, high, low, close, adjClose } = bars;
  let doubts = 0;
  let unchanged = 0;
  for (let i = from; i < to; i++) {
    const o = open[i]!;
    const h = high[i]!;
    const l = low[i]!;
    const c = close[i]!;
    const a = adjClose[i]!;
    if (i > from) {
      // A bar like most: near all of the one before, which answers every question at once.
      const c1 = close[i - 1]!;
      const now = a * c1;
      const before = c * adjClose[i - 1]!;
      const isNear = l > 0 && h < LEAP * low[i - 1]! && high[i - 1]! < LEAP * l && now < LEAP * before;
      const isOrdered = h >= o && h >= c && l <= o && l <= c;
      if (isNear && now * LEAP > before && isOrdered && c !== c1 && session[i] === session[i - 1]! + 1) {
        unchanged = 0;
        continue;
      }
    }
    if (!(isPrice(o) && isPrice(h) && isPrice(l) && isPrice(c) && isPrice(a))) return ALL;
    if (!(h >= o && h >= c && l <= o && l <= c)) doubts |= DOUBT.highLow;
    if (!(h < SCALE * c && c < SCALE * h && l < SCALE * c && c < SCALE * l)) doubts |= DOUBT.scale;
    if (!(o < SCALE * c && c < SCALE * o)) doubts |= DOUBT.scale;
    if (i === from) continue;
    doubts |= doubtsOfStep(bars, i);
    unchanged = c === close[i - 1] ? unchanged + 1 : 0;
    if (unchanged >= REPEATS) doubts |= DOUBT.repeat;
  }
  return doubts;
}

/** What the step from the bar before, whose prices are such, leaves open. */
function doubtsOfStep({ date, session, open, high, low, close, adjClose }: OrderedBars, i: number): number {
  let doubts = 0;
  const [o, h, l, c, before] = [open[i]!, high[i]!, low[i]!, close[i]!, close[i - 1]!];
  if (date[i] === date[i - 1]) doubts |= DOUBT.duplicate;
  if (session[i] !== session[i - 1]! + 1) doubts |= DOUBT.gap;
  if (!(c < SCALE * before && before < SCALE * c)) doubts |= DOUBT.scale;
  const step = (adjClose[i]! * before) / (c * adjClose[i - 1]!);
  const isCalm = o < LEAP * before && before < LEAP * o && step < LEAP && step * LEAP > 1;
  if (!(isCalm && l < LEAP * high[i - 1]! && low[i - 1]! < LEAP * h)) doubts |= DOUBT.leap;
  if (c === before && o === open[i - 1] && h === high[i - 1] && l === low[i - 1]) doubts |= DOUBT.repeat;
  return doubts;
}
