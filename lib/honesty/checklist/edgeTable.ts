import type { Verdict } from "trident-base";
import { formatNumber, htmlTable } from "../../charts/index.ts";

/** The lines of an edge verdict, as HTML. */
export function edgeTable({ title, status, lines }: Verdict): string {
  return htmlTable(
    lines,
    [
      { title: "what must hold", value: (line) => line.title },
      { title: "status", value: (line) => line.status },
      { title: "found", value: ({ value }) => shown(value) },
      { title: "asked", value: ({ threshold }) => threshold ?? "" },
      { title: "detail", value: ({ detail }) => detail },
    ],
    `${title} ${ANSWERS[status]}`,
  );
}

const ANSWERS = { pass: "Yes", fail: "No", "not enough data": "Not enough data" } as const;

/** Daily alphas are small, p and probabilities are not. */
function shown(value: Verdict["lines"][number]["value"]): string {
  if (typeof value !== "number") return value ?? "not known";
  return formatNumber(value, Math.abs(value) < 0.01 && value !== 0 ? 5 : 3);
}
