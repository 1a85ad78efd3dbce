import type { Verdict } from "trident-base";
import { formatNumber } from "../charts/index.ts";
import { certificateSentence } from "../model/index.ts";
import { tooGoodSentence } from "../statistics/index.ts";
import { believable } from "./believable.ts";
import { gapOf } from "./membersTable.ts";
import type { Training } from "./trainTrident.ts";

/**
 * Says in a few sentences, as Markdown, what was trained and what it can be believed to be.
 *
 * @param found what `believable` says of the training, where that is known already.
 */
export function tridentSummary(training: Training, found: Verdict = believable(training)): string {
  const { manifest, members, merges, notes } = training;
  const { clusters, spans, certificate } = manifest;
  const lead = manifest.members.map(({ outOfFold }) => outOfFold.auc - outOfFold.aucVolatilityOnly);
  const above = lead.filter((value) => value > 0).length;
  const mean = lead.reduce((sum, value) => sum + value, 0) / lead.length;
  const gap = members.reduce((sum, member) => sum + gapOf(member), 0) / members.length;
  const tried = members.reduce((sum, { trials }) => sum + trials.length, 0);
  return [
    `- ${tooGoodSentence(found)}`,
    `- **${members.length} members** in ${clusters.length} clusters${merges.length === 0 ? "" : ` (${merges.length} merged)`}, the best of ${tried} trials, all of them in the ledger.`,
    `- Out of fold their AUC is **${formatNumber(mean, 3)}** ${mean >= 0 ? "above" : "(below 0: less)"} that of volatility alone in the mean; ${above} of ${members.length} are above it. ` +
      "Barrier labels measure volatility, so only what goes beyond it can be an edge.",
    `- On rows that they have learned from, their AUC is ${formatNumber(gap, 3)} higher: what a test on training rows would have claimed.`,
    `- Decisions from ${spans.calibration.from} on had no part in any of this; the threshold was chosen there, and from ${spans.certificate.from} on nothing was: ${certificate ? `**${certificateSentence(certificate)}**` : "nothing is bought, so that there is nothing to certify."}`,
    ...notes.map((note) => `- ${note[0]!.toUpperCase()}${note.slice(1)}.`),
  ].join("\n");
}
