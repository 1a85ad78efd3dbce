import type { MemberName } from "../engines/index.ts";
import type { Cluster } from "../model/index.ts";
import type { FoldRows } from "./foldRows.ts";

/** One engine in one cluster, before it is tuned. */
export interface MemberPlan {
  readonly cluster: Cluster;
  readonly engine: MemberName;
  /** "cluster 1 xgboost". */
  readonly name: string;
  /** "1-xgboost", in names of files. */
  readonly id: string;
  readonly folds: readonly FoldRows[];
  /** The cluster's rows of the tuning span, ascending. */
  readonly rows: Uint32Array;
}

/** Places of plans in the order in which workers take them, so that all end at about the same time. */
export function largestFirst(plans: readonly MemberPlan[]): number[] {
  return [...plans.keys()].sort((a, b) => plans[b]!.rows.length - plans[a]!.rows.length);
}
