import { FoldError } from "../cv/index.ts";
import type { EngineHost } from "../engines/index.ts";
import type { MatrixFile } from "../files/index.ts";
import { buyTarget, type Labelling } from "../labels/index.ts";
import {
  growHostForest,
  netOfBuying,
  type Protocol,
  type ProtocolYear,
  protocolRows,
  ROADMAP,
} from "../published/index.ts";
import { createRandom } from "../runtime/index.ts";
import { accuracy } from "../statistics/index.ts";

/** A forest's answers on the rows that a protocol tests, an entry a row. */
export interface Answers {
  readonly session: Int32Array;
  /** 1 where the label says BUY. */
  readonly actual: Uint8Array;
  /** Probability of BUY; above one half it is bought. */
  readonly score: Float64Array;
  /** Net return of a BUY; NaN where its outcome cannot be known. */
  readonly net: Float64Array;
  /** Volatility alone as a score; NaN where there is too little history. */
  readonly volatility: Float32Array;
}

/** The share of rows that a score is right on, above one half said to be BUY. */
export function accuracyOf(actual: Uint8Array, score: Float64Array): number {
  return accuracy(
    actual,
    score.map((p) => +(p > 0.5)),
  );
}

/**
 * The answers with what the published backtest would have made of a BUY: a random share of the target where the label
 * says BUY, of the stop where it does not. No price is looked at, and nothing is paid.
 */
export function withDrawnReturns(answers: Answers, { profit, stop }: Labelling, seed: number): Answers {
  const random = createRandom(seed, "returns drawn from the true label");
  const net = Float64Array.from(answers.actual, (buy) => random.uniform() * (buy === 1 ? profit : -stop));
  return { ...answers, net };
}

/** How the forest is grown. */
export interface ProtocolOptions {
  readonly trees: number;
  /** Of the shuffled split, where there is one, and of the forest. */
  readonly seed: number;
}

/**
 * Labels, splits, fits and answers under one protocol, with the returns of real trades.
 *
 * @param matrix of the protocol.
 * @throws FoldError if nothing is left to train on or to test.
 */
export async function runProtocol(
  host: EngineHost,
  year: ProtocolYear,
  matrix: MatrixFile,
  labelling: Labelling,
  protocol: Protocol,
  { trees, seed }: ProtocolOptions,
): Promise<Answers> {
  const { labels, rows, train, test } = protocolRows(year, labelling, protocol, seed);
  if (train.length === 0 || test.length === 0) {
    const { testShare } = ROADMAP;
    throw new FoldError(`${rows.length} labelled rows cannot be split ${1 - testShare} to ${testShare}`, {
      remedy: "Take more tickers, more history or nearer barriers.",
    });
  }
  const net = netOfBuying(year.panel, labelling);
  const volatility = await year.volatility();
  const actual = Uint8Array.from(buyTarget(labels, test));
  const target = buyTarget(labels, train);
  // A forest of fewer trees is the beginning of the larger one.
  const sizes = protocol.has("stopping_fold") ? [0.25, 0.5, 1].map((share) => Math.ceil(share * trees)) : [trees];
  const scores: Float64Array[] = [];
  for (const size of new Set(sizes)) {
    const forest = await growHostForest(host, matrix, train, target, { seed, trees: size });
    scores.push(await forest.predict(test));
    await forest.release();
  }
  const reached = scores.map((score) => accuracyOf(actual, score));
  return {
    session: Int32Array.from(test, (row) => labels.decisionSession[row]!),
    actual,
    score: scores[reached.indexOf(Math.max(...reached))]!,
    net: Float64Array.from(test, (row) => net[row]!),
    volatility: Float32Array.from(test, (row) => volatility[row]!),
  };
}
