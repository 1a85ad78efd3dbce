import { equalWeightReturn } from "../behaviour/index.ts";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { readChosenLabellings } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Panel } from "../market/index.ts";
import { type BacktestOverfitting, hedgedReturns, pbo, SESSIONS_A_YEAR } from "../statistics/index.ts";

/** Sessions that ten blocks ask for. */
const FEWEST_SESSIONS = 40;

/**
 * The probability that choosing a label search's best trial was overfitting, by the daily returns of all trials of its
 * honest study that the ledger has, less beta times the equal weight of the panel's tickers.
 *
 * @param file that the search left, `data/optuna_best_params.json`.
 * @returns null where the file names no study, or the ledger has under two of its trials or 40 sessions.
 * @throws UsageError as `readChosenLabellings` does.
 */
export async function searchOverfitting(
  file: string,
  panel: Panel,
  ledger: Ledger,
): Promise<BacktestOverfitting | null> {
  const { study } = await readChosenLabellings(file);
  if (!study) return null;
  const { trials, dates, returns } = ledger.returnMatrix({ study: study.honest });
  if (trials.length < 2 || dates.length < FEWEST_SESSIONS) return null;
  const { value } = equalWeightReturn(panel);
  const placeOf = new Map(Array.from(panel.calendar, (day, s) => [day, s]));
  const market = Float64Array.from(dates, (day) => value[placeOf.get(day) ?? -1] || 0);
  return pbo(returns.map((series) => hedgedReturns(series, market)));
}

/** A dot for each way to halve the dates: the best trial's Sharpe ratio on the half that chose it, and on the other. */
export function overfittingFigure({ chosen, unseen, probability }: BacktestOverfitting): Figure {
  const yearly = (ratios: Float64Array): number[] =>
    Array.from(ratios, (ratio) => Number((Math.sqrt(SESSIONS_A_YEAR) * ratio).toFixed(3)));
  const [x, y] = [yearly(chosen), yearly(unseen)];
  const ends = [Math.min(...x, ...y), Math.max(...x, ...y)];
  return figure(
    [
      {
        ...{ type: "scatter", mode: "markers", name: "one way to halve the dates", x, y },
        marker: { color: COLOURS.honest, size: 6, opacity: 0.6 },
        hovertemplate: "chosen with %{x:.2f}, then %{y:.2f}",
      },
      {
        ...{ type: "scatter", mode: "lines", name: "as good on both", x: ends, y: ends },
        ...{ line: { color: COLOURS.chance, dash: "dot" }, hoverinfo: "skip" },
      },
    ],
    `Choosing the best labelling: PBO ${(100 * probability).toFixed(0)} %`,
    {
      xaxis: { title: { text: "Sharpe ratio on the half that chose" } },
      yaxis: { title: { text: "on the other half" }, zeroline: true },
    },
  );
}
