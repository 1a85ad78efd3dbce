import { formatNumber, htmlTable } from "../../charts/index.ts";
import type { Checklist } from "./checklist.ts";
import { shownBounds, shownValue } from "./expectedResults.ts";

/** The production checklist as HTML: its eight lines, then the stretch goals. */
export function checklistTable({ lines, sentence }: Pick<Checklist, "lines" | "sentence">): string {
  return htmlTable(
    lines,
    [
      { title: "line", value: ({ title, isStretchGoal }) => (isStretchGoal ? `${title} (stretch goal)` : title) },
      { title: "status", value: ({ status }) => status },
      { title: "found", value: shownValue },
      { title: "asked", value: (line) => shownValue({ ...line, value: line.asked }) },
      { title: "between (95 % each side)", value: shownBounds },
      { title: "effective number", value: ({ nEffective }) => formatNumber(nEffective) },
      { title: "from", value: ({ source }) => source },
      { title: "detail", value: ({ detail }) => detail },
    ],
    sentence,
  );
}
