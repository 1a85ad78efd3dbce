import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shownAs, type Table, UsageError } from "trident-base";
import { type Fold, FoldError } from "../cv/index.ts";
import { type EngineHost, type EngineName, type EngineParams, engineHost } from "../engines/index.ts";
import { VOLATILITY } from "../features/index.ts";
import { writeMatrix } from "../files/index.ts";
import type { Labels } from "../labels/index.ts";
import { type Matrix, matrixColumn, type Progress, seedOf } from "../runtime/index.ts";
import { auc, aucInterval, aucOfVolatility, type BootstrapEstimate } from "../statistics/index.ts";

/** What is to be learned, and how. */
export interface CrossValidateOptions<E extends EngineName> {
  /** The model inputs, a row for each of the labels. */
  readonly inputs: Matrix;
  readonly labels: Labels;
  readonly folds: readonly Fold[];
  /** The engine's parameters; what is left out has the library's default. */
  readonly params?: EngineParams<E>;
  /** 1 where a row is positive, by row; by default where the label is BUY. */
  readonly target?: Int8Array | Uint8Array;
  readonly seed?: number;
  /** Threads of a fit; all that the machine has by default. */
  readonly threads?: number;
  /** Draws of the date-block bootstrap; 500 by default. */
  readonly draws?: number;
  readonly host?: EngineHost;
  /** Called after each fold. */
  readonly onProgress?: Progress;
}

/** How one fold's model did. */
export interface FoldScore {
  readonly name: string;
  readonly trainRows: number;
  readonly testRows: number;
  /** AUC on the fold's test rows. */
  readonly auc: number;
  /** Mean negative log-likelihood of the test rows, in nats. */
  readonly logLoss: number;
}

/** Out-of-fold scores, and what they are worth. */
export interface CrossValidation {
  /** The probability of a positive, by row; NaN on rows that no fold tests. */
  readonly score: Float64Array;
  readonly folds: readonly FoldScore[];
  /** AUC over all tested rows with its 95 % interval by date blocks; where rows are tested twice, of their last score. */
  readonly auc: BootstrapEstimate;
  /** AUC of atr_ratio alone on the same rows, since barrier labels measure volatility; NaN without that input. */
  readonly aucVolatilityOnly: number;
}

/**
 * Cross-validates an engine: trains it on each fold's training rows and scores the rows that it has not seen.
 *
 * ```ts
 * const inputs = modelInputs(panel, await engineerFeatures(panel));
 * const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
 * const folds = purgedKFold(labels);
 * const { score, auc, aucVolatilityOnly } = await crossValidate("lightgbm", { inputs, labels, folds });
 * ```
 *
 * @throws UsageError if the inputs are of other rows than the labels, or parameters do not fit; FoldError for a fold whose
 * training rows are all of one class; EngineError as `EngineHost.fit` does.
 */
export async function crossValidate<E extends EngineName>(
  engine: E,
  options: CrossValidateOptions<E>,
): Promise<CrossValidation> {
  const { inputs, labels, folds, seed = 42, draws = 500, host = engineHost(), onProgress } = options;
  const { threads, params = {} as EngineParams<E>, target = labels.label.map((value) => +(value === 1)) } = options;
  checkRows(inputs, labels, folds, target);
  const score = new Float64Array(labels.rows).fill(Number.NaN);
  const scores: FoldScore[] = [];
  const folder = await mkdtemp(join(tmpdir(), "cross-validate-"));
  try {
    const matrix = await writeMatrix(inputs, join(folder, "inputs.arrow"));
    for (const [k, { name, train, test }] of folds.entries()) {
      const learned = Int8Array.from(train, (row) => target[row]!);
      if (learned.every((value) => value === learned[0])) {
        throw new FoldError(
          `all ${train.length} training rows of ${name} are ${learned[0] === 1 ? "positive" : "negative"}`,
          {
            remedy: "Choose nearer barriers, more tickers or more history.",
          },
        );
      }
      const model = await host.fit(engine, {
        ...{ matrix, rows: train, target: learned, params },
        ...(threads !== undefined && { threads }),
        seed: seedOf(seed, "cross-validate", engine, k),
      });
      const answers = await host.predict(model, { matrix, rows: test });
      await host.release(model);
      test.forEach((row, i) => {
        score[row] = answers[i]!;
      });
      scores.push(scoreOf({ name, train, test }, answers, target));
      onProgress?.(k + 1, folds.length, name);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const tested = Uint32Array.from(score.keys()).filter((row) => !Number.isNaN(score[row]!));
  const positive = Int8Array.from(tested, (row) => target[row]!);
  const result: CrossValidation = {
    score,
    folds: scores,
    auc: aucInterval({
      score: Float64Array.from(tested, (row) => score[row]!),
      positive,
      session: Int32Array.from(tested, (row) => labels.decisionSession[row]!),
      overlap: labels.parameters.horizon,
      seed,
      draws,
    }),
    aucVolatilityOnly: inputs.names.includes(VOLATILITY)
      ? aucOfVolatility(
          Float32Array.from(tested, (row) => matrixColumn(inputs, VOLATILITY)[row]!),
          positive,
        )
      : Number.NaN,
  };
  return shownAs(result, scoresTable);
}

function checkRows(inputs: Matrix, labels: Labels, folds: readonly Fold[], target: ArrayLike<number>): void {
  if (inputs.rows !== labels.rows || target.length !== labels.rows) {
    throw new UsageError(`${inputs.rows} rows of inputs and ${target.length} targets for ${labels.rows} labels`, {
      remedy: "Make all of them of the same panel.",
    });
  }
  if (folds.length === 0) throw new UsageError("there are no folds", { remedy: "Make them with purgedKFold(labels)." });
}

function scoreOf(
  { name, train, test }: Pick<Fold, "name" | "train" | "test">,
  answers: Float64Array,
  target: ArrayLike<number>,
): FoldScore {
  let loss = 0;
  test.forEach((row, i) => {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, answers[i]!));
    loss -= Math.log(target[row] === 1 ? p : 1 - p);
  });
  const positive = Int8Array.from(test, (row) => target[row]!);
  return {
    name,
    trainRows: train.length,
    testRows: test.length,
    auc: auc(answers, positive),
    logLoss: loss / test.length,
  };
}

function scoresTable({ folds, auc: all, aucVolatilityOnly }: CrossValidation): Table {
  const column = (name: string, type: string, value: (fold: FoldScore) => unknown) => ({
    name,
    type,
    value: (k: number) => value(folds[k]!),
  });
  const [estimate, low, high] = [all.estimate, all.low, all.high].map((value) => value.toFixed(3));
  return {
    title: `Out of fold: AUC ${estimate} (${low} to ${high}), volatility alone ${aucVolatilityOnly.toFixed(3)}`,
    rows: folds.length,
    columns: [
      column("fold", "string", ({ name }) => name),
      column("train rows", "int32", ({ trainRows }) => trainRows),
      column("test rows", "int32", ({ testRows }) => testRows),
      column("AUC", "float64", (fold) => fold.auc),
      column("log-loss", "float64", ({ logLoss }) => logLoss),
    ],
  };
}
