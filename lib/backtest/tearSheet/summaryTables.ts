import { formatNumber, htmlTable } from "../../charts/index.ts";
import type { JudgedDecisions } from "../judgeDecisions.ts";
import type { BacktestSummary, EquitySummary, Estimate } from "../summary.ts";

interface Line {
  readonly what: string;
  readonly value: string;
  readonly interval: string;
}

const percent = (value: number | null, digits = 1): string => formatNumber(value, digits, "%");
const basisPoints = (value: number | null): string => (value === null ? "–" : `${formatNumber(value * 1e4)} bp`);

/** What the policy's trades and its equity were worth, with their intervals, as an HTML table. */
export function summaryTable(summary: BacktestSummary): string {
  const { winRate, edge, expectancy, sharpe, sharpeStandardError } = summary;
  const span = ({ interval: [low, high] }: Estimate, show: (value: number | null) => string) =>
    low === null || high === null ? "not known" : `${show(low)} to ${show(high)}`;
  const line = (what: string, value: string, interval = ""): Line => ({ what, value, interval });
  const reach = sharpe !== null && sharpeStandardError !== null ? 1.96 * sharpeStandardError : null;
  const lines = [
    line("trades", formatNumber(summary.trades), `worth ${formatNumber(winRate.nEffective)} independent ones`),
    line("win rate, net", percent(winRate.value), span(winRate, percent)),
    line("break-even rate", percent(summary.breakEven)),
    line("edge", percent(edge.value), span(edge, percent)),
    line("net return of a trade", basisPoints(expectancy.value), span(expectancy, basisPoints)),
    line("costs of a trade", basisPoints(summary.costsPerTrade)),
    line("profit factor", formatNumber(summary.profitFactor, 2)),
    line("total return", percent(summary.totalReturn)),
    line("growth a year", percent(summary.cagr)),
    line(
      "Sharpe ratio",
      formatNumber(sharpe, 2),
      reach === null ? "not known" : `${formatNumber(sharpe! - reach, 2)} to ${formatNumber(sharpe! + reach, 2)}`,
    ),
    line("Sortino ratio", formatNumber(summary.sortino, 2)),
    line("Calmar ratio", formatNumber(summary.calmar, 2)),
    line("max drawdown", percent(summary.maxDrawdown), `${formatNumber(summary.maxDrawdownSessions)} sessions`),
    line("exposure within a session, mean", percent(summary.exposure)),
    line("turnover a year", formatNumber(summary.turnover, 1)),
    line(
      "capacity",
      summary.capacity === null ? "–" : `$${formatNumber(summary.capacity)}`,
      "1 % of volume, 95 % of fills",
    ),
  ];
  return htmlTable(lines, [
    { title: "", value: ({ what }) => what },
    { title: "value", value: ({ value }) => value },
    { title: "95 % interval", value: ({ interval }) => interval },
  ]);
}

/** The policy beside its opponents, a row each, as an HTML table. */
export function opponentsTable({ summary, alpha, opponents }: JudgedDecisions): string {
  const own: Row = { ...summary, beta: alpha.beta };
  return htmlTable(Object.entries<Row>({ policy: own, ...opponents }), [
    { title: "", value: ([name]) => name },
    { title: "total return", value: ([, { totalReturn }]) => totalReturn, digits: 1, unit: "%" },
    { title: "growth a year", value: ([, { cagr }]) => cagr, digits: 1, unit: "%" },
    { title: "Sharpe", value: ([, { sharpe }]) => sharpe, digits: 2 },
    { title: "standard error", value: ([, { sharpeStandardError }]) => sharpeStandardError, digits: 2 },
    { title: "max drawdown", value: ([, { maxDrawdown }]) => maxDrawdown, digits: 1, unit: "%" },
    { title: "exposure", value: ([, { exposure }]) => exposure, digits: 1, unit: "%" },
    { title: "beta", value: ([, { beta }]) => beta, digits: 2 },
    { title: "excess a day, bp", value: ([, { excess }]) => points(excess?.value), digits: 1 },
    { title: "at least, 95 %", value: ([, { excess }]) => points(excess?.lowerBound), digits: 1 },
  ]);
}

type Row = EquitySummary & { readonly beta: number; readonly exposure: number; readonly excess?: Estimate };

const points = (value: number | null | undefined): number | null => (value == null ? null : 1e4 * value);
