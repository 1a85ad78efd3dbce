import type { Finding } from "./finding.ts";

/** Findings of one kind of one ticker. */
export interface FindingGroup extends Pick<Finding, "ticker" | "date" | "kind" | "detail"> {
  /** How many they are; `date` and `detail` are the first one's. */
  readonly count: number;
  /** The date of the last one. */
  readonly until: string;
}

/**
 * Groups findings by ticker and kind, in the order of the first of each: as many as tickers and kinds can make, however
 * many findings there are.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const { ticker, date, kind, detail } of findings) {
    const key = `${kind} ${ticker}`;
    const known = groups.get(key) ?? { ticker, date, kind, detail, count: 0, until: date };
    groups.set(key, { ...known, count: known.count + 1, until: date });
  }
  return [...groups.values()];
}
