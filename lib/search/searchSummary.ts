import { formatNumber } from "../charts/index.ts";
import { type BestParams, describeLabelling } from "../labels/index.ts";
import { describeLooks } from "../ledger/index.ts";
import { tooGoodSentence } from "../statistics/index.ts";
import { describeCounted } from "./countTrials.ts";
import type { LabelSearch } from "./searchLabels.ts";
import type { Selection } from "./selection.ts";
import { isAtCorner } from "./space.ts";

/** A deflated Sharpe ratio from which on a winner is more than luck. */
const PROVEN = 0.95;

/** Says in a few sentences, as Markdown, what both searches found and what is left of it. */
export function searchSummary({ best, published: trials, selection, believable }: LabelSearch): string {
  const { published, honest, study } = best;
  const chosen = trials.find(({ value }) => value === published.value);
  const proven = (honest.deflated ?? 0) >= PROVEN;
  return [
    `- ${tooGoodSentence(believable)}`,
    `- **As published**, *${published.method} ${describeLabelling(published)}* wins with ` +
      `**${formatNumber(chosen?.accuracy ?? null, 1, "%")}** accuracy${isAtCorner(published) ? ", at the corner of the space" : ""}. ` +
      `Out of fold the same labels have an alpha with a t of ${formatNumber(chosen?.t ?? null, 2)}.`,
    `- **Honest**, *${honest.method} ${describeLabelling(honest)}* wins: its policy's alpha on the panel's equal weight has a t of ` +
      `**${formatNumber(honest.value, 2)}** (beta ${formatNumber(study.beta.honest, 2)}); ` +
      `after ${describeCounted(study)}, it is ${proven ? "more" : "no more"} than luck would give ` +
      `(deflated ${formatNumber(honest.deflated, 2)}; ${PROVEN} is asked for).`,
    ...(selection.honest ? [selected(selection.honest)] : []),
    later(best),
    "- The dataset takes the honest winner unless told otherwise; both are in `data/optuna_best_params.json`.",
  ].join("\n");
}

function selected({ pbo, spa, isBest, trials }: Selection): string {
  return (
    `- **The choice** among ${trials} labellings: the best on one half of the dates is below the median on the other in ` +
    `${formatNumber(pbo, 0, "%")} of the halvings (PBO); the best of as many worthless ones does as well with a ` +
    `probability of ${formatNumber(spa, 3)} (SPA)${isBest ? "" : ", and another labelling is better by that test"}.`
  );
}

function later({ holdout }: BestParams): string {
  if ("reason" in holdout) return `- **No later year**: ${holdout.reason}.`;
  const lasting = (holdout.honest?.lowerBound ?? -1) > 0;
  return `- **On the later year** its alpha is ${lasting ? "" : "not "}above 0 by a one-sided 95 % bound (${describeLooks(holdout)}).`;
}
