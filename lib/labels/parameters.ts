import { UsageError } from "trident-base";

/** Barriers and horizon of a label, as a caller gives them. */
export interface BarrierOptions {
  /** The target's distance from the entry price, a fraction between 0 and 1: 0.05 is 5 %. */
  readonly profit: number;
  /** The stop's distance below the entry price, a fraction between 0 and 1. */
  readonly stop: number;
  /** Bars of the ticker in the window, from the one after the decision. */
  readonly horizon: number;
  /** At the open of the next bar (default) or at the close of the decision's own bar. */
  readonly entry?: "next_open" | "close";
  /** What a delisted ticker pays after its last close; default -0.3. */
  readonly delistingReturn?: number;
}

/** All that labels were made with. `timeout` has no meaning for simple labels and is `hold` there. */
export interface LabelParameters extends Required<BarrierOptions> {
  readonly method: "triple_barrier" | "simple";
  readonly timeout: "hold" | "sign";
}

/**
 * Checks barriers and fills in the defaults. A barrier that is a whole percent but for rounding, as running sums make
 * them (0.1 + 0.05), becomes k / 100: a last bit would move labels at exact touches.
 *
 * @throws UsageError naming the argument and the value found.
 */
export function labelParameters(
  method: LabelParameters["method"],
  { profit, stop, horizon, entry = "next_open", delistingReturn = -0.3 }: BarrierOptions,
  timeout: LabelParameters["timeout"] = "hold",
): LabelParameters {
  if (!Number.isSafeInteger(horizon) || horizon < 1) {
    throw new UsageError(`horizon is ${horizon}`, { remedy: "Give a whole number of bars, at least 1." });
  }
  if (!(delistingReturn >= -1 && delistingReturn < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`delistingReturn is ${delistingReturn}`, {
      remedy: "Give a return of at least -1, for example -0.3.",
    });
  }
  oneOf("entry", entry, ["next_open", "close"]);
  oneOf("timeout", timeout, ["hold", "sign"]);
  return {
    method,
    profit: wholePercent("profit", profit),
    stop: wholePercent("stop", stop),
    horizon,
    entry,
    timeout,
    delistingReturn,
  };
}

function wholePercent(name: string, barrier: number): number {
  if (!(barrier > 0 && barrier < 1)) {
    throw new UsageError(`${name} is ${barrier}`, { remedy: "Give a fraction between 0 and 1: 0.05 is 5 %." });
  }
  const percent = Math.round(barrier * 100);
  return percent > 0 && percent < 100 && Math.abs(barrier * 100 - percent) < 1e-9 ? percent / 100 : barrier;
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new UsageError(`${name} is '${value}'`, { remedy: `It can be ${allowed.join(" or ")}.` });
  }
}
