import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { describeLabelling, SEARCHED_METHODS } from "../labels/index.ts";
import type { LabelTrial } from "./labelStudy.ts";
import { parameterImportance } from "./parameterImportance.ts";

/** What is drawn of a search: which of a trial's figures, and how it is called. */
export interface SearchMeasure {
  readonly title: string;
  readonly of: (trial: LabelTrial) => number | null;
  readonly colour: string;
}

/** The published objective, and the honest one. */
export const SEARCH_MEASURES = {
  published: { title: "objective as published", of: ({ value }: LabelTrial) => value, colour: COLOURS.published },
  honest: { title: "t of alpha", of: ({ t }: LabelTrial) => t, colour: COLOURS.honest },
} as const satisfies Readonly<Record<string, SearchMeasure>>;

const PARAMETERS = ["profit", "stop", "horizon", "method"] as const;
type Parameter = (typeof PARAMETERS)[number];

const SHOWN_METHODS = ["simple", "triple<br>barrier"];
const UNITS: Readonly<Record<Parameter, string>> = {
  profit: "target, %",
  stop: "stop, %",
  horizon: "horizon, bars",
  method: "method",
};
/** Beside each other there is no room on a phone for more. */
const ON_TWO_LINES = PARAMETERS.map((parameter) => UNITS[parameter].replace(", ", "<br>"));

/** Slices: each trial's value over each parameter alone; later trials are darker. */
export function sliceFigure(trials: readonly LabelTrial[], measure: SearchMeasure, title: string): Figure {
  const judged = trials.filter((trial) => measure.of(trial) !== null);
  const axes = PARAMETERS.flatMap((parameter, k) => [
    [`xaxis${k === 0 ? "" : k + 1}`, { title: { text: ON_TWO_LINES[k] }, ...ticksOf(parameter) }],
  ]);
  return figure(
    PARAMETERS.map((parameter, k) => ({
      type: "scatter",
      mode: "markers",
      x: judged.map((trial) => placeOf(trial, parameter)),
      y: judged.map(measure.of),
      xaxis: `x${k === 0 ? "" : k + 1}`,
      yaxis: "y",
      marker: {
        color: measure.colour,
        size: 7,
        opacity: judged.map(({ number }) => 0.25 + (0.75 * (number + 1)) / trials.length),
      },
      text: judged.map(describeTrial),
      hovertemplate: "%{text}: %{y:.3f}<extra></extra>",
      showlegend: false,
    })),
    title,
    {
      grid: { rows: 1, columns: PARAMETERS.length, subplots: [PARAMETERS.map((_, k) => `x${k === 0 ? "" : k + 1}y`)] },
      yaxis: { title: { text: measure.title } },
      ...Object.fromEntries(axes),
      height: 340,
    },
  );
}

/** Parallel coordinates: a line a trial over its parameters to its value, the best fifth drawn last and in colour. */
export function parallelFigure(trials: readonly LabelTrial[], measure: SearchMeasure, title: string): Figure {
  const judged = trials.filter((trial) => measure.of(trial) !== null).sort((a, b) => measure.of(a)! - measure.of(b)!);
  const values = judged.map((trial) => measure.of(trial)!);
  const [low, high] = [values[0] ?? 0, values.at(-1) ?? 1];
  const limits: Readonly<Record<Parameter, readonly [number, number]>> = {
    profit: [3, 15],
    stop: [3, 12],
    horizon: [1, 14],
    method: [0, 1],
  };
  const share = (trial: LabelTrial): number[] => [
    ...PARAMETERS.map((parameter) => {
      const [from, to] = limits[parameter];
      return (placeOf(trial, parameter) - from) / (to - from);
    }),
    high > low ? (measure.of(trial)! - low) / (high - low) : 0.5,
  ];
  const places = [...PARAMETERS.map((_, k) => k), PARAMETERS.length];
  const lines = (name: string, chosen: readonly LabelTrial[], color: string, width: number) => ({
    type: "scatter",
    mode: "lines",
    name,
    x: chosen.flatMap(() => [...places, null]),
    y: chosen.flatMap((trial) => [...share(trial), null]),
    line: { color, width },
    hoverinfo: "skip",
  });
  const best = Math.ceil(judged.length / 5);
  const ends = (texts: readonly string[], y: number, yshift: number) =>
    texts.map((text, x) => ({ x, y, text, yshift, showarrow: false, font: { size: 12 } }));
  return figure(
    [
      lines("the others", judged.slice(0, judged.length - best), "rgba(153,153,153,0.35)", 1),
      lines("best fifth", judged.slice(judged.length - best), measure.colour, 2),
    ],
    title,
    {
      xaxis: {
        tickmode: "array",
        tickvals: places,
        ticktext: [...ON_TWO_LINES, measure.title],
        range: [-0.3, PARAMETERS.length + 0.3],
        side: "top",
      },
      yaxis: { visible: false, range: [-0.12, 1.16] },
      annotations: [
        ...ends(["3", "3", "1", "simple", low.toFixed(2)], 0, -12),
        ...ends(["15", "12", "14", "triple barrier", high.toFixed(2)], 1, 12),
      ],
      margin: { l: 40, r: 40, t: 90, b: 40 },
      height: 420,
    },
  );
}

