import { UsageError } from "./errors.ts";

const DAY_MS = 86_400_000;

/** ISO date (`2024-03-08`) of a day number, days since 1970-01-01 as in Arrow's date32. */
export function isoDate(day: number): string {
  return utcDate(day).toISOString().slice(0, 10);
}

/** Midnight, UTC, of a day number, to ask it for its weekday or month by `getUTC...`. */
export function utcDate(day: number): Date {
  return new Date(day * DAY_MS);
}

/** The day number of now, UTC, or of another time in ms. */
export function utcDay(time = Date.now()): number {
  return Math.floor(time / DAY_MS);
}

/**
 * Day number (days since 1970-01-01) of an ISO date.
 *
 * @throws UsageError if the text is no calendar date in the form YYYY-MM-DD.
 */
export function parseIsoDate(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new UsageError(`'${text}' is not a date`, { remedy: "Give dates as YYYY-MM-DD, for example 2024-03-08." });
  }
  return time / DAY_MS;
}
