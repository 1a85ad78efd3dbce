import type { Verdict } from "trident-base";
import { formatNumber, htmlTable } from "../../charts/index.ts";

/** The lines of an edge verdict, as HTML. */
export function edgeTable({ title, status, lines }: Verdict): string {
  return htmlTable(
    lines,
    [
      { title: "what must hold", value: (line) => line.title },
      { title: "status", value: (line) => line.status },
      { title: "found", value: shown },
      { title: "asked", value: ({ threshold }) => threshold ?? "" },
      { title: "detail", value: ({ detail }) => detail },
    ],
    `${title} ${ANSWERS[status]}`,
  );
}

const ANSWERS = { pass: "Yes", fail: "No", "not enough data": "Not enough data" } as const;

/** A daily alpha is small; of a probability nothing is said below a thousandth. */
function shown({ id, value }: Verdict["lines"][number]): string {
  if (typeof value !== "number") return value ?? "not known";
  if (id === "alpha") return formatNumber(value, 5);
  return value < 0.001 ? "below 0.001" : formatNumber(value, 3);
}
