import { isoDate } from "trident-base";
import type { Panel } from "./panel.ts";

/** Days on which a ticker counts: from `since` on and before `until`, days since 1970-01-01; null is without an end. */
export interface MemberDays {
  readonly since: number | null;
  readonly until: number | null;
}

/** When the tickers of a panel were members of its universe. A ticker that is not in it counts on every day. */
export type Members = ReadonlyMap<string, readonly MemberDays[]>;

/** True if this time in a list includes the day. */
export function coversDay({ since, until }: MemberDays, day: number): boolean {
  return (since === null || since <= day) && (until === null || day < until);
}

/**
 * Which rows of a panel count as examples: 1 where the row's ticker was a member of the panel's universe on its date.
 * The one place that decides: labels leave the other rows without a label, the dataset leaves them out, and a backtest's
 * opponents do not buy on them. Their bars stay in the panel, since features look back over them.
 *
 * @returns undefined where the panel knows no membership by date, and every row counts.
 */
export function memberRows({ tickers, offsets, rows, date, origin }: Panel): Uint8Array | undefined {
  const { members } = origin;
  if (!members || !tickers.some((ticker) => members.has(ticker))) return undefined;
  const counts = new Uint8Array(rows).fill(1);
  for (const [t, ticker] of tickers.entries()) {
    const mine = members.get(ticker);
    if (!mine) continue;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      counts[i] = mine.some((days) => coversDay(days, date[i]!)) ? 1 : 0;
    }
  }
  return counts;
}

/** A ticker's times as a member, for people: `member from 2020-12-21`. */
export function describeMember(times: readonly MemberDays[]): string {
  const spans = times.map(({ since, until }) => {
    const from = since === null ? "" : ` from ${isoDate(since)}`;
    return `${from}${until === null ? "" : ` until ${isoDate(until)}`}`;
  });
  return `member${spans.join(",")}`;
}
