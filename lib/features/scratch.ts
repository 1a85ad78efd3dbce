import type { AdjustedBars } from "../market/index.ts";
import { FEATURE_NAMES, type FeatureName } from "./catalogue.ts";
import { type Kernels, MODULE } from "./kernels/compiled.ts";

/** Address of a column in the kernels' memory: a float64 of each of two tickers for every bar. */
export type Column = number;

/** The bars of two tickers, side by side. */
export interface PairedBars {
  /** Bars of the longer ticker; the shorter goes on with zeros. */
  readonly length: number;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
  readonly dollarVolume: Column;
}

/**
 * The memory in which two tickers at a time are computed, and the kernels that work in it; a thread has one and uses it
 * for all its tickers.
 */
export interface Scratch {
  readonly kernels: Kernels;
  readonly bars: Omit<PairedBars, "length">;
  /** The features while they are computed, in float64: what one feature is made of, another has made. */
  readonly features: Readonly<Record<FeatureName, Column>>;
  /** Sample standard deviation of 20 closes, which two groups need. */
  readonly closeStd20: Column;
  /** Temporary columns; whoever is called may write to those that it was given. */
  readonly temporary: { readonly a: Column; readonly b: Column; readonly c: Column };
  /** Addresses of two series of float32, one a ticker. */
  readonly rounded: readonly [number, number];
}

const PAGE = 2 ** 16;
/** Bytes of one bar of two tickers in a column. */
export const PAIR_BYTES = 16;

/**
 * Memory for series of up to `capacity` bars.
 *
 * @throws RangeError beyond three million bars: WebAssembly's memory ends at 4 GB.
 */
export function createScratch(capacity: number): Scratch {
  const module = new WebAssembly.Module(Buffer.from(MODULE, "base64"));
  const kernels = new WebAssembly.Instance(module).exports as Kernels;
  // Four bars at a time are rounded.
  const bytes = PAIR_BYTES * 4 * Math.ceil(capacity / 4);
  let free = 64 * Math.ceil(kernels.FREE.value / 64);
  const column = (): Column => {
    free += bytes;
    return free - bytes;
  };
  const scratch: Scratch = {
    kernels,
    bars: { open: column(), high: column(), low: column(), close: column(), volume: column(), dollarVolume: column() },
    features: Object.fromEntries(FEATURE_NAMES.map((name) => [name, column()])) as Record<FeatureName, Column>,
    closeStd20: column(),
    temporary: { a: column(), b: column(), c: column() },
    rounded: [column(), column()],
  };
  kernels.memory.grow(Math.max(0, Math.ceil((free - kernels.memory.buffer.byteLength) / PAGE)));
  return scratch;
}

/** Lays one ticker's bars, or two tickers', side by side. */
export function layBars([first, second = first]: readonly AdjustedBars[], { kernels, bars }: Scratch): PairedBars {
  if (first === undefined || second === undefined) throw new RangeError("no bars");
  const length = Math.max(first.length, second.length);
  for (const name of ["open", "high", "low", "close", "volume", "dollarVolume"] as const) {
    const column = new Float64Array(kernels.memory.buffer, bars[name], 2 * length);
    layColumn(first[name], first.length, column, 0);
    layColumn(second[name], second.length, column, 1);
  }
  return { ...bars, length };
}

function layColumn(x: Float64Array, length: number, column: Float64Array, lane: number): void {
  for (let i = 0; i < length; i++) column[2 * i + lane] = x[i]!;
  for (let k = 2 * length + lane; k < column.length; k += 2) column[k] = 0;
}

/** The same bars without the first ones. */
export function laterBars({ length, ...columns }: PairedBars, skipped: number): PairedBars {
  return { ...later(columns, skipped), length: length - skipped };
}

/** The same memory for `laterBars`: what is computed of them goes to where it would. */
export function laterScratch({ features, closeStd20, ...rest }: Scratch, skipped: number): Scratch {
  return { ...rest, features: later(features, skipped), ...later({ closeStd20 }, skipped) };
}

function later<Name extends string>(columns: Readonly<Record<Name, Column>>, skipped: number): Record<Name, Column> {
  const moved = { ...columns } as Record<Name, Column>;
  for (const name in moved) moved[name] += PAIR_BYTES * skipped;
  return moved;
}