/** Contour of the mean value over target and horizon; the dots are the trials, what lies between is interpolated. */
export function contourFigure(trials: readonly LabelTrial[], measure: SearchMeasure, title: string): Figure {
  const judged = trials.filter((trial) => measure.of(trial) !== null);
  const horizons = Array.from({ length: 14 }, (_, k) => k + 1);
  const profits = Array.from({ length: 13 }, (_, k) => k + 3);
  const mean = (horizon: number, profit: number): number | null => {
    const here = judged.filter((trial) => trial.horizon === horizon && Math.round(trial.profit * 100) === profit);
    return here.length === 0 ? null : here.reduce((sum, trial) => sum + measure.of(trial)!, 0) / here.length;
  };
  return figure(
    [
      {
        type: "contour",
        x: horizons,
        y: profits,
        z: profits.map((profit) => horizons.map((horizon) => mean(horizon, profit))),
        connectgaps: true,
        colorscale: "Cividis",
        colorbar: { title: { text: measure.title, side: "right" } },
        contours: { coloring: "heatmap" },
        line: { width: 0.5 },
        hovertemplate: "%{x} bars, +%{y} %: %{z:.3f}<extra></extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        x: judged.map(({ horizon }) => horizon),
        y: judged.map(({ profit }) => Math.round(profit * 100)),
        marker: { color: "white", size: 6, line: { color: "black", width: 1 } },
        text: judged.map(describeTrial),
        hovertemplate: "%{text}<extra></extra>",
        showlegend: false,
      },
    ],
    title,
    {
      xaxis: { title: { text: UNITS.horizon }, dtick: 1, range: [0.5, 14.5] },
      yaxis: { title: { text: UNITS.profit }, dtick: 2, range: [2.5, 15.5] },
      height: 460,
    },
  );
}

/** The share of each search's variance that a parameter explains alone (`parameterImportance`). */
export function parameterImportanceFigure(
  searches: readonly { readonly name: "published" | "honest"; readonly trials: readonly LabelTrial[] }[],
  title: string,
): Figure {
  return figure(
    searches.map(({ name, trials }) => {
      const shares = new Map(parameterImportance(trials).map((each) => [each.name, each.share]));
      return {
        type: "bar",
        name,
        x: ON_TWO_LINES,
        y: PARAMETERS.map((parameter) => shares.get(parameter)),
        marker: { color: COLOURS[name] },
        hovertemplate: "%{x}: %{y:.0%}<extra></extra>",
      };
    }),
    title,
    {
      xaxis: { tickangle: 0 },
      yaxis: { tickformat: ".0%", rangemode: "tozero" },
      height: 340,
    },
  );
}

/** Published accuracy over horizon and barrier width, and what the same labellings were worth out of fold under it. */
export function accuracyAndWorthFigure(trials: readonly LabelTrial[], title: string): Figure {
  const judged = trials.filter(({ accuracy, t }) => accuracy !== null && t !== null);
  const width = ({ profit, stop }: LabelTrial): number => Math.round(100 * (profit + stop));
  const panel = (place: "" | "2" | "3" | "4", x: (trial: LabelTrial) => number, isAccuracy: boolean) => ({
    type: "scatter",
    mode: "markers",
    name: isAccuracy ? "accuracy as published" : "t of alpha, out of fold",
    legendgroup: isAccuracy ? "accuracy" : "worth",
    showlegend: place === "" || place === "3",
    x: judged.map(x),
    y: judged.map(({ accuracy, t }) => (isAccuracy ? accuracy : t)),
    xaxis: `x${place}`,
    yaxis: `y${place}`,
    marker: { color: isAccuracy ? COLOURS.published : COLOURS.honest, size: 7, opacity: 0.75 },
    text: judged.map(describeTrial),
    hovertemplate: `%{text}: %{y:${isAccuracy ? ".1%" : ".2f"}}<extra></extra>`,
  });
  const horizonOf = ({ horizon }: LabelTrial): number => horizon;
  return figure(
    [panel("", horizonOf, true), panel("2", width, true), panel("3", horizonOf, false), panel("4", width, false)],
    title,
    {
      grid: { rows: 2, columns: 2, pattern: "independent", xgap: 0.15, ygap: 0.12 },
      yaxis: { title: { text: "accuracy" }, tickformat: ".0%" },
      yaxis2: { matches: "y", showticklabels: false },
      yaxis3: { title: { text: "t" }, zeroline: true, zerolinewidth: 2 },
      yaxis4: { matches: "y3", showticklabels: false, zeroline: true, zerolinewidth: 2 },
      xaxis3: { title: { text: UNITS.horizon } },
      xaxis4: { title: { text: "target + stop, %" } },
      height: 560,
    },
  );
}

function placeOf(trial: LabelTrial, parameter: Parameter): number {
  if (parameter === "method") return SEARCHED_METHODS.indexOf(trial.method);
  return parameter === "horizon" ? trial.horizon : Math.round(trial[parameter] * 100);
}

function ticksOf(parameter: Parameter): object {
  if (parameter !== "method") return {};
  return { tickmode: "array", tickvals: [0, 1], ticktext: SHOWN_METHODS, range: [-0.5, 1.5] };
}

function describeTrial(trial: LabelTrial): string {
  return `${trial.number}: ${trial.method} ${describeLabelling(trial)}`;
}
