import { type Fold, purgedKFold } from "../../cv/index.ts";
import type { Labels } from "../../labels/index.ts";
import { delistedTickers, type Panel, selectTickers, syntheticMarket } from "../../market/index.ts";
import { createMatrix, createRandom, type Matrix, matrixColumn } from "../../runtime/index.ts";
import { logisticRegression } from "../../statistics/index.ts";
import type { AUDIT_CHECKS } from "../audit/check.ts";
import { withBars } from "../audit/disturb.ts";
import { forwardReturns } from "../audit/forwardReturns.ts";
import { type LearningTask, ownPipeline, type Pipeline } from "../audit/pipeline.ts";

/** A leak, and the check that is to see it. */
export interface PlantedLeak {
  readonly id: keyof typeof AUDIT_CHECKS;
  readonly title: string;
  readonly pipeline?: Partial<Pipeline>;
  /** Another market than the usual one. */
  readonly panel?: () => Panel;
}

export const PLANTED_MARKET = { tickers: 14, years: 3, seed: 3 };

/** The project's pipeline with a learner that needs no engine and is done in a blink; inputs of one panel are made once. */
export function quickPipeline(): Pipeline {
  const own = ownPipeline();
  const made = new WeakMap<Panel, Promise<Matrix>>();
  const inputs = (panel: Panel): Promise<Matrix> => {
    const known = made.get(panel) ?? own.inputs(panel);
    made.set(panel, known);
    return known;
  };
  return { ...own, inputs, learn: async (task) => learnQuickly(task) };
}

/** How the quick learner may cheat. */
interface Cheats {
  readonly scaleBy?: "all";
  readonly bins?: "all";
  readonly stops?: "test";
  readonly stacks?: "in sample";
  readonly encodes?: "all";
}

const COLUMNS = ["volatility_20", "rsi_14", "atr_ratio", "macd_hist_to_close"];

/** Logistic regression on a few standardised inputs, whose penalty is chosen on the last training rows. */
function learnQuickly({ inputs, target, labels, folds }: LearningTask, cheats: Cheats = {}): Float64Array {
  const result = new Float64Array(inputs.rows).fill(Number.NaN);
  const known = Uint32Array.from(labels.known.keys()).filter((row) => labels.known[row] === 1);
  const names = [...COLUMNS, ...inputs.names.filter((name) => name === "planted")].filter((name) =>
    inputs.names.includes(name),
  );
  for (const { train, test } of folds) {
    const values = names.map((name) => {
      const column = matrixColumn(inputs, name);
      const of = cheats.scaleBy === "all" || cheats.bins === "all" ? known : train;
      const seen = [...of].map((row) => column[row]!).filter(Number.isFinite);
      if (cheats.bins === "all") {
        const cuts = [0.2, 0.4, 0.6, 0.8].map((q) => seen.sort((a, b) => a - b)[Math.floor(q * seen.length)]!);
        return (row: number) => cuts.filter((cut) => column[row]! > cut).length;
      }
      const mean = seen.reduce((a, b) => a + b, 0) / seen.length;
      const sd = Math.sqrt(seen.reduce((a, x) => a + (x - mean) ** 2, 0) / seen.length) || 1;
      return (row: number) => (Number.isFinite(column[row]!) ? (column[row]! - mean) / sd : 0);
    });
    if (cheats.encodes === "all") values.push(encoded(labels, known, target));
    const learn = cheats.stacks === "in sample" ? Uint32Array.from([...train, ...test].sort((a, b) => a - b)) : train;
    const fit = (lambda: number) => {
      const columns = values.map((value) => Float64Array.from(learn, value));
      const { intercept, weights } = logisticRegression({ columns, target: learn.map((row) => target[row]!), lambda });
      return (row: number) => 1 / (1 + Math.exp(-values.reduce((sum, v, j) => sum + weights[j]! * v(row), intercept)));
    };
    const watched = cheats.stops === "test" ? test : train.slice(Math.floor(0.85 * train.length));
    const loss = (score: (row: number) => number): number =>
      watched.reduce((sum, row) => sum - Math.log(target[row] === 1 ? score(row) : 1 - score(row)), 0);
    const best = [1, 1e5].map(fit).reduce((a, b) => (loss(b) < loss(a) ? b : a));
    for (const row of test) result[row] = best(row);
  }
  return result;
}

/** The share of a ticker's rows whose target is 1. */
function encoded({ offsets }: Labels, rows: Uint32Array, target: Int8Array): (row: number) => number {
  const tickerOf = (row: number): number => offsets.findLastIndex((from) => from <= row);
  const groups = Map.groupBy(rows, tickerOf);
  const means = new Map([...groups].map(([t, own]) => [t, own.reduce((s, row) => s + target[row]!, 0) / own.length]));
  return (row) => means.get(tickerOf(row)) ?? 0;
}

