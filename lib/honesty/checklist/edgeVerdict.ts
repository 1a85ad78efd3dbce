import { finiteOrNull, type Verdict, type VerdictLine, type VerdictStatus } from "trident-base";
import { edgeEvidence } from "../../statistics/index.ts";
import type { AuditCheck } from "../audit/check.ts";
import { auditLine } from "./auditLine.ts";

/** What an edge is judged by. */
export interface EdgeOptions {
  /** Daily net returns of the chosen policy, out of sample, and the panel's equal weight without costs. */
  readonly returns: readonly number[];
  readonly market: readonly number[];
  /** The raw number of trials, failed and pruned ones too, that share bars with these; at least 1. */
  readonly trials: number;
  /** p beside the blind opponent; null where nothing was traded. */
  readonly blind: number | null;
  readonly audit: readonly AuditCheck[] | null;
  /** Whether the results are too good to be true; null where nothing was traded. */
  readonly believable: Verdict | null;
  readonly seed?: number | string;
}

/** Sessions below which nothing is said. */
const FEWEST = 20;

/**
 * The edge verdict: deflated Sharpe ratio of alpha at least 0.95, SPA p below 0.05 with the policy as the best, the
 * one-sided 95 % lower bound of daily alpha above 0, the blind opponent's p below 0.05, and a clean audit. What is too
 * good to be true is withheld until the audit is clean. A line fails where the evidence is against an edge as surely
 * as it would have to be for one, and is not enough data in between.
 *
 * The variance of the trials' ratios is that of luck, 1 / effective sessions, which is the largest that the deflation
 * takes: what was observed could only make it kinder.
 *
 * @throws UsageError as `edgeEvidence` does.
 */
export function edgeVerdict(options: EdgeOptions): Verdict {
  const { returns, market, trials, blind, audit, believable, seed = "edge verdict" } = options;
  const lines: VerdictLine[] = [];
  if (returns.length < FEWEST || returns.every((r) => r === 0)) {
    const detail =
      returns.length < FEWEST ? `${returns.length} sessions are fewer than ${FEWEST}.` : "Nothing was traded.";
    lines.push(lineOf("alpha", "Alpha after costs", null, "lower bound (95 %) above 0", "not enough data", detail));
  } else {
    const found = edgeEvidence({ returns, market, trials: { count: trials, sharpeVariance: Number.NaN }, seed });
    const { estimate, lowerBound } = found.alpha;
    const points = (value: number): string => `${(10_000 * value).toFixed(2)} basis points a day`;
    lines.push(
      // A ratio that luck could have shown does not speak against an edge: only alpha does.
      lineOf(
        ...(["deflated_sharpe", "Deflated Sharpe ratio of alpha", finiteOrNull(found.deflatedSharpe)] as const),
        ...(["at least 0.95", found.deflatedSharpe >= 0.95 ? "pass" : "not enough data"] as const),
        `By ${trials} trials.`,
      ),
      {
        ...lineOf("spa", "Superior predictive ability", found.spa.consistent, "p below 0.05 and the best", "fail", ""),
        status: found.spa.best !== 0 ? "fail" : ofP(found.spa.consistent),
      },
      lineOf(
        ...(["alpha", "Alpha after costs", finiteOrNull(estimate), "lower bound (95 %) above 0"] as const),
        lowerBound > 0 ? "pass" : 2 * estimate - lowerBound < 0 ? "fail" : "not enough data",
        Number.isNaN(lowerBound) ? "Its bound is not known." : `${points(estimate)}, at least ${points(lowerBound)}.`,
      ),
    );
  }
  lines.push(
    lineOf(
      ...(["blind", "Beside the same decisions with the names exchanged", blind, "p below 0.05"] as const),
      blind === null ? "not enough data" : ofP(blind),
      blind === null ? "No decision to exchange." : "",
    ),
    auditLine(audit),
  );
  const wild = believable?.lines.filter(({ status }) => status === "fail") ?? [];
  if (wild.length > 0) {
    const clean = auditLine(audit).status === "pass";
    const which = wild.map(({ title, value }) => `${title} ${value}`).join(", ");
    const detail = clean ? "The audit is clean." : "Withheld until the audit is clean.";
    const status = clean ? "pass" : "not enough data";
    lines.push(lineOf("believable", "Too good to be true", which, "a clean audit", status, detail));
  }
  return { title: "Is there an edge?", status: worst(lines), lines };
}

/** p says as much against an edge at 0.95 as for it at 0.05. */
const ofP = (p: number): VerdictStatus => (p < 0.05 ? "pass" : p > 0.95 ? "fail" : "not enough data");

function lineOf(
  id: string,
  title: string,
  value: number | string | null,
  threshold: string,
  status: VerdictStatus,
  detail: string,
): VerdictLine {
  return { id, title, status, value, threshold, interval: null, detail };
}

/** A verdict passes where all of its lines do, and fails where one does. */
function worst(lines: readonly Pick<VerdictLine, "status">[]): VerdictStatus {
  const has = (status: VerdictStatus): boolean => lines.some((line) => line.status === status);
  return has("fail") ? "fail" : has("not enough data") ? "not enough data" : "pass";
}
