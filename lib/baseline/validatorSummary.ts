import { formatNumber } from "../charts/index.ts";
import { tooGoodSentence } from "../statistics/index.ts";
import { believable } from "./believable.ts";
import type { StrategyResult } from "./result.ts";

/** Says in a few sentences, as Markdown, what is left of the published accuracies. */
export function validatorSummary(results: readonly StrategyResult[]): string {
  const learned = results.filter(({ published }) => published.nothingToLearn === null);
  const lead = ({ published }: StrategyResult): number => published.accuracy - published.baseRate;
  const [first, ...others] = learned;
  const best = first && others.reduce((a, b) => (lead(b) > lead(a) ? b : a), first);
  return [
    `- ${tooGoodSentence(believable(results))}`,
    ...(best ? ofBest(best) : ["- **Nothing to learn**: the labels of every strategy have one class."]),
    earned(results),
  ].join("\n");
}

const share = (value: number): string => formatNumber(value, 1, "%");

function ofBest({ strategy, published, honest }: StrategyResult): readonly string[] {
  const { estimate, low, high } = honest.accuracy;
  return [
    `- **As published**, the strategy furthest ahead of a constant answer is *${strategy.id}*: ` +
      `**${share(published.accuracy)}** accuracy, where a constant answer scores ${share(published.baseRate)} on the same rows.`,
    `- **Honest**, the same forest on the same tickers and year has **${share(estimate)}** (${share(low)} to ` +
      `${share(high)}), where a constant answer scores ${share(honest.baseRate)}: a skill of ${formatNumber(honest.skill, 2)}.`,
  ];
}

function earned(results: readonly StrategyResult[]): string {
  const proven = results.filter(({ honest: { alpha } }) => alpha && alpha.low > 0);
  if (proven.length === 0) {
    return "- **No strategy** has an alpha on the panel's equal weight whose interval lies above 0: the rest is beta, or luck.";
  }
  const names = proven.map(({ strategy }) => `*${strategy.id}*`).join(", ");
  return (
    `- ${names}: an alpha on the panel's equal weight, with an interval above 0. Of ${results.length} strategies tried, ` +
    "one such interval is not yet evidence."
  );
}
