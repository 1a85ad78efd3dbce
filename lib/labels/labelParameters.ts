import { UsageError } from "trident-base";
import { BARRIERS, type Barriers, checkLabelling, type Labelling, type LabelMethod } from "./labelling.ts";
import { PRIMARY_RULES, type PrimaryRule } from "./primaryRules.ts";

/**
 * A labelling, and what else moves a label. Of cross-sectional labels `profit` is the share of the day's tickers that
 * are BUY, `stop` the share that are SELL.
 */
export interface LabelOptions extends Labelling<LabelMethod> {
  /**
   * Of a triple barrier, what profit and stop are: fractions (default), or with `vol` multiples of sigma20 sqrt(horizon),
   * the volatility of the window as known at the decision (`barrierWidth`).
   */
  readonly barriers?: Barriers;
  /**
   * The rule whose decisions are labelled, for a model that is to say which of them to take (meta-labelling): rows on
   * which it does not fire have no label. Default `none`, every row.
   */
  readonly primary?: PrimaryRule;
  /** At the open of the next bar (default) or at the close of the decision's own bar. */
  readonly entry?: "next_open" | "close";
  /**
   * The label of a position that meets no barrier: 0 (default) or, with `sign`, 1 for a gain and 0 for a loss. Only a
   * triple barrier can end by sign.
   */
  readonly timeout?: "hold" | "sign";
  /** What a delisted ticker pays after its last close; default -0.3. */
  readonly delistingReturn?: number;
}

/**
 * Checks how labels are to be made and fills in the defaults.
 *
 * @throws UsageError naming the argument and the value found.
 */
export function labelParameters({
  barriers = "fixed",
  primary = "none",
  entry = "next_open",
  timeout = "hold",
  delistingReturn = -0.3,
  ...labelling
}: LabelOptions): Required<LabelOptions> {
  oneOf("barriers", barriers, BARRIERS);
  oneOf("primary", primary, PRIMARY_RULES);
  const { method, profit, stop, horizon } = checkLabelling(labelling, barriers);
  if (!(delistingReturn >= -1 && delistingReturn < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`delistingReturn is ${delistingReturn}`, {
      remedy: "Give a return of at least -1, for example -0.3.",
    });
  }
  oneOf("entry", entry, ["next_open", "close"]);
  oneOf("timeout", timeout, ["hold", "sign"]);
  if (method !== "triple_barrier" && timeout !== "hold") {
    throw new UsageError(`timeout is '${timeout}' with the ${method} method`, {
      remedy: "Only triple_barrier labels can end by sign.",
    });
  }
  if (method !== "triple_barrier" && barriers !== "fixed") {
    throw new UsageError(`barriers is '${barriers}' with the ${method} method`, {
      remedy: "Only triple_barrier has barriers that follow the volatility.",
    });
  }
  if (method === "cross_sectional" && profit + stop > 1) {
    throw new UsageError(`profit and stop are ${profit} and ${stop} of the day's tickers`, {
      remedy: "Give shares that are 1 together at most: 0.2 and 0.2 are the highest and the lowest fifth.",
    });
  }
  return { method, profit, stop, horizon, barriers, primary, entry, timeout, delistingReturn };
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new UsageError(`${name} is '${value}'`, { remedy: `It can be ${allowed.join(" or ")}.` });
  }
}
