import { formatNumber } from "../../charts/index.ts";
import { tooGoodSentence } from "../../statistics/index.ts";
import type { WalkForward } from "../walkForward/walkForwardTrident.ts";
import type { Checklist } from "./checklist.ts";

/** Says in a few sentences, as Markdown, what a validation came to and what it would take to know more. */
export function validationSummary(
  { sentence, lines, years, sharpeStandardError, tooGood, yearsNeeded, trials, looked, bias }: Checklist,
  { steps, pooled }: Pick<WalkForward, "steps" | "pooled">,
): string {
  const count = (status: string): number => lines.filter((line) => line.status === status).length;
  const needed = yearsNeeded.map(({ sharpe, more }) => `${formatNumber(more, 1)} at ${sharpe}`).join(", ");
  const earned = pooled.returns.reduce((sum, r) => sum + r, 0);
  const bought = steps.filter(({ found }) => found.summary).length;
  return [
    `- **${sentence}**`,
    `- Of ${lines.length} lines of the checklist ${count("pass")} pass, ${count("fail")} fail, and ${count("not enough data")} cannot be decided on these data.`,
    `- ${sharpeStandardError === null ? "The bundle has seen all of these bars; 626 sessions are the fewest of which six months are held back." : `${formatNumber(years, 1)} years of daily returns know a Sharpe ratio to within ${formatNumber(sharpeStandardError, 1)}, one standard error.`} Years that are still missing, by the true Sharpe ratio of an edge: ${needed}.`,
    `- Walking forward, ${bought} of ${steps.length} models bought anything; one after another, from ${pooled.from} to ${pooled.to}, they earned ${formatNumber(earned, 1, "%")} after costs.`,
    `- ${trials.toLocaleString("en-US")} trials have been made on bars like these, and these months were opened ${looked.openings === 1 ? "once" : `${looked.openings} times`}: that is what a result is held against.`,
    `- How these tickers were chosen: ${bias ?? "not known, assume survivorship and hindsight"}.`,
    ...(tooGood ? [`- ${tooGoodSentence(tooGood)}`] : []),
  ].join("\n");
}
