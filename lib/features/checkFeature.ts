import { TridentError } from "trident-base";
import type { Panel } from "../market/index.ts";
import type { FeatureBars, UserFeature } from "./defineFeature.ts";
import { COLUMNS, checkMarket, copyOf, replaceFrom, rescale, type Sample, sampleOf, slice } from "./samples.ts";
import { sealed } from "./sealed.ts";

/** A feature of a user's that is not well defined or cannot be trusted. */
export class FeatureError extends TridentError {
  /** The check that refused it, where one did. */
  check?: FeatureCheckId;
}

/** What a check asks of a feature. */
export type FeatureCheckId =
  | "reach"
  | "writes"
  | "inputs"
  | "repeats"
  | "other_tickers"
  | "later_bars"
  | "history"
  | "scale";

/** What one check found. */
export interface FeatureCheck {
  readonly id: FeatureCheckId;
  readonly passed: boolean;
  /** What holds, or what does not, where, and what to do about it. */
  readonly detail: string;
  /** What `defineFeature` throws if it did not pass. */
  readonly error?: FeatureError;
}

const HOLDS: Readonly<Record<FeatureCheckId, string>> = {
  reach: "it reads no file and asks no network",
  writes: "it writes to its bars alone",
  inputs: "it leaves the bars as they were",
  repeats: "the same bars give the same values",
  other_tickers: "a ticker's values do not depend on other tickers",
  later_bars: "a value does not depend on later bars",
  history: "a value does not depend on more history than it says",
  scale: "it has the unit that it says",
};

/**
 * Runs a feature over a small synthetic market, three tickers and as many years as its history needs, in every way in
 * which an honest feature may not change: again, between other tickers, with later bars gone and with other bars in
 * their place, with the past cut away, and in other units.
 *
 * The checks are sound, not complete: what they refuse is wrong, what they pass may still cheat on bars that this market
 * lacks. They go from the plainest to the subtlest; after the first that fails the rest is not tried, since it would
 * fail of the same fault.
 */
export function checkFeature(
  feature: UserFeature,
  market: Panel = checkMarket(feature.history),
): readonly FeatureCheck[] {
  const samples = market.tickers.map((_, t) => sampleOf(market, t));
  const found: FeatureCheck[] = [];
  const attempt = (id: FeatureCheckId, check: () => void): boolean => {
    try {
      check();
      found.push({ id, passed: true, detail: HOLDS[id] });
    } catch (error) {
      if (!(error instanceof FeatureError)) throw error;
      error.check = id;
      found.push({ id, passed: false, detail: error.message, error });
    }
    return found.at(-1)!.passed;
  };
  const reached = sealed(() => {
    for (const [id, check] of Object.entries(CHECKS) as [FeatureCheckId, Check][]) {
      if (!attempt(id, () => check(feature, samples))) break;
    }
  });
  // What fails for want of a file fails of that.
  if (reached.length > 0) found.length = 0;
  attempt("reach", () => refuseReach(feature, reached));
  return found;
}

/** @throws FeatureError if it called anything that looks beyond its bars. */
export function refuseReach(feature: UserFeature, reached: readonly string[]): void {
  if (reached.length === 0) return;
  throw refusal(
    feature,
    `compute calls ${reached[0]}: a feature sees its bars alone`,
    "Make it of the bars that it is given, without files, programs and the network.",
  );
}

type Check = (feature: UserFeature, samples: readonly Sample[]) => void;

