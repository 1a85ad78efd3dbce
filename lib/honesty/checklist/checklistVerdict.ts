import type { Verdict } from "trident-base";
import type { Checklist } from "./checklist.ts";
import { shownBounds, shownValue } from "./expectedResults.ts";

/** What stands on top of a report: the edge verdict, on which 'tradable' rests, then the lines of the checklist. */
export function checklistVerdict({ edge, lines, answer }: Pick<Checklist, "edge" | "lines" | "answer">): Verdict {
  return {
    title: `May it trade? On this evidence: ${answer}.`,
    status: edge.status,
    lines: [
      ...edge.lines,
      ...lines.map((line) => ({
        ...{ id: line.id, title: line.title, status: line.status, value: shownValue(line), interval: null },
        threshold: shownValue({ ...line, value: line.asked }),
        detail: [shownBounds(line), line.source, line.detail].filter((part) => part !== "–" && part !== "").join("; "),
      })),
    ],
  };
}

/** The numbers by which two checklists are compared. */
export function checklistRecord({
  lines,
  answer,
  years,
  from,
  to,
}: Pick<Checklist, "lines" | "answer" | "years" | "from" | "to">): Readonly<Record<string, number | string | null>> {
  const found = lines.flatMap(({ id, value, status }) => [
    [`checklist_${id}`, value],
    [`checklist_${id}_status`, status],
  ]);
  return {
    checklist_answer: answer,
    checklist_years: years,
    validation_from: from,
    validation_to: to,
    ...Object.fromEntries(found),
  };
}
