import { parseIsoDate } from "trident-base";
import { foresight, policyAlpha, policyReturns, pricesOf, returnsAhead } from "../backtest/index.ts";
import { equalWeightReturn } from "../behaviour/index.ts";
import { type Fold, purgedKFold } from "../cv/index.ts";
import { type EngineHost, engineHost } from "../engines/index.ts";
import { rankWithinDay } from "../features/index.ts";
import { keyOf, readMatrix } from "../files/index.ts";
import {
  crossSectional,
  dayCuts,
  describeLabelling,
  type LabelOptions,
  type Labels,
  labelPanel,
} from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Panel } from "../market/index.ts";
import type { Progress } from "../runtime/index.ts";
import type { BootstrapEstimate } from "../statistics/index.ts";
import { crossValidate } from "./crossValidate.ts";
import { evenly } from "./evenly.ts";
import type { Training } from "./trainTrident.ts";

/** Small models that all are alike: what is compared is the target. */
const MODEL = { trees: 50, leaves: 15, learningRate: 0.05 } as const;
const FOLDS = 3;
/** Rows that a fold is learned from at most, evenly spaced: so small a model learns nothing more from millions. */
const MOST_LEARNED = 200_000;

/** What one target is worth with one kind of inputs, out of fold. */
export interface ComparedTarget {
  readonly name: string;
  /** What is learned, in words. */
  readonly target: string;
  readonly inputs: "plain" | "ranked";
  /** Mean daily rank correlation of the score with the return after the horizon, ten bars at most. */
  readonly rankIc: BootstrapEstimate;
  /** On the target itself, and of atr_ratio alone on the same rows. */
  readonly auc: BootstrapEstimate;
  readonly aucVolatilityOnly: number;
  /** The share of its folds' rows that it was learned from. */
  readonly learned: number;
  /** Of the reference policy after costs on the equal weight: the daily alpha, a fraction, its t, and beta. */
  readonly alpha: number;
  readonly t: number;
  readonly beta: number;
}

/** What a comparison needs beside the training. */
export interface CompareOptions {
  readonly ledger: Ledger;
  readonly seed?: number;
  readonly host?: EngineHost;
  readonly onProgress?: Progress | undefined;
}

interface Target {
  readonly name: string;
  readonly words: string;
  readonly labels: Labels;
  /** 1 where a row is positive. */
  readonly positive: Int8Array;
}

/**
 * Compares what a model may be asked to learn, target by target: fixed barriers, barriers by volatility, the rank within
 * the day, the sign of the return; with inputs as they are and ranked within the day. The same small LightGBM learns each
 * on the same rows and purged folds of the tuning span, whose outcomes are all settled within it, from 200,000 rows a
 * fold at most; it is judged on all. The spans held out are not touched. Each is a trial of the ledger.
 *
 * The reference policy buys the highest tenth of the day's scores and leaves as the target's labels do; ranked and signed
 * ones at the close of the last bar.
 *
 * @throws FoldError and EngineError as `crossValidate`; what the ledger throws.
 */
