import { htmlTable } from "../charts/index.ts";
import { describeLabelling } from "../labels/index.ts";
import type { StrategyResult } from "./result.ts";

/** Shows what the roadmap reports of each strategy, in its own terms, as HTML. */
export function overfitTable(results: readonly StrategyResult[]): string {
  return htmlTable(
    results,
    [
      { title: "strategy", value: ({ strategy }) => strategy.id },
      { title: "labels", value: ({ strategy }) => describeLabelling(strategy) },
      { title: "accuracy in training", value: ({ published }) => published.trainAccuracy, digits: 1, unit: "%" },
      { title: "on the test rows", value: ({ published }) => published.accuracy, digits: 1, unit: "%" },
      { title: "overfit gap", value: ({ published }) => published.overfitGap, digits: 1, unit: "%" },
      { title: "test rows", value: ({ published }) => published.testRows },
      { title: "HOLD rows dropped", value: ({ published }) => published.droppedHold },
    ],
    "As published, in the roadmap's own terms",
  );
}
