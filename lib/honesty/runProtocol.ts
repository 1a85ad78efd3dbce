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

/** How the forest is grown. */
export interface ProtocolOptions {
  readonly trees: number;
  /** Of the shuffled split, where there is one, and of the forest. */
  readonly seed: number;
}

/**
 * Labels, splits, fits and answers under one protocol.
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
  const forest = await growHostForest(host, matrix, train, buyTarget(labels, train), { seed, trees });
  const score = await forest.predict(test);
  await forest.release();
  return {
    session: Int32Array.from(test, (row) => labels.decisionSession[row]!),
    actual: Uint8Array.from(buyTarget(labels, test)),
    score,
    net: Float64Array.from(test, (row) => net[row]!),
    volatility: Float32Array.from(test, (row) => volatility[row]!),
  };
}
