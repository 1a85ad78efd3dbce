import type { VerdictStatus } from "trident-base";

/**
 * What a frozen policy's trades on a span that served nothing else are worth. Bounds are one-sided, 95 %; null is not
 * known. Plain data.
 */
export interface Certificate {
  /** "pass": the trades pay. "fail": that is not shown. */
  readonly status: VerdictStatus;
  /** What the status rests on. */
  readonly detail: string;
  /** First and last session that decisions were taken in, ISO. */
  readonly from: string;
  readonly to: string;
  /** Share of the decisions that were taken. */
  readonly coverage: number;
  readonly trades: number;
  readonly tradesAYear: number;
  /** Blocks of horizon + 1 sessions with a trade. */
  readonly blocks: number;
  /** Share of trades that won, what it exceeds in the long run, and what that of the next year's trades exceeds. */
  readonly precision: number | null;
  readonly bound: number | null;
  readonly nextYear: number | null;
  /** The precision at which the same trades would earn nothing. */
  readonly breakEven: number | null;
  /** Mean net return a trade, and what it exceeds. */
  readonly expectancy: number | null;
  readonly expectancyBound: number | null;
  readonly wanted: number;
  /** True if the precision is shown to exceed the wanted one. */
  readonly reachesWanted: boolean;
  /** The block that lost most, or earned least: its first session, and the sum of its trades' net returns. */
  readonly worst: {
    readonly from: string;
    readonly trades: number;
    readonly wins: number;
    readonly net: number;
  } | null;
  /** Years of such trading, these included, that 25 blocks take; null where they are there, or nothing was traded. */
  readonly years: number | null;
}