const CHECKS: Readonly<Record<Exclude<FeatureCheckId, "reach">, Check>> = {
  writes: (feature, samples) => {
    for (const sample of samples) {
      const out = newOut(sample.bars.length);
      const outside: string[] = [];
      const guarded = guard(out, outside);
      const answer: unknown = call(feature, sample, copyOf(sample.bars), guarded);
      if (outside.length > 0) {
        throw refusal(
          feature,
          `it writes to out[${outside[0]}], beyond the ${out.length} bars that there are`,
          "Write out[i] for i from 0 to length - 1.",
          sample,
        );
      }
      if (answer !== undefined && answer !== guarded && answer !== out) {
        const length = (answer as { readonly length?: unknown } | null)?.length;
        const what = typeof length === "number" ? `${length} values` : `a ${typeof answer}`;
        throw refusal(
          feature,
          `compute gives back ${what} for ${out.length} bars`,
          "Write the values to out and give nothing back; compute is no async function.",
          sample,
        );
      }
    }
    const settled = samples.some((sample) =>
      valuesOf(feature, sample)
        .subarray(feature.history - 1)
        .some(isNumber),
    );
    if (!settled) throw refusal(feature, "no bar has a value", "Write out[i] for every bar whose window is full.");
  },

  inputs: (feature, samples) => {
    for (const sample of samples) {
      const bars = copyOf(sample.bars);
      call(feature, sample, bars, newOut(bars.length));
      for (const column of COLUMNS) {
        const bar = firstDifference(bars[column], sample.bars[column]);
        if (bar === undefined) continue;
        throw refusal(
          feature,
          `it changes its input: ${column} was ${show(sample.bars[column][bar])} and is ${show(bars[column][bar])}`,
          "Work on a copy (slice) and write to out alone.",
          sample,
          bar,
        );
      }
    }
  },

  repeats: (feature, samples) => {
    const [sample] = samples;
    // What is left over from another ticker is gone after the first call: that is the next check's.
    valuesOf(feature, sample!);
    const [before, after] = [valuesOf(feature, sample!), valuesOf(feature, sample!)];
    const bar = firstDifference(before, after);
    if (bar === undefined) return;
    throw refusal(
      feature,
      `the same bars give ${show(before[bar])} once and ${show(after[bar])} again`,
      "Take away what differs from call to call: random numbers, clocks, counters.",
      sample,
      bar,
    );
  },

  other_tickers: (feature, samples) => {
    for (const other of samples.slice(1)) {
      const [sample] = samples;
      valuesOf(feature, sample!);
      const alone = valuesOf(feature, sample!);
      valuesOf(feature, other);
      const after = valuesOf(feature, sample!);
      const bar = firstDifference(alone, after);
      if (bar === undefined) continue;
      throw refusal(
        feature,
        `it depends on other tickers: the value is ${show(alone[bar])}, and ${show(after[bar])} after ${other.ticker} was computed`,
        "Keep nothing between calls: declare variables inside compute.",
        sample,
        bar,
      );
    }
  },

  later_bars: (feature, samples) => {
    refuseLookAhead(feature, samples, (length) => cuts(feature, length));
  },

  history: (feature, samples) => {
    for (const sample of samples) {
      const { bars } = sample;
      const whole = valuesOf(feature, sample);
      for (const start of cuts(feature, bars.length)) {
        if (bars.length - start < feature.history) continue;
        const cut = valuesOf(feature, { ...sample, bars: slice(bars, start, bars.length) });
        for (let i = feature.history - 1; i < cut.length; i++) {
          const bar = start + i;
          if (close(whole[bar]!, cut[i]!, unit(feature, bars, bar))) continue;
          throw refusal(
            feature,
            `it depends on how much history there is: the value is ${show(whole[bar])}, and ${show(cut[i])} when the data begins on ${sample.date(start)}, ${i + 1} bars before`,
            `It says ${feature.history}. Give 'history' the bars that it needs, or make it forget sooner.`,
            sample,
            bar,
          );
        }
      }
    }
  },

  // A factor of 2 is exact in binary, so that no comparison of prices turns over.
  scale: (feature, samples) => {
    for (const sample of samples) {
      const { bars } = sample;
      const whole = valuesOf(feature, sample);
      const rescaled = [
        { what: "prices are halved, as by a later dividend", price: 0.5, volume: 1 },
        { what: "shares are split in two", price: 0.5, volume: 2 },
      ];
      for (const { what, price, volume } of rescaled) {
        const factor = feature.scale === "price" ? price : feature.scale === "volume" ? volume : 1;
        const values = valuesOf(feature, { ...sample, bars: rescale(bars, price, volume) });
        const bar = whole.findIndex((value, i) => !close(factor * value, values[i]!, unit(feature, bars, i)));
        if (bar < 0) continue;
        throw refusal(
          feature,
          `its scale is not '${feature.scale}': the value is ${show(whole[bar])}, and ${show(values[bar])} when ${what}`,
          "Name the scale that it has, or divide levels by the close or by a mean volume.",
          sample,
          bar,
        );
      }
    }
  },
};

