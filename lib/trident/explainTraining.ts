import { readMatrix } from "../files/index.ts";
import { clustersOfRows, explainRows, loadBundle, sizeOfModel } from "../model/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { evenly } from "./evenly.ts";
import { type Importances, importancesOf } from "./importances.ts";
import type { Training } from "./trainTrident.ts";

/** Nodes of trees, or weights, that are gone through, about: a few seconds. It fixes the sample, so that no clock does. */
const BUDGET = 3e7;
/** Sampled rows of a cluster, at least and at most. */
const LEAST = 40;
const MOST = 400;

/** Contributions (SHAP values) to the calibrated logit of sampled decisions that no member has learned from. */
export interface Explanation {
  /** Sampled rows; their columns are the model inputs. */
  readonly inputs: Matrix;
  /** Rows x (inputs + 1), row after row, the expected value last. */
  readonly contributions: Float64Array;
  /** Place in the manifest's clusters by sampled row. */
  readonly place: Int8Array;
  readonly importances: Importances;
}

/**
 * Explains a training by a sample of the calibration and certificate spans, stratified by cluster and spread evenly over
 * the dates. How many rows follows from the size of the models alone. Contributions add up to the logit of each score, or
 * `AdditivityError` says where not. Of two classes; clusters that are not decided on have none.
 *
 * @returns undefined for three classes, or where no cluster is decided on.
 */
export async function explainTraining(training: Training): Promise<Explanation | undefined> {
  const { data, calibrated, manifest, clusterOf, out } = training;
  const all = [...calibrated.calibration.rows, ...calibrated.held.rows];
  if (manifest.classes === 3 || all.length === 0) return undefined;
  const { decisionSession } = data.labels;
  const ofRows = clustersOfRows(data.panel, data.statistics, clusterOf);
  const bundle = await loadBundle(out);
  const nodes = bundle.models.reduce((sum, model) => sum + sizeOfModel(model), 0);
  const size = Math.max(LEAST, Math.min(MOST, Math.floor(BUDGET / nodes / manifest.clusters.length)));
  const strata = manifest.clusters.map((_, place) => all.filter((row) => ofRows[row] === place));
  const sampled = strata.flatMap((rows, place) => {
    const byDate = rows.toSorted((a, b) => decisionSession[a]! - decisionSession[b]! || a - b);
    return Array.from(evenly(Uint32Array.from(byDate), size), (row) => ({ row, place }));
  });
  const rows = Uint32Array.from(sampled, ({ row }) => row);
  const inputs = await readMatrix(data.matrix.path, rows);
  const width = inputs.names.length + 1;
  const contributions = new Float64Array(rows.length * width);
  const place = Int8Array.from(sampled, (each) => each.place);
  const found: { readonly values: Float64Array; readonly rows: number }[] = [];
  for (const [k, stratum] of strata.entries()) {
    const first = place.indexOf(k);
    if (first < 0) continue;
    const mine = Uint32Array.from({ length: Math.min(size, stratum.length) }, (_, i) => first + i);
    const values = explainRows(bundle, k, inputs, mine);
    contributions.set(values, first * width);
    found.push({ values, rows: stratum.length });
  }
  return {
    ...{ inputs, contributions, place },
    importances: importancesOf(found, inputs.names.length),
  };
}