/** Remembers what became of the nearest training rows of the same ticker: what trees do where neighbours are left. */
function learnNeighbours({ labels, target, folds }: LearningTask): Float64Array {
  const result = new Float64Array(labels.rows).fill(Number.NaN);
  for (const { train, test } of folds) {
    const trained = new Uint8Array(labels.rows);
    for (const row of train) trained[row] = 1;
    for (const row of test) {
      const near = [-3, -2, -1, 1, 2, 3].map((by) => row + by).filter((other) => trained[other] === 1);
      result[row] = (near.reduce((sum, other) => sum + target[other]!, 0) + 0.5) / (near.length + 1);
    }
  }
  return result;
}

/** The own inputs and one column more. */
function withColumn(value: (panel: Panel, own: Matrix) => ArrayLike<number>): Pick<Pipeline, "inputs"> {
  return {
    inputs: async (panel) => {
      const own = await OWN.inputs(panel);
      const more = createMatrix([...own.names, "planted"], own.rows);
      more.values.set(own.values);
      matrixColumn(more, "planted").set(Float32Array.from(value(panel, own)));
      return more;
    },
  };
}

const OWN = quickPipeline();

/** A matrix with each ticker's series changed. */
function eachSeries(panel: Panel, own: Matrix, change: (series: Float32Array) => void): Matrix {
  const matrix = createMatrix(own.names, own.rows);
  matrix.values.set(own.values);
  for (const name of matrix.names) {
    const column = matrixColumn(matrix, name);
    for (let t = 0; t < panel.tickers.length; t++) change(column.subarray(panel.offsets[t]!, panel.offsets[t + 1]!));
  }
  return matrix;
}

const standardise = (series: Float32Array): void => {
  const seen = series.filter(Number.isFinite);
  const mean = seen.reduce((a, b) => a + b, 0) / seen.length;
  for (let i = 0; i < series.length; i++) series[i] = series[i]! - mean;
};

const fillBackward = (series: Float32Array): void => {
  for (let i = series.length - 2; i >= 0; i--) if (Number.isNaN(series[i]!)) series[i] = series[i + 1]!;
};

function runningSign({ tickers, offsets, adjClose }: Panel): Float64Array {
  const sum = new Float64Array(adjClose.length);
  for (let t = 0; t < tickers.length; t++)
    for (let i = offsets[t]! + 1; i < offsets[t + 1]!; i++)
      sum[i] = sum[i - 1]! + Math.sign(adjClose[i]! - adjClose[i - 1]!);
  return sum;
}

/** Labels whose last rows of some tickers are changed. */
function lastRows(panel: Panel, delisted: 0 | 1, change: (labels: Labels, row: number, end: number) => void): Labels {
  const labels = OWN.labels(panel);
  const gone = delistedTickers(panel);
  for (let t = 0; t < panel.tickers.length; t++) {
    const end = panel.offsets[t + 1]!;
    if (gone[t] === delisted) for (let row = end - 10; row < end; row++) change(labels, row, end);
  }
  return labels;
}

function settle(labels: Labels, row: number, exit: number, label: number): void {
  labels.known[row] = 1;
  labels.label[row] = label;
  [labels.entryRow[row], labels.exitRow[row]] = [row, exit];
  [labels.entrySession[row], labels.exitSession[row]] = [
    labels.decisionSession[row]!,
    labels.decisionSession[row]! + 1,
  ];
  labels.ret[row] = 0.05 * label;
}

/** Blocks of dates, trained on by what `keeps` lets through. */
function blocks(labels: Labels, keeps: (row: number, first: number, last: number) => boolean): readonly Fold[] {
  return purgedKFold(labels, { folds: 4 }).map((fold) => {
    const sessions = Array.from(fold.test, (row) => labels.decisionSession[row]!);
    const [first, last] = sessions.reduce(([a, b], s) => [Math.min(a, s), Math.max(b, s)], [1e9, -1]);
    const others = Uint32Array.from(labels.known.keys()).filter((row) => labels.known[row] === 1);
    return { ...fold, train: others.filter((row) => keeps(row, first!, last!)) };
  });
}

function shuffledFolds(labels: Labels): readonly Fold[] {
  const rows = [...labels.known.keys()].filter((row) => labels.known[row] === 1);
  const dealt = createRandom("planted", "folds").shuffle(rows.slice());
  const [a] = purgedKFold(labels, { folds: 4 });
  return [0, 1, 2, 3].map((k) => ({
    ...a!,
    name: `fold ${k + 1}`,
    test: Uint32Array.from(dealt.filter((_, i) => i % 4 === k)).sort(),
    train: Uint32Array.from(dealt.filter((_, i) => i % 4 !== k)).sort(),
  }));
}

const cheating = (cheats: Cheats): Partial<Pipeline> => ({ learn: async (task) => learnQuickly(task, cheats) });

