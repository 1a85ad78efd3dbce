import { formatNumber } from "../charts/index.ts";
import type { Certificate } from "./certificate.ts";

/** The guarantee, or why there is none, in one sentence. */
export function certificateSentence(certificate: Certificate): string {
  const { status, detail, from, to, trades, blocks, years, precision, bound, breakEven } = certificate;
  const { expectancy, expectancyBound, coverage, tradesAYear, nextYear, worst } = certificate;
  if (trades === 0) return `Not certified: not one decision from ${from} to ${to} was taken.`;
  const seen = `${count(trades)} trades in ${blocks} blocks from ${from} to ${to}`;
  if (status === "not enough data") {
    const wait = years === null ? "" : `; at this pace 25 blocks take ${formatNumber(years, 1)} years`;
    return `Not enough data to certify: ${detail} (${seen}, ${percent(precision)} of them won)${wait}.`;
  }
  const earned = `${points(expectancy)} basis points a trade after costs, more than ${points(expectancyBound)} by bound`;
  if (status === "fail") {
    return `Not certified: ${detail} (${seen}; precision ${percent(precision)}, more than ${percent(bound)} by bound, break-even ${percent(breakEven)}; ${earned}).`;
  }
  return `As long as markets are like those from ${from} to ${to} and the policy stays as it was frozen before them, more than ${percent(bound)} of its trades win, with 95 % confidence, in the long run, and more than ${percent(nextYear)} in the next year: ${percent(precision)} of ${seen} won, where ${percent(breakEven)} break even, at ${earned}; it takes ${percent(coverage)} of the decisions, ${count(tradesAYear)} trades a year, and in its worst block, from ${worst!.from}, they made ${points(worst!.net / worst!.trades)} basis points each.`;
}

const percent = (share: number | null): string => formatNumber(share, 1, "%");
const points = (fraction: number | null): string => formatNumber(fraction === null ? null : fraction * 10_000, 1);
const count = (value: number): string => formatNumber(value);
