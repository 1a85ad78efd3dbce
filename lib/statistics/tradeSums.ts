import { UsageError } from "trident-base";

/**
 * What the trade metrics are made of: `[trades, wins, gain, loss]`. A win has a net return above 0; `gain` is the sum
 * of the wins' returns and `loss` that of all others, as a positive number.
 */
export type TradeSums = ArrayLike<number>;

/** Returns after a cost of `cost` a round trip, both fractions: 0.001 is 10 basis points. */
export function netReturns(ret: ArrayLike<number>, cost: number): Float64Array {
  const net = new Float64Array(ret.length);
  for (let i = 0; i < net.length; i++) net[i] = ret[i]! - cost;
  return net;
}

/**
 * Each trade's share in the sums, a column each: what `dateBlockBootstrap` takes, with a trade metric as its statistic.
 *
 * @param net net returns of the trades.
 * @throws UsageError if a return is not finite.
 */
export function tradeColumns(net: ArrayLike<number>): readonly Float64Array[] {
  const columns = [0, 1, 2, 3].map(() => new Float64Array(net.length));
  for (let i = 0; i < net.length; i++) {
    const r = finite(net, i);
    columns[0]![i] = 1;
    columns[1]![i] = r > 0 ? 1 : 0;
    columns[r > 0 ? 2 : 3]![i] = Math.abs(r);
  }
  return columns;
}

/**
 * The sums of all trades with these net returns.
 *
 * @throws UsageError if a return is not finite.
 */
export function tradeSums(net: ArrayLike<number>): TradeSums {
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < net.length; i++) addTrade(sums, finite(net, i));
  return sums;
}

/** Adds a trade with this net return to sums that begin as four zeros. */
export function addTrade(sums: number[], net: number): void {
  sums[0]! += 1;
  sums[1]! += net > 0 ? 1 : 0;
  sums[net > 0 ? 2 : 3]! += Math.abs(net);
}

function finite(net: ArrayLike<number>, i: number): number {
  const r = net[i]!;
  if (Number.isFinite(r)) return r;
  throw new UsageError(`the net return of trade ${i} is ${r}`, { remedy: "Leave rows without a label out." });
}