const shifted = (close: Float64Array): Float64Array => close.map((_, s) => close[Math.min(s + 1, close.length - 1)]!);

function survivors(): Panel {
  const { panel } = syntheticMarket({ tickers: 55, years: 25, seed: 8 });
  const gone = delistedTickers(panel);
  const stayed = selectTickers(
    panel,
    panel.tickers.filter((_, t) => gone[t] === 0),
  );
  return { ...stayed, origin: { ...stayed.origin, bias: null } };
}

const usual = (): Panel => syntheticMarket(PLANTED_MARKET).panel;

export const PLANTED_LEAKS: readonly PlantedLeak[] = [
  {
    ...{ id: "later_bars", title: "tomorrow's return as an input" },
    pipeline: withColumn((panel) => forwardReturns(panel, 1)),
  },
  {
    ...{ id: "later_bars", title: "inputs standardised over the whole series" },
    pipeline: { inputs: async (panel) => eachSeries(panel, await OWN.inputs(panel), standardise) },
  },
  {
    ...{ id: "later_bars", title: "gaps filled backward" },
    pipeline: { inputs: async (panel) => eachSeries(panel, await OWN.inputs(panel), fillBackward) },
  },
  {
    ...{ id: "later_bars", title: "behaviour of the month that is decided in" },
    pipeline: {
      behaviour: async (panel) =>
        eachSeries(panel, await OWN.behaviour(panel), (series) => series.set(series.slice(21))),
    },
  },
  {
    ...{ id: "later_bars", title: "clusters fitted on all dates" },
    pipeline: { clusters: (panel) => OWN.clusters(panel, panel.calendar.at(-1)! + 1) },
  },
  {
    ...{ id: "history", title: "a sum from the first bar on as an input" },
    pipeline: withColumn(runningSign),
  },
  { ...{ id: "readjusted", title: "price levels as inputs" }, pipeline: withColumn(({ adjClose }) => adjClose) },
  {
    ...{ id: "readjusted", title: "the adjustment factor as an input" },
    pipeline: withColumn(({ adjClose, close }) => adjClose.map((price, row) => price / close[row]!)),
  },
  {
    ...{ id: "other_tickers", title: "the ticker's place in the panel as an input" },
    pipeline: withColumn(({ offsets, rows }) =>
      Float64Array.from({ length: rows }, (_, row) => offsets.findLastIndex((from) => from <= row)),
    ),
  },
  {
    ...{ id: "settled_labels", title: "labels that end later than they say" },
    pipeline: {
      labels: (panel) => {
        const labels = OWN.labels(panel);
        for (let row = 0; row < labels.rows; row++)
          if (labels.known[row] === 1) labels.exitSession[row] = labels.decisionSession[row]! + 1;
        return labels;
      },
    },
  },
  {
    ...{ id: "last_labels", title: "early hits labelled at the panel's end" },
    pipeline: {
      labels: (panel) => lastRows(panel, 0, (labels, row, end) => row < end - 3 && settle(labels, row, end - 1, 1)),
    },
  },
  {
    ...{ id: "last_labels", title: "labels across the next ticker's bars" },
    pipeline: {
      labels: (panel) =>
        lastRows(panel, 0, (labels, row) => {
          const exit = Math.min(row + 10, panel.rows - 1);
          settle(labels, row, exit, panel.close[exit]! > panel.close[row]! ? 1 : -1);
        }),
    },
  },
  {
    ...{ id: "last_labels", title: "delisted rows without a label" },
    pipeline: {
      labels: (panel) =>
        lastRows(panel, 1, (labels, row) => {
          labels.known[row] = 0;
        }),
    },
  },
  {
    ...{ id: "fills", title: "entries at the close that is decided at" },
    pipeline: {
      trade: (panel, decisions) =>
        OWN.trade(panel, decisions).map((trade) => ({ ...trade, entryRow: trade.decisionRow })),
    },
  },
  {
    ...{ id: "fills", title: "fills at the low of the next bar" },
    pipeline: {
      trade: (panel, decisions) =>
        OWN.trade(panel, decisions).map((trade) => ({
          ...trade,
          entryPrice: (panel.low[trade.entryRow]! * panel.adjClose[trade.entryRow]!) / panel.close[trade.entryRow]!,
        })),
    },
  },
  {
    ...{ id: "fills", title: "fills without volume" },
    panel: () =>
      withBars(usual(), (row, { volume }) => {
        if (row % 5 === 0) volume[row] = 0;
      }),
    pipeline: {
      trade: (panel, decisions) =>
        OWN.trade(
          withBars(panel, (row, { volume }) => {
            volume[row] ||= 1e6;
          }),
          decisions,
        ),
    },
  },
  { ...{ id: "purged_folds", title: "shuffled rows" }, pipeline: { folds: shuffledFolds } },
  {
    ...{ id: "purged_folds", title: "blocks without purging" },
    pipeline: {
      folds: (labels) =>
        blocks(
          labels,
          (row, first, last) => labels.decisionSession[row]! < first || labels.decisionSession[row]! > last,
        ),
    },
  },
  {
    ...{ id: "purged_folds", title: "blocks that ignore how long a label lasts" },
    pipeline: {
      folds: (labels) =>
        blocks(labels, (row, first, last) => {
          const at = labels.decisionSession[row]!;
          return at < first - 1 || at > last + 30;
        }),
    },
  },
  {
    ...{ id: "purged_folds", title: "no embargo" },
    pipeline: { folds: (labels) => purgedKFold(labels, { folds: 4, embargo: 0 }) },
  },
  {
    ...{ id: "purged_folds", title: "a walk forward without a gap" },
    pipeline: { walk: (labels) => blocks(labels, (row, first) => labels.decisionSession[row]! < first).slice(1) },
  },
  {
    ...{ id: "spans", title: "calibration on dates of tuning" },
    pipeline: {
      spans: (labels) => {
        const spans = OWN.spans(labels);
        return { ...spans, calibration: { ...spans.calibration, rows: spans.tuning.rows.slice(-500) } };
      },
    },
  },
  {
    ...{ id: "spans", title: "a certificate on dates of calibration" },
    pipeline: {
      spans: (labels) => {
        const spans = OWN.spans(labels);
        return { ...spans, certificate: { ...spans.certificate, rows: spans.calibration.rows } };
      },
    },
  },
  { ...{ id: "withheld", title: "inputs scaled by rows that are tested" }, pipeline: cheating({ scaleBy: "all" }) },
  { ...{ id: "withheld", title: "bins cut on all rows" }, pipeline: cheating({ bins: "all" }) },
  { ...{ id: "withheld", title: "the scored fold ends the training" }, pipeline: cheating({ stops: "test" }) },
  {
    ...{ id: "withheld", title: "a stacker that saw what its members learned" },
    pipeline: cheating({ stacks: "in sample" }),
  },
  {
    ...{ id: "withheld", title: "a target's mean by ticker over all rows" },
    pipeline: cheating({ encodes: "all" }),
  },
  {
    ...{ id: "withheld", title: "a threshold chosen on the certificate span" },
    pipeline: {
      calibrate: (task) => {
        const scores = [...task.spans.certificate.rows].map((row) => task.score[row]!).filter(Number.isFinite);
        return [...OWN.calibrate(task).slice(0, 2), scores.sort((a, b) => b - a)[scores.length >> 3]!];
      },
    },
  },
  {
    ...{ id: "withheld", title: "a calibrator fitted on the certificate span" },
    pipeline: {
      calibrate: (task) => OWN.calibrate({ ...task, spans: { ...task.spans, calibration: task.spans.certificate } }),
    },
  },
  {
    ...{ id: "lagged_context", title: "the VIX of the same evening" },
    pipeline: { context: (spy, vix) => OWN.context(spy, { ...vix, close: shifted(vix.close) }) },
  },
  {
    ...{ id: "lagged_context", title: "SPY of the next session" },
    pipeline: { context: (spy, vix) => OWN.context({ ...spy, close: shifted(spy.close) }, vix) },
  },
  { ...{ id: "universe", title: "a list of survivors that nobody calls one" }, panel: survivors },
  {
    ...{ id: "universe", title: "a list made after the first day of training" },
    panel: () => {
      const panel = usual();
      return { ...panel, origin: { ...panel.origin, bias: "large companies as of 2035-01-02" } };
    },
  },
  {
    ...{ id: "mirror", title: "an input that mirrors the next ten days" },
    pipeline: withColumn((panel) => {
      const noise = createRandom("planted", "mirror");
      return forwardReturns(panel, 10, 0, "close").map((ret) => ret + 0.05 * noise.normal());
    }),
  },
  {
    ...{ id: "shuffled_labels", title: "the learner is shown the answers" },
    pipeline: {
      learn: async ({ target }) => {
        const noise = createRandom("planted", "answers");
        return Float64Array.from(target, (value) => value + 5 * noise.normal());
      },
    },
  },
  {
    ...{ id: "random_walk", title: "inputs that know tomorrow, learned from" },
    pipeline: withColumn((panel) => forwardReturns(panel, 1)),
  },
  {
    ...{ id: "folds_against_walk", title: "folds that learn from neighbouring days" },
    pipeline: { folds: shuffledFolds, learn: async (task) => learnNeighbours(task) },
  },
  {
    ...{ id: "decay", title: "a score that knows one day" },
    pipeline: {
      ...withColumn((panel) => forwardReturns(panel, 1)),
      learn: async ({ inputs }) => Float64Array.from(matrixColumn(inputs, "planted")),
    },
  },
];
