import type { Verdict, VerdictLine } from "trident-base";
import { formatNumber } from "../charts/index.ts";
import { describeLabelling } from "../labels/index.ts";
import { believable } from "./believable.ts";
import type { StrategyResult } from "./result.ts";

/**
 * Judges whether the forest earns what the market does not explain, strategy by strategy, and whether that can be
 * believed: what is too good to be true is no pass.
 */
export function validatorVerdict(results: readonly StrategyResult[]): Verdict {
  const { status, lines: claims } = believable(results);
  const wild = claims.filter((line) => line.status === "fail");
  const lines = [
    ...(wild.length > 0 ? wild : [believed(status)]),
    ...results.map((result) => lineOf(result, results.length)),
  ];
  const worst = (["fail", "not enough data"] as const).find((status) => lines.some((line) => line.status === status));
  return { title: "Does the forest earn more than its beta?", status: worst ?? "pass", lines };
}

/** The line of results of which none is too good. */
function believed(status: VerdictLine["status"]): VerdictLine {
  return {
    ...{ id: "believable", title: "Nothing is too good to be true", status, value: null, interval: null },
    threshold:
      "AUC 0.05 above volatility's, edge 0.05 above buying always, AUC 0.55 on the sign of returns, rank IC 0.05, with 95 % confidence",
    detail:
      status === "pass"
        ? "No strategy's lower bound passes what honest results show."
        : "No lower bound is known: too few dates, or nothing was learned.",
  };
}

function lineOf({ strategy, honest }: StrategyResult, tries: number): VerdictLine {
  const { alpha, accuracy, baseRate } = honest;
  const known = alpha !== null && !Number.isNaN(alpha.low) ? alpha : null;
  const [reached, constant] = [accuracy.estimate, baseRate].map((share) => formatNumber(share, 1, "%"));
  return {
    id: strategy.id,
    title: `${strategy.id}, ${describeLabelling(strategy)}`,
    status: known === null ? "not enough data" : known.low > 0 ? "pass" : "fail",
    value: known && percent(known.estimate),
    threshold: "interval of alpha above 0 % a day",
    interval: known && [percent(known.low), percent(known.high)],
    detail: known
      ? `Beta ${formatNumber(known.beta, 2)}. Accuracy ${reached}, a constant answer ${constant}; one of ${tries} tries.`
      : whyUnknown(honest),
  };
}

function whyUnknown({ nothingToLearn }: StrategyResult["honest"]): string {
  return nothingToLearn === null ? "Too few dates for an interval." : `Nothing to learn: ${nothingToLearn}.`;
}

const percent = (share: number): number => Number((share * 100).toFixed(3));