export async function compareTargets(
  { data, spans, dataHash, manifest }: Pick<Training, "data" | "spans" | "dataHash" | "manifest">,
  { ledger, seed = 42, host = engineHost(), onProgress }: CompareOptions,
): Promise<readonly ComparedTarget[]> {
  const { panel, labels } = data;
  const { horizon } = labels.parameters;
  const before = panel.calendar.indexOf(parseIsoDate(spans.calibration.from));
  const { targets, rows } = targetsOf(panel, data.rows, horizon, before);
  const matrix = await readMatrix(data.matrix.path);
  const [prices, market, returns] = [pricesOf(panel), equalWeightReturn(panel), returnsAhead(panel, horizon)];
  const kinds = manifest.inputs.ranked ? (["ranked"] as const) : (["plain", "ranked"] as const);
  const compared: ComparedTarget[] = [];
  const series: { readonly dates: Int32Array; readonly values: Float64Array }[] = [];
  for (const inputs of kinds) {
    if (inputs === "ranked" && !manifest.inputs.ranked) rankWithinDay(matrix, panel.session, data.rows);
    for (const { name, words, labels: own, positive } of targets) {
      const whole = purgedKFold(own, { folds: FOLDS, rows });
      const folds = whole.map((fold) => ({ ...fold, train: evenly(fold.train, MOST_LEARNED) }));
      const found = await crossValidate("lightgbm", {
        ...{ inputs: matrix, labels: own, folds, params: MODEL, target: positive },
        // Of more threads these small fits gain little, and one gives the same trees on any machine.
        ...{ seed, draws: 200, host, threads: 1 },
      });
      const tested = rows.filter((row) => !Number.isNaN(found.score[row]!));
      const score = Float64Array.from(tested, (row) => found.score[row]!);
      const { dates, policy, first } = policyReturns(own, prices, tested, found.score);
      const { alpha } = policyAlpha({ dates, policy, first }, market);
      series.push({ dates, values: policy });
      compared.push({
        ...{ name, target: words, inputs, auc: found.auc, aucVolatilityOnly: found.aucVolatilityOnly },
        learned: rowsOf(folds) / rowsOf(whole),
        rankIc: foresight({ rows: tested, score }, { returns, seed, draws: 200 }).rankIc,
        ...{ alpha: alpha.estimate, t: alpha.t, beta: alpha.beta },
      });
      onProgress?.(compared.length, targets.length * kinds.length, `${name}, ${inputs} inputs`);
    }
  }
  // The same comparison once more is the same trials; other code makes others.
  const study = `targets ${keyOf(dataHash, seed, compared).slice(0, 12)}`;
  for (const [number, { name, inputs, target, learned, t }] of compared.entries()) {
    const value = Number.isFinite(t) ? t : null;
    const status = value === null ? "failed" : "complete";
    ledger.record({
      ...{ study, number, dataHash, seed, status, value, returns: series[number]! },
      parameters: { target: name, labels: target, inputs, learned, ...MODEL },
    });
  }
  return compared;
}

const rowsOf = (folds: readonly Fold[]): number => folds.reduce((sum, { train }) => sum + train.length, 0);

/**
 * The targets of a horizon. All of them are of the same rows: those whose window ends before the spans held out, and that
 * every target knows.
 */
function targetsOf(panel: Panel, rows: Uint32Array, horizon: number, before: number) {
  const made = (name: string, options: LabelOptions): Target => {
    const labels = labelPanel(panel, options);
    const words = `${options.method} ${describeLabelling(options)}`;
    return { name, words, labels, positive: labels.label.map((label) => +(label === 1)) };
  };
  const fixed = made("fixed barriers", { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon });
  const vol = made("vol barriers", { method: "triple_barrier", barriers: "vol", profit: 1, stop: 1, horizon });
  const fifth = { profit: 0.2, stop: 0.2, horizon };
  const held = crossSectional(panel, fifth);
  const known = rows.filter(
    (row) => held.known[row] === 1 && vol.labels.known[row] === 1 && held.exitSession[row]! < before,
  );
  // Ranks are among the rows that there are to choose from.
  const cuts = dayCuts(fifth, panel.calendar.length);
  cuts.add({
    ...held,
    known: mask(
      panel.rows,
      rows.filter((row) => held.known[row] === 1),
    ),
  });
  const ranked = crossSectional(panel, fifth, cuts.cuts());
  const targets: readonly Target[] = [
    fixed,
    vol,
    {
      name: "rank within the day",
      words: `cross_sectional ${describeLabelling(ranked.parameters)}`,
      labels: ranked,
      positive: ranked.label.map((label) => +(label === 1)),
    },
    {
      name: "sign",
      words: `return above 0 after ${horizon} bars`,
      labels: held,
      positive: Int8Array.from(held.ret, (ret) => +(ret > 0)),
    },
  ];
  return { targets, rows: known };
}

function mask(length: number, rows: Uint32Array): Uint8Array {
  const result = new Uint8Array(length);
  for (const row of rows) result[row] = 1;
  return result;
}
