import type { Matrix } from "../runtime/index.ts";
import type { BundleMember } from "./bundle.ts";
import { type MemberModel, predictMember } from "./evaluators/memberModel.ts";
import { restorePrior } from "./restorePrior.ts";

/** A member of one cluster, with its trees or its network. */
export interface ClusterMember extends Pick<BundleMember, "engine" | "prior"> {
  readonly model: MemberModel;
}

/**
 * What the members of one cluster say of rows: each one's probability of BUY, the classes' frequencies put back.
 *
 * @param matrix whose columns are those of the fit.
 * @param rows places in the matrix; all by default.
 * @returns by engine, a value a row.
 */
export function memberProbabilities(
  members: readonly ClusterMember[],
  matrix: Matrix,
  rows?: Uint32Array,
): Readonly<Record<string, Float64Array>> {
  return Object.fromEntries(
    members.map(({ engine, prior, model }) => {
      const all = restorePrior(predictMember(model, matrix, rows), prior);
      const width = prior.length === 2 ? 1 : prior.length;
      const buy =
        width === 1 ? all : Float64Array.from({ length: all.length / width }, (_, i) => all[(i + 1) * width - 1]!);
      return [engine, buy];
    }),
  );
}
