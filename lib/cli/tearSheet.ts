import { writeFile } from "node:fs/promises";
import { writeAtomically } from "trident-base";
import { type Cell, type Notebook, renderReport } from "trident-jupyter";
import {
  type Backtest,
  type BacktestSummary,
  type Curve,
  dailyReturns,
  type EquitySummary,
  equityFigure,
  exposureFigure,
  monthlyTable,
  opponentsTable,
  rollingSharpeFigure,
  summaryTable,
  tradesFigure,
} from "../backtest/index.ts";
import type { Figure } from "../charts/index.ts";
import type { Panel } from "../market/index.ts";

export interface TearSheet {
  readonly panel: Panel;
  readonly result: Backtest;
  readonly summary: BacktestSummary;
  /** Decisions of days on which the ticker was no member of the panel's universe. */
  readonly nonMembers: number;
  readonly opponents: Readonly<Record<string, EquitySummary>>;
  /** The policy's own first. */
  readonly curves: readonly Curve[];
}

/** Writes a backtest as one self-contained page: a notebook of its figures, rendered as any report is. */
export async function writeTearSheet(path: string, sheet: TearSheet): Promise<void> {
  const { panel, result, summary, nonMembers, opponents, curves } = sheet;
  const { date, capital, trades, exposure } = result;
  const returns = dailyReturns(result.equity, capital);
  const net = Float64Array.from(trades, ({ pnl, shares, entryPrice }) => pnl / (shares * entryPrice));
  const notebook = notebookOf([
    markdown(
      `# Backtest, ${summary.start} to ${summary.end}\n\n` +
        `${panel.tickers.length} tickers, at most ${capital.toLocaleString("en-US")} dollars, no credit. Fills at the next open; ` +
        "stops come first within a bar; commission, half spread and slippage are paid. " +
        `**Bias of the bars:** ${panel.origin.bias ?? "not known, assume survivorship and hindsight"}.` +
        (nonMembers === 0
          ? ""
          : ` **${nonMembers} decisions** are of days on which the ticker was no member of the universe: hindsight.`),
    ),
    html(summaryTable(summary)),
    html(opponentsTable({ policy: summary, ...opponents })),
    plot(equityFigure({ date, capital, curves })),
    plot(rollingSharpeFigure(date, returns)),
    html(monthlyTable(date, returns)),
    ...(trades.length > 0 ? [plot(tradesFigure(net))] : []),
    plot(exposureFigure(date, exposure)),
  ]);
  const page = await renderReport({ title: "Trident Lab: backtest", notebooks: [{ name: "backtest", notebook }] });
  await writeAtomically(path, (file) => writeFile(file, page));
}

type Content = Pick<Cell, "cell_type" | "source"> & { readonly data?: Record<string, unknown> };

const markdown = (source: string): Content => ({ cell_type: "markdown", source });
const html = (text: string): Content => ({ cell_type: "code", source: "", data: { "text/html": text } });
const plot = (figure: Figure): Content => ({
  cell_type: "code",
  source: "",
  data: { "application/vnd.plotly.v1+json": figure },
});

function notebookOf(contents: readonly Content[]): Notebook {
  const cells = contents.map(({ cell_type, source, data }, k) => {
    const cell = { id: `cell-${k}`, cell_type, source, metadata: {} };
    if (data === undefined) return cell;
    return { ...cell, execution_count: null, outputs: [{ output_type: "display_data", data, metadata: {} }] };
  });
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: "typescript" } },
    cells: cells as Cell[],
  };
}