/**
 * Compares values with those that are left when later bars are gone, and when others are in their place.
 *
 * @param cutsOf how many bars are known, of so many.
 * @throws FeatureError if a value depends on later bars.
 */
export function refuseLookAhead(
  feature: UserFeature,
  samples: readonly Sample[],
  cutsOf: (length: number) => readonly number[],
): void {
  samples.forEach((sample, k) => {
    const { bars } = sample;
    const whole = valuesOf(feature, sample);
    const other = samples[(k + 1) % samples.length]!;
    for (const known of cutsOf(bars.length)) {
      const without = valuesOf(feature, { ...sample, bars: slice(bars, 0, known) });
      const changed = valuesOf(feature, { ...sample, bars: replaceFrom(bars, other.bars, known) });
      for (const [values, how] of [[without, "are gone"] as const, [changed, "are others"] as const]) {
        const bar = firstDifference(whole.subarray(0, known), values.subarray(0, known));
        if (bar === undefined) continue;
        throw refusal(
          feature,
          `it depends on later bars: the value is ${show(whole[bar])}, and ${show(values[bar])} when the bars after ${sample.date(known - 1)} ${how}`,
          "Make out[i] of the bars up to i alone.",
          sample,
          bar,
        );
      }
    }
  });
}

/** How many bars are left or cut away: short series, the edge of the history, and places without a system. */
function cuts({ history }: UserFeature, length: number): readonly number[] {
  const places = [1, 2, 7, history, history + 1, history + 13, length >> 1, length - 30, length - 2, length - 1];
  return [...new Set(places)].filter((bars) => bars > 0 && bars < length);
}

function valuesOf(feature: UserFeature, sample: Sample): Float64Array {
  const out = newOut(sample.bars.length);
  call(feature, sample, copyOf(sample.bars), out);
  return out;
}

function call(feature: UserFeature, sample: Sample, bars: FeatureBars, out: Float64Array): unknown {
  try {
    return feature.compute(bars, out);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw refusal(
      feature,
      `compute fails on ${bars.length} bars: ${message}`,
      "It must bear a ticker with a single bar.",
      sample,
    );
  }
}

const newOut = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

function refusal({ name }: UserFeature, what: string, remedy: string, sample?: Sample, bar?: number): FeatureError {
  const date = bar === undefined ? undefined : sample?.date(bar);
  return new FeatureError(what, { where: [`feature '${name}'`, sample?.ticker, date], remedy });
}

/** An `out` that tells of writes beyond its ends, which a typed array ignores. */
function guard(out: Float64Array, outside: string[]): Float64Array {
  return new Proxy(out, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => {
      if (typeof key === "symbol" || !(Number(key) >= 0 && Number(key) < target.length)) outside.push(String(key));
      return Reflect.set(target, key, value, target);
    },
  });
}

/** The first place at which two columns are not the same number; NaN is the same as NaN. */
function firstDifference(a: Float64Array, b: Float64Array): number | undefined {
  const bar = a.findIndex((value, i) => !Object.is(value + 0, b[i]! + 0));
  return bar < 0 ? undefined : bar;
}

/** What a feature of this unit is about as large as: differences of near-equal levels are measured by it. */
function unit({ scale }: UserFeature, bars: FeatureBars, bar: number): number {
  return scale === "price" ? bars.close[bar]! : scale === "volume" ? bars.volume[bar]! : 1;
}

/** Equal to 1e-5 of the value or 1e-7 of its unit; what is not finite is NaN. */
function close(a: number, b: number, of: number): boolean {
  if (!isNumber(a) || !isNumber(b)) return !isNumber(a) && !isNumber(b);
  return Math.abs(a - b) <= Math.max(1e-5 * Math.abs(a), 1e-7 * of);
}

const isNumber = (value: number): boolean => value - value === 0;

const show = (value: number | undefined): string =>
  value === undefined ? "nothing" : String(Number(value.toPrecision(6)));
