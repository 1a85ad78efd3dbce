import { UsageError } from "trident-base";

/** Methods that a label search compares, in the order in which it numbers them. */
export const SEARCHED_METHODS = ["simple", "triple_barrier"] as const;

/** All methods. */
export const LABEL_METHODS = [...SEARCHED_METHODS, "cross_sectional"] as const;
export type LabelMethod = (typeof LABEL_METHODS)[number];

/** In what the barriers of a triple barrier are measured: fractions of the entry price, or the ticker's volatility. */
export const BARRIERS = ["fixed", "vol"] as const;
export type Barriers = (typeof BARRIERS)[number];

/** One way to label a decision. Methods that are searched have the same three numbers, so that they can be compared. */
export interface Labelling<Method extends LabelMethod = (typeof SEARCHED_METHODS)[number]> {
  readonly method: Method;
  /** The target's distance from the entry price, a fraction between 0 and 1: 0.05 is 5 %. */
  readonly profit: number;
  /** The stop's distance below the entry price, a fraction between 0 and 1. */
  readonly stop: number;
  /** Bars of the ticker in the window, from the one after the decision. */
  readonly horizon: number;
}

/**
 * Checks a labelling. A barrier that is a whole percent but for rounding, as running sums make them (0.1 + 0.05),
 * becomes k / 100: a last bit would move labels at exact touches.
 *
 * @param barriers what profit and stop are: fractions, or with `vol` multiples of a volatility.
 * @throws UsageError naming the argument and the value found: an unknown method, a barrier outside 0 to 1 (percent
 * points, for example) or no multiple, a horizon that is no positive whole number.
 */
export function checkLabelling<Method extends LabelMethod>(
  { method, profit, stop, horizon }: Labelling<Method>,
  barriers: Barriers = "fixed",
): Labelling<Method> {
  if (!LABEL_METHODS.includes(method)) {
    throw new UsageError(`method is '${method}'`, { remedy: `It can be ${LABEL_METHODS.join(", ")}.` });
  }
  if (!Number.isSafeInteger(horizon) || horizon < 1) {
    throw new UsageError(`horizon is ${horizon}`, { remedy: "Give a whole number of bars, at least 1." });
  }
  const check = barriers === "vol" ? checkMultiple : checkFraction;
  return { method, profit: check("profit", profit), stop: check("stop", stop), horizon };
}

function checkFraction(name: string, barrier: number): number {
  if (!(barrier > 0 && barrier < 1)) {
    throw new UsageError(`${name} is ${barrier}`, { remedy: "Give a fraction between 0 and 1: 0.05 is 5 %." });
  }
  const percent = Math.round(barrier * 100);
  return percent > 0 && percent < 100 && Math.abs(barrier * 100 - percent) < 1e-9 ? percent / 100 : barrier;
}

function checkMultiple(name: string, multiple: number): number {
  if (multiple > 0 && multiple <= 100) return multiple;
  throw new UsageError(`${name} is ${multiple} times the volatility`, {
    remedy: "Give a multiple above 0, 100 at most: 1.5 is one and a half standard deviations of the window.",
  });
}
