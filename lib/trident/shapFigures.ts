import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { evenly } from "./evenly.ts";
import type { Explanation } from "./explainTraining.ts";

/** Inputs that are drawn. */
const SHOWN = 15;

/** Decisions that are drawn one by one, at most: more only make the page heavy. */
const DRAWN = 2000;

function drawn({ place }: Explanation): readonly number[] {
  return [...evenly(Uint32Array.from(place.keys()), DRAWN)];
}

/** Columns by falling importance. */
function strongest({ importances }: Explanation): readonly number[] {
  const { overall } = importances;
  return [...overall.keys()].sort((a, b) => overall[b]! - overall[a]! || a - b);
}

/** Mean absolute contribution of the strongest inputs, in logits. */
export function importanceFigure(explanation: Explanation): Figure {
  const shown = strongest(explanation).slice(0, SHOWN).toReversed();
  const { names } = explanation.inputs;
  return figure(
    [
      {
        ...{ type: "bar", orientation: "h" },
        x: shown.map((j) => explanation.importances.overall[j]!),
        y: shown.map((j) => names[j]!),
        marker: { color: COLOURS.honest },
        hovertemplate: "%{y}: %{x:.4f}<extra></extra>",
      },
    ],
    "How far each input moves the logit, in the mean",
    {
      height: 460,
      margin: { l: 170 },
      xaxis: { title: { text: "mean |SHAP value|, logits" } },
      yaxis: { automargin: true },
    },
  );
}

/** Every sampled decision as a dot by input: how far it was moved, coloured by the input's rank. */
export function beeswarmFigure(explanation: Explanation): Figure {
  const { inputs, contributions, place } = explanation;
  const width = inputs.names.length + 1;
  const shown = strongest(explanation).slice(0, SHOWN).toReversed();
  const count = place.length;
  const rows = drawn(explanation);
  const points = shown.flatMap((j, level) => {
    const column = inputs.values.subarray(j * inputs.stride, j * inputs.stride + count);
    const rank = ranksOf(column);
    return rows.map((i) => ({
      x: contributions[i * width + j]!,
      // Dots of one input lie beside each other by a fixed spread.
      y: level + 0.35 * (((i * 0.618034) % 1) * 2 - 1),
      rank: rank[i]!,
    }));
  });
  return figure(
    [
      {
        ...{ type: "scattergl", mode: "markers", hoverinfo: "skip" },
        x: points.map(({ x }) => Number(x.toFixed(5))),
        y: points.map(({ y }) => Number(y.toFixed(3))),
        marker: {
          ...{ size: 4, opacity: 0.7, colorscale: "RdBu", cmin: 0, cmax: 1 },
          color: points.map(({ rank }) => Number(rank.toFixed(2))),
          colorbar: { title: { text: "input" }, tickvals: [0, 1], ticktext: ["low", "high"], thickness: 10 },
        },
      },
    ],
    "Each decision: what each input did to its logit",
    {
      ...{ height: 520, margin: { l: 170 }, xaxis: { title: { text: "SHAP value, logits" }, zeroline: true } },
      yaxis: {
        tickvals: shown.map((_, level) => level),
        ticktext: shown.map((j) => inputs.names[j]!),
        automargin: true,
      },
    },
  );
}

/** The contribution of one input against its value; the strongest by default. */
export function dependenceFigure(explanation: Explanation, input?: string): Figure {
  const { inputs, contributions } = explanation;
  const j = input === undefined ? strongest(explanation)[0]! : inputs.names.indexOf(input);
  const rows = drawn(explanation);
  return figure(
    [
      {
        ...{ type: "scatter", mode: "markers" },
        x: rows.map((i) => Number(inputs.values[j * inputs.stride + i]!.toPrecision(5))),
        y: rows.map((i) => Number(contributions[i * (inputs.names.length + 1) + j]!.toFixed(5))),
        marker: { color: COLOURS.honest, size: 5, opacity: 0.6 },
        hovertemplate: "%{x}: %{y}<extra></extra>",
      },
    ],
    `${inputs.names[j]}: what its value does to the logit`,
    { xaxis: { title: { text: inputs.names[j] } }, yaxis: { title: { text: "SHAP value, logits" } } },
  );
}

/** Ranks from 0 to 1; a missing value lies in the middle. */
function ranksOf(column: Float32Array): Float64Array {
  const known = [...column.keys()].filter((i) => !Number.isNaN(column[i]!)).sort((a, b) => column[a]! - column[b]!);
  const rank = new Float64Array(column.length).fill(0.5);
  for (const [k, i] of known.entries()) rank[i] = known.length > 1 ? k / (known.length - 1) : 0.5;
  return rank;
}
