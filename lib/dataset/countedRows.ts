import {
  describeMember,
  type MemberCoverage,
  memberCoverage,
  memberRows,
  type Panel,
  type Universe,
} from "../market/index.ts";

/** Rows of a ticker that are no examples, since it was no member of the panel's universe on their days. */
export interface LeftOut {
  readonly ticker: string;
  readonly rows: number;
  readonly why: string;
}

/** What membership by date makes of a panel's rows. */
export interface CountedRows {
  /** Tickers that lose rows, in order; one may lose all of them. */
  readonly leftOut: readonly LeftOut[];
  /** Of the S&P 500 over the panel's sessions: how many of its member-days have bars. */
  readonly sp500: Pick<MemberCoverage, "memberDays" | "withBars">;
}

/** Counts the rows of a panel, or of a part of one that shares its calendar. */
export function countRows(part: Panel, sp500: Universe): CountedRows {
  const { memberDays, withBars } = memberCoverage(part, sp500);
  return { leftOut: leftOutRows(part), sp500: { memberDays, withBars } };
}

/** The counts of a panel by those of its parts, in their order. */
export function addCounts(parts: readonly CountedRows[]): CountedRows {
  const withBars = parts.reduce((sum, { sp500 }) => sum + sp500.withBars, 0);
  return {
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
    sp500: { memberDays: parts[0]?.sp500.memberDays ?? 0, withBars },
  };
}

function leftOutRows(part: Panel): readonly LeftOut[] {
  const counts = memberRows(part);
  if (!counts) return [];
  return part.tickers.flatMap((ticker, t) => {
    let rows = 0;
    for (let i = part.offsets[t]!; i < part.offsets[t + 1]!; i++) rows += 1 - counts[i]!;
    return rows === 0 ? [] : [{ ticker, rows, why: describeMember(part.origin.members!.get(ticker)!) }];
  });
}
