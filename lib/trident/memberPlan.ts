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

/** What a fit takes of an engine's, beside XGBoost: by the quick profile's spaces on 60,000 rows; the network's most of all. */
const WORK: Readonly<Record<MemberName, number>> = { xgboost: 1, lightgbm: 1.4, catboost: 1.6, mlp: 2 };

/** What tells how much work a member is. */
export interface MemberWork {
  readonly engine: MemberName;
  readonly rows: ArrayLike<number>;
}

/** Places of plans in the order in which workers take them, so that all end at about the same time: the most work first. */
export function largestFirst(plans: readonly MemberWork[]): number[] {
  const work = plans.map(({ engine, rows }) => WORK[engine] * rows.length);
  return [...plans.keys()].sort((a, b) => work[b]! - work[a]!);
}
