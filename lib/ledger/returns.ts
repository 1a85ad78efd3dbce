import type { DatabaseSync } from "node:sqlite";
import { LedgerError } from "./errors.ts";
import type { Selection } from "./trial.ts";

/** Daily returns of several trials on the dates that all of them have: what PBO and SPA take. */
export interface ReturnMatrix {
  readonly trials: readonly { readonly study: string; readonly number: number }[];
  /** Day numbers, ascending. */
  readonly dates: Int32Array;
  /** Each trial's net returns, one value a date. */
  readonly returns: readonly Float64Array[];
  /** How many dates were left out because a trial lacks them. */
  readonly datesLeftOut: number;
}

/** An SQL condition on `trial`, with its parameters. */
export function conditionOf({ study, dataHash }: Selection): { readonly sql: string; readonly values: string[] } {
  const given = Object.entries({ study, data_hash: dataHash }).filter((entry) => entry[1] !== undefined);
  return {
    sql: ["1", ...given.map(([column]) => `trial.${column} = ?`)].join(" AND "),
    values: given.map(([, value]) => value as string),
  };
}

/**
 * The return matrix of the selected trials that have returns, by study and number.
 *
 * @throws LedgerError if they have fewer than two dates in common.
 */
export function readReturnMatrix(database: DatabaseSync, path: string, selection: Selection): ReturnMatrix {
  const { sql, values } = conditionOf(selection);
  const has = "EXISTS (SELECT 1 FROM daily_return WHERE trial_id = trial.id)";
  const trials = database
    .prepare(`SELECT id, study, number FROM trial WHERE ${sql} AND ${has} ORDER BY study, number`)
    .all(...values) as { id: number; study: string; number: number }[];
  const daysOf = database.prepare("SELECT day, value FROM daily_return WHERE trial_id = ? ORDER BY day");
  daysOf.setReturnArrays(true);
  const series = trials.map(({ id }) => daysOf.all(id) as unknown as [day: number, value: number][]);

  const timesSeen = new Map<number, number>();
  for (const [day] of series.flat()) timesSeen.set(day, (timesSeen.get(day) ?? 0) + 1);
  const dates = Int32Array.from(
    [...timesSeen].filter(([, times]) => times === trials.length).map(([day]) => day),
  ).sort();
  if (trials.length > 0 && dates.length < 2) {
    throw new LedgerError(`the ${trials.length} trials have ${dates.length} dates in common`, {
      where: [path, JSON.stringify(selection)],
      remedy: "Select trials whose out-of-fold dates overlap.",
    });
  }
  return {
    trials: trials.map(({ study, number }) => ({ study, number })),
    dates,
    returns: series.map((days) => {
      const byDay = new Map(days);
      return Float64Array.from(dates, (day) => byDay.get(day)!);
    }),
    datesLeftOut: timesSeen.size - dates.length,
  };
}
