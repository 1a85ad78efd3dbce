import { htmlTable } from "../charts/index.ts";
import type { FoldImportances, PermutedGroup } from "./foldImportances.ts";

/** Groups that are shown. */
const SHOWN = 15;

/** What groups of inputs are worth on unseen rows, the first ones and noise, as HTML. */
export function permutationTable({ groups }: FoldImportances): string {
  const chance = groups.filter(({ isNoise }) => isNoise);
  const above = groups.findIndex(({ isNoise }) => isNoise);
  const shown = groups.filter(({ isNoise }, k) => isNoise || k < SHOWN);
  const place = (group: PermutedGroup): number => groups.indexOf(group) + 1;
  return htmlTable(
    shown,
    [
      { title: "inputs permuted together", value: ({ inputs }) => inputs.join(", ") },
      { title: "place", value: place },
      { title: "log-loss rises by, 1e-4 nats", value: ({ importance }) => 1e4 * importance, digits: 2 },
      { title: "least of the folds", value: ({ folds }) => 1e4 * Math.min(...folds), digits: 2 },
      { title: "greatest", value: ({ folds }) => 1e4 * Math.max(...folds), digits: 2 },
    ],
    `${above} of ${groups.length - chance.length} groups are worth more than the best of ${chance.length} columns of noise, on rows that no model has seen`,
  );
}
