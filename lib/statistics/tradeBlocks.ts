import { UsageError } from "trident-base";
import { sameLength } from "./sameLength.ts";
import { tradeColumns } from "./tradeSums.ts";

/** Trades of one policy over consecutive sessions. */
export interface TradeStretch {
  /** The first and the last session in which it could decide. */
  readonly from: number;
  readonly to: number;
  /** Each trade's session of decision, in any order, and its net return, a fraction. */
  readonly session: ArrayLike<number>;
  readonly net: ArrayLike<number>;
}

/** What became of the trades decided in each block of horizon + 1 sessions; blocks without a trade are left out. */
export interface TradeBlocks {
  /** The block's first session, ascending within a stretch. */
  readonly start: Int32Array;
  readonly trades: Float64Array;
  readonly wins: Float64Array;
  /** Sums of the winning trades' net returns, and of all others' as positive numbers. */
  readonly gain: Float64Array;
  readonly loss: Float64Array;
  /** 1 where trades of the block may overlap with those of the one before it. */
  readonly touches: Uint8Array;
  /** Of all stretches, with a trade or without. */
  readonly sessions: number;
  /** Sessions a block: horizon + 1. */
  readonly length: number;
}

/**
 * Sums trades over blocks of horizon + 1 sessions by the session of decision, so that outcomes overlap with those of
 * neighbouring blocks alone. Stretches are pooled; their blocks touch where the stretches do.
 *
 * @param horizon sessions that a trade lasts at most.
 * @throws UsageError if lengths differ, a return is not finite, the horizon is no positive integer, a trade lies outside
 * its stretch, or stretches overlap or are not in order.
 */
export function tradeBlocks(stretches: readonly TradeStretch[], horizon: number): TradeBlocks {
  if (!(Number.isInteger(horizon) && horizon > 0)) {
    throw new UsageError(`the horizon is ${horizon}`, { remedy: "Give sessions, a positive integer." });
  }
  const length = horizon + 1;
  const start: number[] = [];
  const sums: number[][] = [];
  let sessions = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const { from, to, session, net } of stretches) {
    if (!(from > last && to >= from)) {
      throw new UsageError(`the stretch of sessions ${from} to ${to} follows one that ends at ${last}`, {
        remedy: "Give stretches in order that do not overlap.",
      });
    }
    last = to;
    sessions += to - from + 1;
    const blocks = sumOfBlocks({ from, to, session, net }, length);
    for (const k of [...blocks.keys()].sort((a, b) => a - b)) {
      start.push(from + k * length);
      sums.push(blocks.get(k)!);
    }
  }
  const column = (c: number): Float64Array => Float64Array.from(sums, (each) => each[c]!);
  return {
    ...{ start: Int32Array.from(start), trades: column(0), wins: column(1), gain: column(2), loss: column(3) },
    touches: Uint8Array.from(start, (at, b) => (b > 0 && at - start[b - 1]! < 2 * length ? 1 : 0)),
    ...{ sessions, length },
  };
}

function sumOfBlocks({ from, to, session, net }: TradeStretch, length: number): Map<number, number[]> {
  sameLength({ session, net });
  const columns = tradeColumns(net);
  const blocks = new Map<number, number[]>();
  for (let i = 0; i < session.length; i++) {
    const at = session[i]!;
    if (!(at >= from && at <= to)) {
      throw new UsageError(`trade ${i} was decided in session ${at}, outside ${from} to ${to}`, {
        remedy: "Give the stretch that the trades are of.",
      });
    }
    const k = Math.floor((at - from) / length);
    const sums = blocks.get(k) ?? [0, 0, 0, 0];
    for (let c = 0; c < 4; c++) sums[c]! += columns[c]![i]!;
    blocks.set(k, sums);
  }
  return blocks;
}
