import { UsageError } from "trident-base";

/** All methods, in the order in which searches number them. */
export const LABEL_METHODS = ["simple", "triple_barrier"] as const;

/** One way to label a decision. Every method has the same three numbers, so that a search can compare them. */
export interface Labelling {
  readonly method: (typeof LABEL_METHODS)[number];
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
 * @throws UsageError naming the argument and the value found: an unknown method, a barrier outside 0 to 1 (percent
 * points, for example), a horizon that is no positive whole number.
 */
export function checkLabelling({ method, profit, stop, horizon }: Labelling): Labelling {
  if (!LABEL_METHODS.includes(method)) {
    throw new UsageError(`method is '${method}'`, { remedy: `It can be ${LABEL_METHODS.toReversed().join(" or ")}.` });
  }
  if (!Number.isSafeInteger(horizon) || horizon < 1) {
    throw new UsageError(`horizon is ${horizon}`, { remedy: "Give a whole number of bars, at least 1." });
  }
  return { method, profit: checkBarrier("profit", profit), stop: checkBarrier("stop", stop), horizon };
}

function checkBarrier(name: string, barrier: number): number {
  if (!(barrier > 0 && barrier < 1)) {
    throw new UsageError(`${name} is ${barrier}`, { remedy: "Give a fraction between 0 and 1: 0.05 is 5 %." });
  }
  const percent = Math.round(barrier * 100);
  return percent > 0 && percent < 100 && Math.abs(barrier * 100 - percent) < 1e-9 ? percent / 100 : barrier;
}
