import { UsageError } from "trident-base";
import { createRandom } from "../runtime/index.ts";
import { blockLength as suitedBlockLength } from "./blockLength.ts";
import { sameLength } from "./sameLength.ts";
import { studentQuantile } from "./studentQuantile.ts";

/** Beyond it a number is a time stamp, and a table of sessions would fill the memory. */
const LAST_SESSION = 10_000_000;

/** Influences that are smaller beside what they are the difference of are the rounding of the gradient. */
const ROUNDING = 1e-8;

const NORMAL_975 = 1.959963984540054;

export interface DateBlockBootstrapOptions {
  /** Each row's session, its place in the panel's calendar, 0 to 10 million; rows in any order. */
  readonly session: ArrayLike<number>;
  /** What is summed, one value a row in each: a column of ones where the statistic divides by the number of rows. */
  readonly columns: readonly ArrayLike<number>[];
  /** A smooth function of the columns' sums that does not change when all of them are doubled: a rate, a mean, a ratio. */
  readonly statistic: (sums: Float64Array) => number;
  /** Sessions that a row's outcome lasts: the horizon of its label, 1 for daily returns. */
  readonly overlap: number;
  readonly seed: number | string;
  /** What the statistic cannot leave, [0, 1] of a rate: its interval stays inside, by the logit scale. */
  readonly bounds?: readonly [low: number, high: number];
  /** Default 2000. */
  readonly draws?: number;
  /** Sessions a block, with rows or without, instead of the length that overlap and data ask for. */
  readonly blockLength?: number;
}

/** A statistic with what dependence leaves of its precision. Not known: NaN. */
export interface BootstrapEstimate {
  readonly estimate: number;
  /**
   * 95 % interval, two-sided. NaN with fewer than two blocks that have rows, if 5 % of the draws do not have the statistic, or if they
   * do not differ: a sample without a single loss does not say that there are none.
   */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly rows: number;
  /**
   * How many independent rows would have as narrow an interval, at most `rows`. Few blocks know little of their own
   * variance: their interval is wider by Student's t, and their rows are worth less by its square.
   */
  readonly nEffective: number;
  /** Sessions that have rows. */
  readonly dates: number;
  /** Sessions a block, those without rows among them. */
  readonly blockLength: number;
  /** Blocks that have rows: what the degrees of freedom are counted by. */
  readonly blocks: number;
}

/**
 * Interval and effective number of rows of a rate, a mean or a ratio of means by resampling whole dates in blocks of
 * consecutive dates: rows of one date move together, and outcomes of neighbouring dates overlap. The circular block
 * bootstrap (Politis and Romano, "A circular block-resampling procedure for stationary data", 1992), whose variance is
 * lower than the stationary bootstrap's (Lahiri 1999).
 *
 * Blocks are of consecutive sessions, from the first that has rows to the last: an overlap of 20 sessions reaches over a
 * single one of monthly decisions and over 20 of daily ones. Sessions without rows add nothing; a block in which all are
 * empty is no evidence, so that `blocks` counts the others: all blocks times the share of their starts that have rows.
 *
 * Blocks are as long as suits the series of the statistic's influences (`blockLength`), the sessions' sums weighed by the
 * statistic's gradient, but at least 3 times the overlap: autocovariances that fall linearly to 0 over the overlap leave
 * the variance short by overlap / (3 * length). At most a third of the sessions. The rows' influences give the variance
 * that independent rows would have (the delta method).
 *
 * The interval is the estimate +- t times the draws' standard error, Student's t with one degree of freedom less than
 * there are blocks. Percentiles of the draws are not used: with the three blocks that a year and a horizon of 24 leave,
 * they covered 84 % where this covers 99 %, with 17 blocks 92 % and 94 % (overlapping sums of normal days, 300 runs).
 * Of a bounded statistic the logit of its place between the bounds is taken +- t times its own standard error (the delta
 * method), so that no rate's interval leaves 0 to 1.
 *
 * @throws UsageError if there are no rows, lengths differ, a value is not finite, or an option is out of range.
 */
export function dateBlockBootstrap(options: DateBlockBootstrapOptions): BootstrapEstimate {
  const { session, columns, statistic, seed, draws = 2000 } = options;
  checkOptions(options, draws);
  const rows = session.length;
  const { bySession, occupied } = sumBySession(session, columns);
  const sessions = occupied.length;
  const totals = Float64Array.from(bySession, (sums) => sums.reduce((total, x) => total + x, 0));
  const estimate = statistic(totals.slice());
  const gradient = gradientAt(totals, bySession, statistic);
  const influence = combine(bySession, gradient, sessions);
  const varies = influence.some((x, s) => Math.abs(x) > ROUNDING * sizeAt(bySession, gradient, s));
  const suited = Math.max(varies ? Math.ceil(suitedBlockLength(influence)) : 1, 3 * options.overlap);
  const length = options.blockLength ?? Math.max(1, Math.min(suited, Math.floor(sessions / 3)));
  const blocks = blocksWithRows(occupied, length);
  const known = {
    estimate,
    rows,
    dates: occupied.reduce((sum, has) => sum + has, 0),
    blockLength: length,
    blocks,
  };
  const unknown = { ...known, low: NaN, high: NaN, standardError: NaN, nEffective: NaN };
  if (!Number.isFinite(estimate) || !(blocks >= 2)) return unknown;
  const { bounds } = options;
  if (bounds && !(estimate > bounds[0] && estimate < bounds[1])) return unknown;

  const drawn = resample(bySession, length, draws, statistic, seed);
  const defined = drawn.filter(Number.isFinite);
  if (defined.length < 0.95 * draws) return unknown;
  // Draws scatter about their own sample's mean: the same factor as n / (n - 1).
  const variance = (varianceOf(defined) * blocks) / (blocks - 1);
  if (variance <= (1e-12 * estimate) ** 2) return unknown;
  const independent = rows * varianceOf(combine(columns, gradient, rows));
  const standardError = Math.sqrt(variance);
  const reach = studentQuantile(0.975, blocks - 1) * standardError;
  const [low, high] = intervalOf(estimate, reach, bounds);
  return {
    ...known,
    low,
    high,
    standardError,
    nEffective: Math.min(rows, (rows * independent * NORMAL_975 ** 2) / reach ** 2),
  };
}

