import type { Matrix } from "../runtime/index.ts";
import { type LoadedBundle, membersOf } from "./loadedBundle.ts";
import { memberProbabilities } from "./memberProbabilities.ts";
import { scoreRows } from "./scorer.ts";

/**
 * The calibrated probability of rows that a trade earns something: by the members and the scorer of each one's cluster.
 *
 * @param inputs whose columns are those of the fit.
 * @param clusters places in the manifest's clusters by row.
 * @returns by row; NaN where the cluster has no scorer.
 */
export function scoreInputs(bundle: LoadedBundle, inputs: Matrix, clusters: ArrayLike<number>): Float64Array {
  const result = new Float64Array(inputs.rows).fill(Number.NaN);
  for (const [place, scorer] of bundle.manifest.scorers.entries()) {
    if (scorer === null) continue;
    const rows = Uint32Array.from({ length: inputs.rows }, (_, k) => k).filter((k) => clusters[k] === place);
    const score = scoreRows(scorer, memberProbabilities(membersOf(bundle, place, scorer.members), inputs, rows));
    rows.forEach((row, i) => {
      result[row] = score[i]!;
    });
  }
  return result;
}
