import type { BarSketch } from "./barSketch.ts";

/** The share of bars from which on data count as the same: below it most of what a search sees is new to it. */
export const SAME_DATA_FROM = 0.1;

/** Marks that two entries have in common before they are one (ticker, year); with fewer marks an entry tells nothing. */
const LEAST_MARKS = 4;
/** And what part of the marks of the one that has fewer: rounding and gaps take some away. */
const LEAST_PART = 0.25;

/** Entries that two sketches may have together with their place in one key: 2^32 marks times 2^20 is exact. */
const PLACES = 2 ** 20;

/**
 * The share of bars that two panels have in common: bars of the same ticker in the same sessions, counted beside those
 * of the panel that has fewer of them, from 0 to 1. So a part of a panel shares all of its bars with the whole. Entries
 * too short or too quiet to be told apart (under 4 marks, as a rule under 40 bars) are left out on both sides.
 *
 * On 2.4 million daily bars of 1,176 US stocks and ETFs, 2014 to 2021: 1 against the same bars in float32, as given,
 * after a later dividend, or without a session a month; 0.99 after a dividend with prices rounded to cents, or with dates
 * a day earlier or later; 0.001 between one half of the tickers and the other.
 */
export function sharedBars(a: BarSketch, b: BarSketch): number {
  const smaller = Math.min(tellingBars(a), tellingBars(b));
  if (smaller === 0 || !touch(a, b)) return 0;
  const taken = new Set<number>();
  let shared = 0;
  for (const [mine, { theirs, marks }] of nearest(a, b)) {
    const least = LEAST_PART * Math.min(marksOf(a, theirs), marksOf(b, mine));
    if (marks < LEAST_MARKS || marks < least || taken.has(theirs)) continue;
    taken.add(theirs);
    shared += commonBars(a, theirs, b, mine);
  }
  return Math.min(shared / smaller, 1);
}

const marksOf = ({ offsets }: BarSketch, k: number): number => offsets[k + 1]! - offsets[k]!;

function tellingBars(sketch: BarSketch): number {
  return sketch.bars.reduce((sum, bars, k) => (marksOf(sketch, k) < LEAST_MARKS ? sum : sum + bars), 0);
}

/** Whether any entries can have days in common. */
function touch(a: BarSketch, b: BarSketch): boolean {
  const first = ({ first }: BarSketch): number => first.reduce((least, day) => Math.min(least, day));
  const last = ({ last }: BarSketch): number => last.reduce((most, day) => Math.max(most, day));
  return first(a) <= last(b) && first(b) <= last(a);
}

/** For each entry of `b` the one of `a` with which it has the most marks in common, and how many. */
function nearest(a: BarSketch, b: BarSketch): Map<number, { theirs: number; marks: number }> {
  const [x, y] = [sortedMarks(a), sortedMarks(b)];
  const common = new Map<number, number>();
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const [mark, other] = [Math.floor(x[i]! / PLACES), Math.floor(y[j]! / PLACES)];
    if (mark < other) i++;
    else if (other < mark) j++;
    else {
      const [endOfX, endOfY] = [endOf(x, i, mark), endOf(y, j, mark)];
      for (let p = i; p < endOfX; p++) {
        for (let q = j; q < endOfY; q++) {
          const pair = (y[q]! % PLACES) * PLACES + (x[p]! % PLACES);
          common.set(pair, (common.get(pair) ?? 0) + 1);
        }
      }
      [i, j] = [endOfX, endOfY];
    }
  }
  const best = new Map<number, { theirs: number; marks: number }>();
  for (const [pair, marks] of common) {
    const mine = Math.floor(pair / PLACES);
    if (marks > (best.get(mine)?.marks ?? 0)) best.set(mine, { theirs: pair % PLACES, marks });
  }
  return best;
}

/** All marks in ascending order, each with the place of its entry. */
function sortedMarks({ bars, offsets, marks }: BarSketch): Float64Array {
  const keys = new Float64Array(marks.length);
  bars.forEach((_, k) => {
    for (let i = offsets[k]!; i < offsets[k + 1]!; i++) keys[i] = marks[i]! * PLACES + k;
  });
  return keys.sort();
}

function endOf(keys: Float64Array, from: number, mark: number): number {
  let end = from;
  while (end < keys.length && keys[end]! < (mark + 1) * PLACES) end++;
  return end;
}

/** Bars of two entries of one ticker in the days that both span. */
function commonBars(a: BarSketch, k: number, b: BarSketch, l: number): number {
  const days = Math.min(a.last[k]!, b.last[l]!) - Math.max(a.first[k]!, b.first[l]!) + 1;
  const within = ({ first, last, bars }: BarSketch, at: number): number =>
    (bars[at]! * days) / (last[at]! - first[at]! + 1);
  return Math.max(0, Math.min(within(a, k), within(b, l)));
}
