import { expect, test } from "vitest";
import { judged, results } from "../test/simulatedResults.ts";
import { checklistTable } from "./checklistTable.ts";
import { checklistRecord, checklistVerdict } from "./checklistVerdict.ts";
import { expectedResults, expectedTable } from "./expectedResults.ts";

test("the roadmap's expected results stand beside what was found, with bounds; the verdict is the edge's", () => {
  const checklist = judged(results("tables"));
  expect(expectedResults(checklist).map(({ baseline, expected, found }) => [found.id, baseline, expected])).toEqual([
    ["win_rate", "71.1 %", "90 %"],
    ["sharpe", "2.1", "3.5"],
    ["drawdown", "-15 %", "-10 %"],
    ["institutional", "–", "seven of the top ten"],
  ]);
  const win = checklist.lines[0]!;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  expect(expectedTable(checklist)).toContain(`${percent(win.lower!)} to ${percent(win.upper!)}`);
  expect(expectedTable(checklist)).toContain("not known");
  expect(checklistTable(checklist)).toContain("On this evidence: not enough data");
  const verdict = checklistVerdict(checklist);
  expect(verdict.status).toBe("not enough data");
  expect(verdict.title).toBe("May it trade? On this evidence: not enough data.");
  expect(verdict.lines).toHaveLength(5 + 12);
  expect(verdict.lines.filter(({ detail }) => /^–|; *$/.test(detail))).toEqual([]);
  expect(checklistRecord(checklist)).toMatchObject({
    checklist_win_rate: win.value,
    checklist_win_rate_status: "fail",
  });
});
