import { isoDate, UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";
import { type Matrix, matrixColumn } from "../runtime/index.ts";
import { populationStability } from "../statistics/index.ts";

/** Sessions from which on a part of a year counts as one; the reference is the first with twice as many. */
const SESSIONS_AT_LEAST = 60;

/** Quantiles that are kept of each year. */
export const DRIFT_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** How one column is distributed year by year. */
export interface ColumnDrift {
  readonly name: string;
  /** The population stability index of each year against the reference year, which has 0. */
  readonly index: readonly number[];
  /** Of each year, by `DRIFT_QUANTILES`. */
  readonly quantiles: readonly (readonly number[])[];
}

/** The drift of all columns over the years. */
export interface Drift {
  readonly years: readonly string[];
  readonly reference: string;
  readonly columns: readonly ColumnDrift[];
}

/**
 * How the columns of a matrix with a panel's rows are distributed year by year, and how far each year has moved from the
 * first whole one.
 *
 * @throws UsageError if the rows differ.
 */
export function driftByYear(panel: Panel, matrix: Matrix): Drift {
  if (matrix.rows !== panel.rows) {
    throw new UsageError(`the matrix has ${matrix.rows} rows, the panel ${panel.rows}`, {
      where: [panel.origin.source],
      remedy: "Give the panel that it was made of.",
    });
  }
  const yearOfSession = Array.from(panel.calendar, (day) => isoDate(day).slice(0, 4));
  const sessions = Map.groupBy(yearOfSession, (year) => year);
  const years = [...sessions].filter(([, days]) => days.length >= SESSIONS_AT_LEAST).map(([year]) => year);
  const reference = years.find((year) => sessions.get(year)!.length >= 2 * SESSIONS_AT_LEAST) ?? years[0] ?? "";
  const rows = new Map(years.map((year) => [year, [] as number[]]));
  for (let row = 0; row < panel.rows; row++) rows.get(yearOfSession[panel.session[row]!]!)?.push(row);
  const columns = matrix.names.map((name): ColumnDrift => {
    const column = matrixColumn(matrix, name);
    const values = years.map((year) => Float64Array.from(rows.get(year)!, (row) => column[row]!));
    const base = values[years.indexOf(reference)] ?? new Float64Array(0);
    return {
      name,
      index: values.map((each) => populationStability(base, each)),
      quantiles: values.map((each) => {
        const sorted = each.filter((value) => !Number.isNaN(value)).sort();
        return DRIFT_QUANTILES.map((p) => sorted[Math.floor(p * sorted.length)] ?? Number.NaN);
      }),
    };
  });
  return { years, reference, columns };
}

/** A population stability index above which an input has moved. */
export const MOVED = 0.25;

/** The columns that have moved by more than {@link MOVED} in some year. */
export function movedInputs({ columns }: Drift): readonly ColumnDrift[] {
  return columns.filter(({ index }) => index.some((value) => value > MOVED));
}
