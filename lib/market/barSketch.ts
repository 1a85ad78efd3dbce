import { isoDate } from "trident-base";

/**
 * What tells bars from other bars, whatever the file and the tickers are called. It has one entry a (ticker, year): its
 * span, how many bars there are, and a sample of marks. A mark is a hash of a session's date with its return and that of
 * the session before, rounded, or of its week with its return and those of the two sessions before: a time zone moves
 * dates by a day. Which marks are in the sample is decided by their values, so that the same bars give the same sample.
 * Two kinds of bars are compared by `sharedBars`.
 */
export interface BarSketch {
  /** Day numbers of the first and the last bar of each entry. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly bars: Int32Array;
  /** Marks of entry `k` are `marks[offsets[k]] .. marks[offsets[k + 1]]`. */
  readonly offsets: Uint32Array;
  readonly marks: Uint32Array;
}

/** The columns of a panel that a sketch is made of. */
interface SketchedBars {
  readonly offsets: Uint32Array;
  readonly date: Int32Array;
  readonly session: Int32Array;
  readonly adjClose: Float64Array;
  readonly calendar: Int32Array;
}

/**
 * What a return is rounded to. Finer, and prices rounded to cents after a later dividend are other bars; coarser, and
 * quiet tickers become each other. Returns that round to 0 make no mark: those of halts are all alike.
 */
const STEP = 0.002;
/** One of so many marks is kept: about 30 a year of both kinds. */
const SAMPLED = 16;
/** Day number of a Sunday: in weeks from there on trading days stay where they were, a day earlier or later. */
const SUNDAY = 3;

/**
 * Sketches the bars of a panel from their adjusted closes, so that a later dividend, a split, another currency's unit
 * or another precision changes next to nothing.
 *
 * @param fromDay bars before this day number are left out.
 */
export function sketchBars(panel: SketchedBars, fromDay = Number.NEGATIVE_INFINITY): BarSketch {
  const { offsets, date, session, adjClose, calendar } = panel;
  const years = Int32Array.from(calendar, (day) => Number(isoDate(day).slice(0, 4)));
  const entries: { first: number; last: number; bars: number; marks: number }[] = [];
  const marks: number[] = [];
  for (let t = 0; t + 1 < offsets.length; t++) {
    const end = offsets[t + 1]!;
    let start = offsets[t]!;
    while (start < end && date[start]! < fromDay) start++;
    let [before, earlier] = [0, 0];
    for (let i = start; i < end; ) {
      const [year, first, known] = [years[session[i]!]!, i, marks.length];
      for (; i < end && years[session[i]!] === year; i++) {
        if (i === start) continue;
        const move = Math.round((adjClose[i]! / adjClose[i - 1]! - 1) / STEP);
        if (move !== 0 && before !== 0) {
          const week = Math.floor((date[i]! - SUNDAY) / 7);
          const found = [markOf(date[i]!, before, move)];
          if (earlier !== 0) found.push(markOf(markOf(week, earlier, 0), before, move));
          marks.push(...found.filter((mark) => mark < 2 ** 32 / SAMPLED));
        }
        [earlier, before] = [before, move];
      }
      entries.push({ first: date[first]!, last: date[i - 1]!, bars: i - first, marks: marks.length - known });
    }
  }
  return {
    first: Int32Array.from(entries, ({ first }) => first),
    last: Int32Array.from(entries, ({ last }) => last),
    bars: Int32Array.from(entries, ({ bars }) => bars),
    offsets: offsetsOf(entries.map((entry) => entry.marks)),
    marks: Uint32Array.from(marks),
  };
}

/** The sketch of a panel that was read in parts, each of whole tickers. */
export function joinSketches(parts: readonly BarSketch[]): BarSketch {
  const counts = parts.flatMap(({ bars, offsets }) => Array.from(bars, (_, k) => offsets[k + 1]! - offsets[k]!));
  return {
    first: Int32Array.from(parts.flatMap(({ first }) => [...first])),
    last: Int32Array.from(parts.flatMap(({ last }) => [...last])),
    bars: Int32Array.from(parts.flatMap(({ bars }) => [...bars])),
    offsets: offsetsOf(counts),
    marks: Uint32Array.from(parts.flatMap(({ marks }) => [...marks])),
  };
}

/** Where each of entries with so many marks begins, and where the last one ends. */
export function offsetsOf(counts: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(counts.length + 1);
  counts.forEach((count, k) => {
    offsets[k + 1] = offsets[k]! + count;
  });
  return offsets;
}

/** Mixes three whole numbers to 32 bits; the last steps are the finaliser of MurmurHash3 (Appleby 2008). */
function markOf(day: number, before: number, move: number): number {
  let hash = Math.imul(day, 0x9e3779b1) ^ Math.imul(before, 0x85ebca6b) ^ Math.imul(move, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
