import { isoDate } from "trident-base";

/** What can be wrong with bars; each kind has a file of its name. */
export type FindingKind =
  | "future_day"
  | "duplicate"
  | "price"
  | "closed_day"
  | "missing_session"
  | "unfinished"
  | "high_low"
  | "volume"
  | "price_scale"
  | "copied_day"
  | "stale_run"
  | "unadjusted_split"
  | "dividend"
  | "misfit_day"
  | "twin_ticker";

/** One thing that is wrong, at one ticker on one date. */
export interface Finding {
  /** `*` for a session that no ticker has. */
  readonly ticker: string;
  /** ISO. */
  readonly date: string;
  readonly kind: FindingKind;
  /** What was seen, as a sentence without its full stop. */
  readonly detail: string;
  /** Rows of the source that are not to be used because of it; none for a bar that is not there. */
  readonly rows: readonly number[];
}

/** A finding from the day number of its date. */
export function finding(
  kind: FindingKind,
  ticker: string,
  day: number,
  detail: string,
  rows: readonly number[],
): Finding {
  return { ticker, date: isoDate(day), kind, detail, rows };
}

/** A number as it is told: six digits at most. */
export const told = (value: number): string => String(Number(value.toPrecision(6)));
