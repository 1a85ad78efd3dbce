import { htmlTable } from "../charts/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import type { Training } from "./trainTrident.ts";

/** Shows the winners as HTML: their scores out of fold with their spread, the gap to what they learned, volatility alone. */
export function membersTable({ members, manifest }: Training): string {
  const rows = members.map((member, k) => ({
    member,
    ...manifest.members[k]!.outOfFold,
    trees: manifest.members[k]!.trees,
  }));
  return htmlTable(
    rows,
    [
      { title: "cluster", value: ({ member }) => `${member.plan.cluster.number} ${member.plan.cluster.name}` },
      { title: "engine", value: ({ member }) => member.plan.engine },
      { title: "trials", value: ({ trials }) => trials },
      { title: "pruned", value: ({ member }) => member.trials.filter(({ state }) => state === "pruned").length },
      { title: "trees or epochs", value: ({ trees }) => trees },
      { title: "log-loss", value: ({ logLoss }) => logLoss, digits: 4 },
      { title: "AUC", value: ({ auc }) => auc, digits: 3 },
      { title: "volatility alone", value: ({ aucVolatilityOnly }) => aucVolatilityOnly, digits: 3 },
      { title: "sd over folds", value: ({ member }) => spreadOf(member), digits: 3 },
      { title: "train-test gap", value: ({ member }) => gapOf(member), digits: 3 },
    ],
    "The best trial of each engine in each cluster, out of fold on the tuning span",
  );
}

/** By how much a member's AUC is higher on rows that it has learned from, in the mean of its folds. */
export function gapOf({ best }: TrainedMember): number {
  return best.folds.reduce((sum, { trainAuc, auc }) => sum + trainAuc - auc, 0) / best.folds.length;
}

/** The standard deviation of a member's AUC over its folds. */
function spreadOf({ best }: TrainedMember): number {
  const aucs = best.folds.map(({ auc }) => auc);
  const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
  return Math.sqrt(aucs.reduce((sum, auc) => sum + (auc - mean) ** 2, 0) / (aucs.length - 1));
}
