import { UsageError } from "trident-base";
import { finiteSeries } from "./finiteSeries.ts";
import { sameLength } from "./sameLength.ts";

export interface CapacityOptions {
  /** Each fill's value as a share of the equity at the time, 0 or more. */
  readonly weight: ArrayLike<number>;
  /** Price times volume of the bar that it is filled in, 0 or more. */
  readonly dollarVolume: ArrayLike<number>;
  /** The largest share of a bar's volume that may be taken, default 0.01. */
  readonly participation?: number;
  /** The share of the fills that may take more, default 0.05. */
  readonly exceptions?: number;
}

/**
 * Capacity: the largest capital, in the currency of `dollarVolume`, at which all fills but the share `exceptions` take
 * at most `participation` of their bar's volume. A fill allows participation * dollarVolume / weight. It is a bound by
 * volume at hand; what trading moves prices by is the backtest's matter. Infinity if nothing was bought or sold.
 *
 * @throws UsageError if lengths differ, a value is not finite or negative, or an option is not a share.
 */
export function capacity({ weight, dollarVolume, participation = 0.01, exceptions = 0.05 }: CapacityOptions): number {
  sameLength({ weight, dollarVolume });
  for (const [name, column] of Object.entries({ weight, dollarVolume })) {
    finiteSeries(`${name} of fill`, column);
    for (let i = 0; i < column.length; i++) {
      if (column[i]! < 0)
        throw new UsageError(`${name} of fill ${i} is ${column[i]}`, { remedy: "Give it without sign." });
    }
  }
  if (!(participation > 0 && participation <= 1)) throw new UsageError(`participation is ${participation}`);
  if (!(exceptions >= 0 && exceptions < 1)) throw new UsageError(`exceptions is ${exceptions}`);
  const allowed = Float64Array.from(weight, (w, i) => (participation * dollarVolume[i]!) / w)
    .filter((_, i) => weight[i]! > 0)
    .sort();
  return allowed[Math.floor(exceptions * allowed.length)] ?? Number.POSITIVE_INFINITY;
}
