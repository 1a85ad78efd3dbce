import { UsageError } from "trident-base";

/** Which synthetic market: everything else follows from these numbers. */
export interface SyntheticSpec {
  /** 1 to 5000. */
  readonly tickers: number;
  /** Of 252 sessions each; 0.25 to 50, and at most 40,000 ticker years in all. */
  readonly years: number;
  /** A whole number, 0 or above. */
  readonly seed: number;
  /** Strength of the planted signal in intraday standard deviations, -0.5 to 0.5; 0 plants none. */
  readonly signal: number;
  /** Yearly log return of every stock and of the index, -1 to 1. With 0, prices are martingales. */
  readonly drift: number;
  /** Yearly log return of a stock with a beta of 1, and of the index, on top of the drift: a stock gets it times its beta. -1 to 1. */
  readonly premium: number;
}

const DEFAULTS: SyntheticSpec = { tickers: 60, years: 4, seed: 1, signal: 0, drift: 0, premium: 0 };

const LIMITS: Readonly<Record<keyof SyntheticSpec, { min: number; max: number; whole: boolean }>> = {
  tickers: { min: 1, max: 5000, whole: true },
  years: { min: 0.25, max: 50, whole: false },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
  signal: { min: -0.5, max: 0.5, whole: false },
  drift: { min: -1, max: 1, whole: false },
  premium: { min: -1, max: 1, whole: false },
};
const NAMES = Object.keys(DEFAULTS) as (keyof SyntheticSpec)[];
const MOST_TICKER_YEARS = 40_000;
const FORM = `Give synthetic[:${NAMES.map((name) => `${name}=${DEFAULTS[name]}`).join(",")}].`;

/** What is known of how a synthetic market's tickers were chosen. */
export const SYNTHETIC_BIAS = "none known, delisted tickers are in it";

/** True for the name of a synthetic market, as opposed to a path. */
export function isSynthetic(source: string): boolean {
  return source === "synthetic" || source.startsWith("synthetic:");
}

/**
 * The spec that a name like `synthetic:tickers=20,seed=7` stands for.
 *
 * @throws UsageError naming the parameter that is unknown, given twice, no number, or out of bounds.
 */
export function parseSynthetic(source: string): SyntheticSpec {
  if (!isSynthetic(source)) throw new UsageError(`'${source}' is no synthetic market`, { remedy: FORM });
  const given: { -readonly [name in keyof SyntheticSpec]?: number } = {};
  const text = source.slice("synthetic:".length);
  for (const part of text === "" && !source.endsWith(":") ? [] : text.split(",")) {
    const [name = "", value = "", ...rest] = part.split("=");
    if (!isName(name)) {
      throw new UsageError(`unknown parameter '${name}'`, {
        where: [source],
        remedy: `Known are ${NAMES.join(", ")}.`,
      });
    }
    if (name in given) throw new UsageError(`${name} is given twice`, { where: [source], remedy: FORM });
    if (rest.length > 0 || !/^-?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value)) {
      throw new UsageError(`${name} is '${part.slice(name.length + 1)}', not a number`, {
        where: [source],
        remedy: FORM,
      });
    }
    given[name] = Number(value);
  }
  return syntheticSpec(given);
}

/**
 * The whole spec, defaults filled in.
 *
 * @throws UsageError naming the parameter that is out of bounds.
 */
export function syntheticSpec(given: Partial<SyntheticSpec>): SyntheticSpec {
  const spec = { ...DEFAULTS, ...given };
  for (const name of NAMES) {
    const { min, max, whole } = LIMITS[name];
    const value = spec[name];
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) continue;
    throw new UsageError(`${name} is ${value}`, {
      where: ["synthetic market"],
      remedy: `Give ${whole ? "a whole number" : "a number"} from ${min} to ${max}.`,
    });
  }
  if (spec.tickers * spec.years > MOST_TICKER_YEARS) {
    throw new UsageError(`${spec.tickers} tickers over ${spec.years} years are too many`, {
      where: ["synthetic market"],
      remedy: `Keep tickers times years at or below ${MOST_TICKER_YEARS}.`,
    });
  }
  return spec;
}

/** The name of a synthetic market, which `parseSynthetic` reads back. A premium of 0 is left out, as names always were. */
export function syntheticName(spec: SyntheticSpec): string {
  const named = NAMES.filter((name) => name !== "premium" || spec.premium !== 0);
  return `synthetic:${named.map((name) => `${name}=${spec[name]}`).join(",")}`;
}

const isName = (name: string): name is keyof SyntheticSpec => Object.hasOwn(DEFAULTS, name);