function intervalOf(estimate: number, reach: number, bounds?: readonly [number, number]): [number, number] {
  if (bounds === undefined) return [estimate - reach, estimate + reach];
  const [from, to] = bounds;
  const place = (estimate - from) / (to - from);
  const logit = Math.log(place / (1 - place));
  const width = reach / ((to - from) * place * (1 - place));
  const back = (x: number) => from + (to - from) / (1 + Math.exp(-x));
  return [back(logit - width), back(logit + width)];
}

function checkOptions({ session, columns, overlap, blockLength }: DateBlockBootstrapOptions, draws: number): void {
  columns.forEach((column, c) => {
    sameLength({ session, [`column ${c}`]: column });
  });
  if (session.length === 0 || columns.length === 0) {
    throw new UsageError("there are no rows to resample", { remedy: "Give at least one row and one column." });
  }
  for (let i = 0; i < session.length; i++) {
    const s = session[i]!;
    if (Number.isInteger(s) && s >= 0 && s <= LAST_SESSION) continue;
    throw new UsageError(`the session of row ${i} is ${s}`, { remedy: "Give session numbers, not dates or times." });
  }
  columns.forEach((column, c) => {
    for (let i = 0; i < column.length; i++) {
      if (Number.isFinite(column[i])) continue;
      throw new UsageError(`row ${i} of column ${c} is ${column[i]}`, { remedy: "Leave such rows out." });
    }
  });
  if (!Number.isSafeInteger(draws) || draws < 100) {
    throw new UsageError(`draws is ${draws}`, { remedy: "Give a whole number, at least 100." });
  }
  if (!Number.isSafeInteger(overlap) || overlap < 1) {
    throw new UsageError(`overlap is ${overlap}`, { remedy: "Give a whole number of sessions, at least 1." });
  }
  if (blockLength !== undefined && !(Number.isSafeInteger(blockLength) && blockLength >= 1)) {
    throw new UsageError(`blockLength is ${blockLength}`, { remedy: "Give a whole number of dates, at least 1." });
  }
}

/** Each column's sum in each session from the first that has rows to the last, and 1 where there are any. */
function sumBySession(session: ArrayLike<number>, columns: readonly ArrayLike<number>[]) {
  let [first, last] = [session[0]!, session[0]!];
  for (let i = 1; i < session.length; i++) {
    first = Math.min(first, session[i]!);
    last = Math.max(last, session[i]!);
  }
  const occupied = new Uint8Array(last - first + 1);
  for (let i = 0; i < session.length; i++) occupied[session[i]! - first] = 1;
  const bySession = columns.map((column) => {
    const sums = new Float64Array(occupied.length);
    for (let i = 0; i < session.length; i++) sums[session[i]! - first]! += column[i]!;
    return sums;
  });
  return { bySession, occupied };
}

/** How many blocks of this length the sessions make, times the share of all blocks, around the end too, that have rows. */
function blocksWithRows(occupied: Uint8Array, length: number): number {
  const sessions = occupied.length;
  let withRows = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < 2 * sessions; s++) {
    if (occupied[s % sessions] === 1) latest = s;
    if (s >= sessions && s - latest < length) withRows++;
  }
  return withRows / length;
}

/** The statistic's derivative by each sum, by central differences small beside the column's size. */
function gradientAt(
  totals: Float64Array,
  bySession: readonly Float64Array[],
  statistic: (sums: Float64Array) => number,
): Float64Array {
  return totals.map((total, c) => {
    const step = 1e-7 * bySession[c]!.reduce((size, x) => size + Math.abs(x), 0);
    if (step === 0) return 0;
    const moved = (by: number) => statistic(totals.with(c, total + by));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

/** How large the terms of a session's influence are, whatever their signs. */
function sizeAt(bySession: readonly Float64Array[], gradient: Float64Array, session: number): number {
  return bySession.reduce((size, sums, c) => size + Math.abs(gradient[c]! * sums[session]!), 0);
}

/** Columns times weights, summed. */
function combine(columns: readonly ArrayLike<number>[], weights: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!;
    for (let i = 0; i < length; i++) out[i]! += weights[c]! * column[i]!;
  }
  return out;
}

/** The statistic of `draws` samples, each as many sessions as there are, in blocks that wrap around the end. */
function resample(
  bySession: readonly Float64Array[],
  length: number,
  draws: number,
  statistic: (sums: Float64Array) => number,
  seed: number | string,
): Float64Array {
  const sessions = bySession[0]!.length;
  const running = bySession.map((sums) => {
    const sum = new Float64Array(2 * sessions + 1);
    for (let s = 0; s < 2 * sessions; s++) sum[s + 1] = sum[s]! + sums[s % sessions]!;
    return sum;
  });
  const random = createRandom(seed, "date-block bootstrap");
  const sums = new Float64Array(bySession.length);
  return new Float64Array(draws).map(() => {
    sums.fill(0);
    for (let taken = 0; taken < sessions; taken += length) {
      const start = random.integer(sessions);
      const end = start + Math.min(length, sessions - taken);
      for (let c = 0; c < sums.length; c++) sums[c]! += running[c]![end]! - running[c]![start]!;
    }
    return statistic(sums);
  });
}

function varianceOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return squares / (values.length - 1);
}
