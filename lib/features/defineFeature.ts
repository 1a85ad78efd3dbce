import type { AdjustedBars } from "../market/index.ts";
import { FEATURE_NAMES, type Feature } from "./catalogue.ts";
import { checkFeature, FeatureError } from "./checkFeature.ts";

/** The bars of one ticker, oldest first, prices adjusted: all arrays are `length` long. */
export type FeatureBars = Omit<AdjustedBars, "ticker">;

/** What a user says of a feature. */
export interface FeatureDefinition {
  /** Its column's name: letters, digits and underscores. */
  readonly name: string;
  /** Bars that enter a value by definition, this one included. */
  readonly window: number;
  /** As in the catalogue: `price` in units of the adjusted price, `volume` in shares, `free` neither. */
  readonly scale: Feature["scale"];
  /**
   * Bars, this one included, before which the past may be cut away without changing a value by more than 1e-5 of itself
   * or 1e-7 of its unit. It is `window` unless said otherwise; a recursive feature says more.
   */
  readonly history?: number;
  /**
   * Writes the value of bar `i`, made of the bars up to `i`, to `out[i]`. `out` is `bars.length` long and all NaN; what
   * is not finite becomes NaN. It is called once a ticker, in no certain order, and on several threads.
   */
  readonly compute: (bars: FeatureBars, out: Float64Array) => void;
}

/** A feature that went through its checks; a column of `engineerFeatures`. */
export type UserFeature = Required<FeatureDefinition>;

/** A value that reaches further back than the longest window of ten years cannot be checked in passing. */
const LONGEST = 2520;

/**
 * A feature of one's own, checked at once on a small synthetic market (see {@link checkFeature}): it may not look ahead,
 * at other tickers, or further back than it says. An example:
 *
 * ```ts
 * export default defineFeature({
 *   name: "gain_3", window: 4, scale: "free",
 *   compute: ({ close, length }, out) => {
 *     for (let i = 3; i < length; i++) out[i] = close[i] / close[i - 3] - 1;
 *   },
 * });
 * ```
 *
 * @throws FeatureError saying what is wrong with it and which bar gave it away.
 */
export function defineFeature(definition: FeatureDefinition): UserFeature {
  const { name, window, scale, history = window, compute } = definition;
  const refuse = (what: string, remedy: string): never => {
    throw new FeatureError(what, { where: [`feature '${name}'`], remedy });
  };
  if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name)) {
    refuse(`the feature's name is '${name}'`, "Give letters, digits and underscores, for example range_position_20.");
  }
  if (["ticker", "date", ...FEATURE_NAMES].includes(name)) {
    refuse(`'${name}' is a column already`, "Give the feature another name.");
  }
  for (const [what, bars, least] of [["window", window, 1] as const, ["history", history, window] as const]) {
    if (Number.isInteger(bars) && bars >= least && bars <= LONGEST) continue;
    refuse(`${what} is ${bars}`, `Give a whole number of bars from ${least} to ${LONGEST}.`);
  }
  if (!["free", "price", "volume"].includes(scale)) refuse(`scale is '${scale}'`, "It can be free, price or volume.");
  if (typeof compute !== "function") refuse("there is no function compute", "Give compute(bars, out).");
  const feature: UserFeature = Object.freeze({ name, window, scale, history, compute });
  for (const { error } of checkFeature(feature)) if (error) throw error;
  return feature;
}
