import { UsageError } from "trident-base";
import { checkLabelling, type Labelling } from "./labelling.ts";

/** A labelling, and what else moves a label. */
export interface LabelOptions extends Labelling {
  /** At the open of the next bar (default) or at the close of the decision's own bar. */
  readonly entry?: "next_open" | "close";
  /**
   * The label of a position that meets no barrier: 0 (default) or, with `sign`, 1 for a gain and 0 for a loss. Simple
   * labels cannot end by sign.
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
  entry = "next_open",
  timeout = "hold",
  delistingReturn = -0.3,
  ...labelling
}: LabelOptions): Required<LabelOptions> {
  const { method, profit, stop, horizon } = checkLabelling(labelling);
  if (!(delistingReturn >= -1 && delistingReturn < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`delistingReturn is ${delistingReturn}`, {
      remedy: "Give a return of at least -1, for example -0.3.",
    });
  }
  oneOf("entry", entry, ["next_open", "close"]);
  oneOf("timeout", timeout, ["hold", "sign"]);
  if (method === "simple" && timeout !== "hold") {
    throw new UsageError(`timeout is '${timeout}' with the simple method`, {
      remedy: "Only triple_barrier labels can end by sign.",
    });
  }
  return { method, profit, stop, horizon, entry, timeout, delistingReturn };
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new UsageError(`${name} is '${value}'`, { remedy: `It can be ${allowed.join(" or ")}.` });
  }
}
