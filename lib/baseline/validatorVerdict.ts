import type { Verdict, VerdictLine } from "trident-base";
import { formatNumber } from "../charts/index.ts";
import { describeLabelling } from "../labels/index.ts";
import type { StrategyResult } from "./result.ts";

/** Judges whether the forest earns more than buying always, strategy by strategy. */
export function validatorVerdict(results: readonly StrategyResult[]): Verdict {
  const lines = results.map((result) => lineOf(result, results.length));
  const worst = (["fail", "not enough data"] as const).find((status) => lines.some((line) => line.status === status));
  return { title: "Does the forest earn more than buying always?", status: worst ?? "pass", lines };
}

function lineOf({ strategy, honest }: StrategyResult, tries: number): VerdictLine {
  const { model, overAlwaysBuy, nothingToLearn, accuracy, baseRate } = honest;
  const line = {
    id: strategy.id,
    title: `${strategy.id}, ${describeLabelling(strategy)}`,
    threshold: "interval above 0 % a trade",
  };
  if (model === null || overAlwaysBuy === null || Number.isNaN(overAlwaysBuy.low)) {
    const detail = model === null ? "The forest never says BUY." : "Too few dates for an interval.";
    return {
      ...{ ...line, status: "not enough data", value: null, interval: null },
      detail: nothingToLearn === null ? detail : `Nothing to learn: ${nothingToLearn}.`,
    };
  }
  const { estimate, low, high } = overAlwaysBuy;
  const shares = [accuracy.estimate, baseRate].map((share) => formatNumber(share, 1, "%"));
  return {
    ...line,
    status: low > 0 ? "pass" : "fail",
    value: percent(estimate),
    interval: [percent(low), percent(high)],
    detail: `Accuracy ${shares[0]}, a constant answer ${shares[1]}; one of ${tries} tries.`,
  };
}

const percent = (share: number): number => Number((share * 100).toFixed(3));
