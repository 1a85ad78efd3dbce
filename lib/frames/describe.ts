import type { DataFrame } from "danfojs-node";
import { mean, quantileSorted, sampleStandardDeviation } from "simple-statistics";
import { type Matrix, matrixColumn } from "../runtime/index.ts";
import { numberIn, rowsOf } from "./danfo.ts";

/** A column of numbers in ten. Without a value, or for `std` without two, NaN. */
export interface ColumnSummary {
  readonly name: string;
  /** Values that are there. */
  readonly count: number;
  /** Values that are null or NaN. */
  readonly missing: number;
  readonly mean: number;
  /** Of a sample: divided by count - 1. */
  readonly std: number;
  readonly min: number;
  /** Quartiles lie on the line between two neighbours, as in pandas (Hyndman and Fan's seventh definition). */
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly max: number;
}

/**
 * What is in each column of numbers, missing values left out and counted: of all columns of a matrix, and of those of a
 * frame that danfojs takes for numbers. danfojs's own `describe` fails on the first null.
 *
 * @throws UsageError if a frame's column of numbers holds something else.
 */
export function describe(source: Matrix | DataFrame): readonly ColumnSummary[] {
  if (isMatrix(source)) return source.names.map((name) => summarise(name, matrixColumn(source, name)));
  const rows = rowsOf(source);
  return source.columns.flatMap((name, j) => {
    if (!["float32", "int32"].includes(source.dtypes[j]!)) return [];
    return [
      summarise(
        name,
        Float64Array.from(rows, (cells, row) => numberIn(cells[j]!, name, row)),
      ),
    ];
  });
}

/** By its values, since a frame has its columns' names as properties. */
function isMatrix(source: Matrix | DataFrame): source is Matrix {
  return source.values instanceof Float32Array;
}

function summarise(name: string, column: Float32Array | Float64Array): ColumnSummary {
  const sorted = Float64Array.from(column.filter((x) => !Number.isNaN(x))).sort();
  const count = sorted.length;
  // simple-statistics asks for an array and needs no more than its elements and its length.
  const values = sorted as unknown as readonly number[];
  const quantile = (p: number): number => (count > 0 ? quantileSorted(values, p) : Number.NaN);
  return {
    name,
    count,
    missing: column.length - count,
    mean: count > 0 ? mean(values) : Number.NaN,
    std: count > 1 ? sampleStandardDeviation(values) : Number.NaN,
    min: quantile(0),
    q25: quantile(0.25),
    median: quantile(0.5),
    q75: quantile(0.75),
    max: quantile(1),
  };
}
