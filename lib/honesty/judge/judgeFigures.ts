import { isoDate } from "trident-base";
import { COLOURS, type Figure, figure } from "../../charts/index.ts";
import type { JudgedPredictions } from "./judgePredictions.ts";

type Row = Readonly<Record<string, number | string | null>>;

/** The rank IC by bars ahead, with 95 % intervals, beside what honest results have. */
export function horizonFigure({ findings }: Pick<JudgedPredictions, "findings">): Figure | undefined {
  const rows = rowsOf(findings, "ic_by_horizon").filter(({ ic }) => ic !== null);
  if (rows.length === 0) return undefined;
  const x = rows.map(({ bars }) => String(bars));
  const distance = (to: "low" | "high") => rows.map((row) => Math.abs(numberOf(row, to) - numberOf(row, "ic")) || 0);
  return figure(
    [
      {
        ...{ type: "bar", x, y: rows.map(({ ic }) => ic), marker: { color: COLOURS.honest }, name: "rank IC" },
        error_y: { type: "data", symmetric: false, array: distance("high"), arrayminus: distance("low") },
        hovertemplate: "%{x} bars: %{y:.3f}<extra></extra>",
      },
    ],
    "How far ahead the scores rank",
    {
      xaxis: { title: { text: "bars ahead" }, type: "category" },
      yaxis: { title: { text: "mean daily rank IC" }, automargin: true },
      shapes: [
        {
          type: "rect",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: 0,
          y1: 0.03,
          fillcolor: COLOURS.buy,
          opacity: 0.12,
          line: { width: 0 },
        },
      ],
      annotations: [
        {
          xref: "paper",
          x: 1,
          y: 0.03,
          xanchor: "right",
          yanchor: "bottom",
          text: "honest: 0 to 0.03",
          showarrow: false,
        },
      ],
    },
  );
}

/** The daily rank ICs added up: an honest one rises evenly, or not at all. */
export function cumulativeFigure({ daily, calendar, horizon }: JudgedPredictions): Figure | undefined {
  if (!daily) return undefined;
  let sum = 0;
  return figure(
    [
      {
        ...{ type: "scatter", mode: "lines", line: { color: COLOURS.honest }, name: "sum" },
        x: Array.from(daily.session, (s) => isoDate(calendar[s]!)),
        y: Array.from(daily.correlation, (ic) => {
          sum += ic;
          return Number(sum.toPrecision(5));
        }),
      },
    ],
    `Daily rank IC with the returns of ${horizon} bars, added up`,
    { yaxis: { title: { text: "sum of daily ICs" }, automargin: true } },
  );
}

/** What each tenth of the scores came to. */
export function tenthsFigure({ findings }: Pick<JudgedPredictions, "findings">): Figure | undefined {
  const rows = rowsOf(findings, "calibration");
  if (rows.length === 0) return undefined;
  const line = { type: "scatter", mode: "lines+markers", x: rows.map(({ tenth }) => tenth) };
  const isProbability = findings.find(({ id }) => id === "calibration")?.numbers.is_probability === 1;
  return figure(
    [
      { ...line, y: rows.map(({ came }) => came), name: "gained after costs", line: { color: COLOURS.honest } },
      ...(isProbability
        ? [{ ...line, y: rows.map(({ said }) => said), name: "said", line: { color: COLOURS.published, dash: "dot" } }]
        : []),
    ],
    "What became of each tenth of the scores",
    {
      xaxis: { title: { text: "tenth of the scores, lowest first" }, dtick: 1 },
      yaxis: { title: { text: "share that gained" }, tickformat: ".0%", automargin: true },
    },
  );
}

const rowsOf = (findings: JudgedPredictions["findings"], id: string): readonly Row[] =>
  findings.find((each) => each.id === id)?.rows ?? [];

const numberOf = (row: Row, name: string): number => (typeof row[name] === "number" ? row[name] : Number.NaN);
