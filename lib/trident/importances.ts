import { UsageError } from "trident-base";

/** Contributions of sampled rows of one cluster. */
export interface SampledContributions {
  /** Rows x (columns + 1), row after row; the last of a row is the expected value. */
  readonly values: Float64Array;
  /** Rows of the cluster that the sample stands for. */
  readonly rows: number;
}

/** Mean absolute contributions, in logits, by column. */
export interface Importances {
  readonly clusters: readonly Float64Array[];
  /** Over all rows: the clusters', weighed by the rows that they stand for, however many were sampled. */
  readonly overall: Float64Array;
}

/**
 * How much each column moves the logit, in each cluster and overall.
 *
 * @throws UsageError if a cluster has no sampled row, or not whole rows.
 */
export function importancesOf(clusters: readonly SampledContributions[], columns: number): Importances {
  const width = columns + 1;
  const overall = new Float64Array(columns);
  const all = clusters.reduce((sum, { rows }) => sum + rows, 0);
  const each = clusters.map(({ values, rows }, k) => {
    const sampled = values.length / width;
    if (!(Number.isInteger(sampled) && sampled > 0)) {
      throw new UsageError(`${values.length} contributions of cluster ${k + 1} are no rows of ${columns} columns`, {
        remedy: "Sample rows of every cluster.",
      });
    }
    const mean = new Float64Array(columns);
    for (let i = 0; i < values.length; i += width) {
      for (let j = 0; j < columns; j++) mean[j]! += Math.abs(values[i + j]!) / sampled;
    }
    for (let j = 0; j < columns; j++) overall[j]! += (mean[j]! * rows) / all;
    return mean;
  });
  return { clusters: each, overall };
}
