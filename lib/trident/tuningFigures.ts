import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { MemberName } from "../engines/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import type { Training } from "./trainTrident.ts";

const SHADES: Readonly<Record<MemberName, string>> = {
  xgboost: COLOURS.honest,
  lightgbm: COLOURS.buy,
  catboost: COLOURS.accent,
  mlp: COLOURS.sell,
};

/** What the objective is called, and whether less of it is better. */
function measureOf({ manifest }: Training): { readonly title: string; readonly isLess: boolean } {
  const isLess = manifest.training.objective === "log_loss";
  return { title: isLess ? "log-loss out of fold" : "t of alpha out of fold", isLess };
}

/** The optimisation history: each trial's value, and the best so far, a panel a cluster. */
export function historyFigure(training: Training): Figure {
  const { title, isLess } = measureOf(training);
  const { clusters, members } = training;
  const data = members.flatMap(({ plan, trials }) => {
    const axis = plan.cluster.number === 1 ? "" : String(plan.cluster.number);
    const done = trials.filter(({ state }) => state === "complete");
    const shared = {
      ...{ type: "scatter", xaxis: `x${axis}`, yaxis: `y${axis}`, legendgroup: plan.engine, name: plan.engine },
      x: done.map(({ number }) => number + 1),
    };
    const best = done.map((_, i) => {
      const values = done.slice(0, i + 1).map(({ value }) => value!);
      return isLess ? Math.min(...values) : Math.max(...values);
    });
    const colour = SHADES[plan.engine];
    return [
      {
        ...shared,
        mode: "markers",
        y: done.map(({ value }) => value),
        marker: { color: colour, size: 6 },
        showlegend: axis === "",
      },
      { ...shared, mode: "lines", y: best, line: { color: colour, shape: "hv", width: 1.5 }, showlegend: false },
    ];
  });
  return figure(data, `${title} by trial; the line is the best so far`, {
    height: 300,
    grid: { rows: 1, columns: clusters.length, pattern: "independent" },
    ...Object.fromEntries(
      clusters.flatMap(({ number }) => {
        const axis = number === 1 ? "" : String(number);
        return [[`xaxis${axis}`, { title: { text: `cluster ${number}` }, rangemode: "tozero" }]];
      }),
    ),
  });
}

/** Each parameter of an engine against the score, with each cluster's own level taken out. */
export function parameterFigure(training: Training, engine: MemberName): Figure {
  const { title } = measureOf(training);
  const mine = training.members.filter(({ plan }) => plan.engine === engine);
  const names = Object.keys(mine[0]?.trials[0]?.params ?? {});
  const points = mine.flatMap(({ plan, trials }) => {
    const done = trials.filter(({ state }) => state === "complete");
    const level = done.reduce((sum, { value }) => sum + value!, 0) / done.length;
    return done.map(({ params, value, number }) => ({
      params,
      away: value! - level,
      of: `${plan.name}, trial ${number + 1}`,
    }));
  });
  return figure(
    names.map((name, k) => ({
      ...{ type: "scatter", mode: "markers", xaxis: `x${k === 0 ? "" : k + 1}`, yaxis: "y", showlegend: false },
      x: points.map(({ params }) => params[name]),
      y: points.map(({ away }) => Number(away.toFixed(5))),
      text: points.map(({ of }) => of),
      marker: { color: SHADES[engine], size: 7, opacity: 0.7 },
      hovertemplate: "%{text}: %{x}, %{y}<extra></extra>",
    })),
    `${engine}: ${title} over each parameter, less its cluster's mean`,
    {
      height: 300,
      grid: { rows: 1, columns: names.length, subplots: [names.map((_, k) => `x${k === 0 ? "" : k + 1}y`)] },
      yaxis: { title: { text: "away from the mean" } },
      ...Object.fromEntries(
        names.map((name, k) => [
          `xaxis${k === 0 ? "" : k + 1}`,
          { title: { text: name }, ...(name === "learningRate" ? { type: "log" } : {}) },
        ]),
      ),
    },
  );
}

/** The winners' AUC on every fold beside what measures of volatility alone reach with the same engine and rows. */
export function foldScoresFigure({ members }: Training): Figure {
  const label = ({ plan }: TrainedMember): string => `${plan.cluster.number} ${plan.engine}`;
  const spread = (of: (member: TrainedMember) => readonly number[]) => ({
    type: "scatter",
    mode: "markers",
    x: members.flatMap((member) => of(member).map(() => label(member))),
    y: members.flatMap((member) => of(member).map((value) => Number(value.toFixed(4)))),
  });
  return figure(
    [
      {
        ...spread(({ volatility }) => volatility.folds),
        name: "volatility alone",
        marker: { color: COLOURS.chance, size: 9, symbol: "line-ew-open" },
      },
      {
        ...spread(({ best }) => best.folds.map(({ auc }) => auc)),
        name: "all inputs",
        marker: { color: COLOURS.honest, size: 7, opacity: 0.8 },
      },
      {
        ...spread(({ best }) => best.folds.map(({ trainAuc }) => trainAuc)),
        name: "all inputs, on rows learned from",
        marker: { color: COLOURS.published, size: 7, symbol: "x-thin-open", opacity: 0.7 },
      },
    ],
    "AUC by fold: out of fold, on what was learned, and of volatility alone",
    {
      height: 380,
      xaxis: { type: "category", tickangle: -40 },
      yaxis: { title: { text: "AUC" } },
    },
  );
}
