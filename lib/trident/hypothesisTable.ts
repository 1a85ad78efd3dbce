import { formatNumber, htmlTable } from "../charts/index.ts";
import type { AmongTop, HypothesisVerdict } from "./roadmapHypothesis.ts";

/** The roadmap's ten most important features beside the ranks that were found, as HTML. */
export function hypothesisTable({ lines, claimed, institutional, stability }: HypothesisVerdict): string {
  const beside = ({ count, expected, chanceOfAsMany }: AmongTop): string =>
    `${count} (by chance ${formatNumber(expected, 1)}; as many or more in ${formatNumber(chanceOfAsMany, 0, "%")})`;
  return htmlTable(
    lines,
    [
      { title: "feature", value: ({ name }) => name },
      { title: "rank claimed", value: (line) => line.claimed },
      { title: "rank found", value: ({ found }) => found },
      { title: "over folds", value: ({ overFolds }) => overFolds?.join(" to ") ?? "–" },
      { title: "in the top ten", value: ({ isAmongTop }) => (isAmongTop ? "yes" : "no") },
    ],
    `Of the ten that were named ${beside(claimed)} are in the top ten; institutional features there: ${beside(institutional)}; rank correlation of folds ${formatNumber(stability, 2)}`,
  );
}
