import { formatNumber, htmlTable } from "../charts/index.ts";
import type { RankCorrelation } from "./rankCorrelation.ts";

/** A rank correlation beyond which two inputs say nearly the same. */
const ALIKE = 0.95;
/** Pairs that are shown, the most alike. */
const SHOWN = 15;

/** Shows the pairs of inputs that rank the rows nearly alike, as HTML. */
export function alikeInputsTable({ names, values }: RankCorrelation): string {
  const pairs = names.flatMap((name, j) =>
    names.slice(0, j).map((other, k) => ({ name, other, value: values[j]![k]! })),
  );
  const alike = pairs
    .filter(({ value }) => Math.abs(value) > ALIKE)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return htmlTable(
    alike.slice(0, SHOWN),
    [
      { title: "input", value: ({ name }) => name },
      { title: "says nearly the same as", value: ({ other }) => other },
      { title: "rank correlation", value: ({ value }) => value, digits: 3 },
    ],
    `${alike.length} of ${formatNumber(pairs.length)} pairs have a rank correlation beyond ${ALIKE}`,
  );
}
