import { equityFigure, type PagePart } from "../../backtest/index.ts";
import { htmlTable } from "../../charts/index.ts";
import { type DataSource, sourcesTable } from "../../market/index.ts";
import { type Finding, QUESTIONS, type Question } from "./finding.ts";
import { cumulativeFigure, horizonFigure, tenthsFigure } from "./judgeFigures.ts";
import type { JudgedPredictions } from "./judgePredictions.ts";

/** What the page of a judgement shows: the verdict, then each question with its findings, tables and figures. */
export function judgePage(judged: JudgedPredictions, sources: readonly DataSource[]): readonly PagePart[] {
  const { verdict, sentence, predictions, tickers, sessions, from, to, horizon, notes } = judged;
  const figures: Readonly<Record<Question, readonly PagePart[]>> = {
    can_it_be: [],
    out_of_sample: [],
    ranks: [horizonFigure(judged), cumulativeFigure(judged), tenthsFigure(judged)].flatMap((each) =>
      each ? [{ figure: each }] : [],
    ),
    pays: curvesOf(judged),
    luck: [],
  };
  return [
    {
      markdown: `# Verdict: ${verdict}\n\n**${sentence}**\n\n${predictions.toLocaleString("en-US")} ${judged.daily ? "predictions" : "trades"} of ${tickers} tickers on ${sessions} sessions, ${from} to ${to}, for ${horizon} bars ahead.`,
    },
    ...(Object.keys(QUESTIONS) as Question[]).flatMap((question) => [
      { markdown: `## ${QUESTIONS[question]}` },
      { markdown: findingsList(judged.findings.filter((each) => each.question === question)) },
      ...judged.findings.filter((each) => each.question === question).flatMap(tableOf),
      ...figures[question],
    ]),
    ...(notes.length > 0 ? [{ markdown: notes.map((note) => `- ${note}`).join("\n") }] : []),
    { html: sourcesTable(sources) },
  ];
}

/** How a finding is called in lists: what of it decides. */
export function findingStatus({ kind, passed }: Pick<Finding, "kind" | "passed">): string {
  if (kind === "shown") return "shown";
  return passed ? "pass" : kind === "leak" ? "leak" : "open";
}

/** As a list, whose sentences wrap on a phone. */
function findingsList(findings: readonly Finding[]): string {
  return findings
    .map((each) => `- **${each.id.replaceAll("_", " ")}** (${findingStatus(each)}): ${each.sentence}`)
    .join("\n");
}

/** Tables that figures do not show already. */
const TABLES = ["by_year", "by_cluster", "by_size", "decay", "opponents"];

function tableOf({ id, rows }: Finding): readonly PagePart[] {
  const [first] = rows ?? [];
  if (!rows || !first || !TABLES.includes(id)) return [];
  // A table of dashes says no more than its sentence.
  if (rows.every((row) => row.ic === null)) return [];
  const columns = Object.keys(first).map((title) => {
    const digits = rows.every((row) => row[title] === null || Number.isInteger(row[title])) ? 0 : 3;
    return { title: title.replaceAll("_", " "), value: (row: (typeof rows)[number]) => row[title] ?? null, digits };
  });
  return [{ html: htmlTable(rows, columns, id.replaceAll("_", " ")) }];
}

function curvesOf({ payment: { judged } }: JudgedPredictions): readonly PagePart[] {
  if (!judged) return [];
  const { policy, curves } = judged;
  return [{ figure: equityFigure({ date: policy.date, capital: policy.capital, curves }) }];
}
