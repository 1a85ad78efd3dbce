import type { Verdict } from "trident-base";
import { type Figure, formatNumber, htmlTable } from "../../charts/index.ts";
import { type DataSource, type Panel, sourcesTable } from "../../market/index.ts";
import { tooGoodSentence } from "../../statistics/index.ts";
import { dailyReturns } from "../dailyReturns.ts";
import type { JudgedDecisions } from "../judgeDecisions.ts";
import { equityFigure } from "./equityFigure.ts";
import { exposureFigure } from "./exposureFigure.ts";
import { monthlyTable } from "./monthlyTable.ts";
import { rollingSharpeFigure } from "./rollingSharpeFigure.ts";
import { settingsSentences } from "./settingsSentences.ts";
import { opponentsTable, summaryTable } from "./summaryTables.ts";
import { tradesFigure } from "./tradesFigure.ts";

/** One part of a page: text in Markdown, a table in HTML, or a figure. */
export type PagePart = { readonly markdown: string } | { readonly html: string } | { readonly figure: Figure };

/** What a tear sheet shows, from top to bottom: what was traded and how, what came of it beside the opponents, figures. */
export function tearSheet(panel: Panel, judged: JudgedDecisions, sources: readonly DataSource[]): readonly PagePart[] {
  const { policy, summary, believable, opponents, curves, blind, rules, notes } = judged;
  const { date, capital, trades, exposure } = policy;
  const returns = dailyReturns(policy.equity, capital);
  const net = Float64Array.from(trades, ({ pnl, shares, entryPrice }) => pnl / (shares * entryPrice));
  const bias = panel.origin.bias ?? "not known, assume survivorship and hindsight";
  return [
    { markdown: `# Backtest, ${summary.start} to ${summary.end}\n\n${settingsSentences(judged).join(" ")}` },
    { markdown: believableSentence(believable) },
    { markdown: `**Bias of the bars:** ${bias}. ${panel.tickers.length} tickers.` },
    ...(notes.length > 0 ? [{ markdown: notes.map((note) => `- ${note}`).join("\n") }] : []),
    { html: summaryTable(summary) },
    { markdown: blindSentence(blind) },
    { html: opponentsTable(judged) },
    { figure: equityFigure({ date, capital, curves }) },
    { figure: rollingSharpeFigure(date, returns) },
    { html: monthlyTable(date, returns) },
    ...(trades.length > 0 ? [{ figure: tradesFigure(net) }] : []),
    { figure: exposureFigure(date, exposure) },
    ...(Object.keys(opponents).length > 0 && rules.different > 1
      ? [
          {
            html: htmlTable(
              rules.most,
              [
                { title: "decisions", value: ({ decisions }) => decisions },
                { title: "profit", value: ({ profit }) => profit, digits: 2, unit: "%" },
                { title: "stop", value: ({ stop }) => stop, digits: 2, unit: "%" },
                { title: "bars", value: ({ horizon }) => horizon },
              ],
              "The most frequent exit rules",
            ),
          },
        ]
      : []),
    { html: sourcesTable(sources) },
  ];
}

function believableSentence(believable: Verdict): string {
  const sentence = tooGoodSentence(believable);
  const known = believable.lines.filter(({ value }) => value !== null);
  const measured = known.map(({ title, value, detail }) => `- ${title}: ${value}. ${detail}`);
  return [believable.status === "fail" ? `**${sentence}**` : sentence, "", ...measured].join("\n");
}

function blindSentence({ p, t, meanT, draws, decisions }: JudgedDecisions["blind"]): string {
  if (p === null) return "No decision was traded to its end, so there is nothing to compare with the blind opponent.";
  return (
    `**Blind opponent:** the same ${formatNumber(decisions)} decisions, dates and exits with the names exchanged within fifths of ` +
    `volatility, ${formatNumber(draws)} times. The policy's alpha on the panel's equal weight has a t of ${t.toFixed(2)} before costs, ` +
    `the exchanged ones ${meanT.toFixed(2)} on average: **p = ${p.toPrecision(2)}**. Timing is the same exposure in the ` +
    "equal-weight panel. Returns of the opponents but timing are after costs."
  );
}
