import { formatNumber, htmlTable } from "../../charts/index.ts";
import type { Checklist, ChecklistLine } from "./checklist.ts";

/** One line of the roadmap's table of expected results, beside what was found. */
export interface ExpectedResult {
  readonly title: string;
  /** What the roadmap claims for its baseline, and expects of Trident; as it writes them. */
  readonly baseline: string;
  readonly expected: string;
  /** The checklist's line: number, one-sided 95 % bounds, and whether what is expected is shown. */
  readonly found: ChecklistLine;
}

/** What the roadmap says of its baseline and of Trident, by line of the checklist. */
const ROADMAP = [
  { id: "win_rate", baseline: "71.1 %", expected: "90 %" },
  { id: "sharpe", baseline: "2.1", expected: "3.5" },
  { id: "drawdown", baseline: "-15 %", expected: "-10 %" },
  { id: "institutional", baseline: "–", expected: "seven of the top ten" },
] as const;

/** The roadmap's table of expected results beside what a checklist found. */
export function expectedResults({ lines }: Pick<Checklist, "lines">): readonly ExpectedResult[] {
  return ROADMAP.map(({ id, baseline, expected }) => {
    const found = lines.find((line) => line.id === id)!;
    return { title: found.title, baseline, expected, found };
  });
}

/** That table as HTML. */
export function expectedTable(checklist: Pick<Checklist, "lines" | "from" | "to">): string {
  return htmlTable(
    expectedResults(checklist),
    [
      { title: "measure", value: ({ title }) => title },
      { title: "roadmap's baseline", value: ({ baseline }) => baseline },
      { title: "roadmap expects", value: ({ expected }) => expected },
      { title: "found", value: ({ found }) => shownValue(found) },
      { title: "between (95 % each side)", value: ({ found }) => shownBounds(found) },
      { title: "is it shown", value: ({ found }) => found.status },
    ],
    `The roadmap's expected results beside what was found ${checklist.from === "" ? "on no bars at all" : `from ${checklist.from} to ${checklist.to}, after costs`}`,
  );
}

/** Lines whose numbers are shares, shown in percent. */
const SHARES = ["win_rate", "drawdown", "out_of_sample", "walk_forward", "cluster_win_rate", "spy", "unseen"];

/** A number of the checklist as a person reads it. */
export function shownValue({ id, value }: ChecklistLine): string {
  if (typeof value !== "number") return value ?? "not known";
  if (SHARES.includes(id)) return formatNumber(value, 1, "%");
  return formatNumber(value, id === "institutional" ? 0 : 2);
}

/** The one-sided bounds of a line; a dash where it has none. */
export function shownBounds(line: ChecklistLine): string {
  const { lower, upper } = line;
  if (lower === null || upper === null) return "–";
  return `${shownValue({ ...line, value: lower })} to ${shownValue({ ...line, value: upper })}`;
}
