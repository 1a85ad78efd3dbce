import { FoldError, walkForward } from "../cv/index.ts";
import type { EngineHost } from "../engines/index.ts";
import type { MatrixFile } from "../files/index.ts";
import type { Labels } from "../labels/index.ts";
import type { Protocol } from "../published/index.ts";
import {
  type Barriers,
  FOREST,
  type ProtocolData,
  protocolLabels,
  stratifiedSplit,
  TEST_SHARE,
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
 * @throws FoldError if nothing is left to train on or to test.
 */
export async function runProtocol(
  host: EngineHost,
  data: ProtocolData,
  barriers: Barriers,
  protocol: Protocol,
  options: ProtocolOptions,
): Promise<Answers> {
  const { labels, net } = protocolLabels(data.panel, barriers, protocol);
  const dropHold = protocol.has("drop_hold");
  const rows = Uint32Array.from(labels.label.keys()).filter(
    (row) => labels.known[row] === 1 && !(dropHold && labels.label[row] === 0),
  );
  const { train, test } = protocol.has("shuffle")
    ? shuffledSplit(labels, rows, options.seed)
    : walkForward(labels, { rows, tests: [data.testFrom] })[0]!;
  const target = buys(labels, train);
  return {
    session: Int32Array.from(test, (row) => labels.decisionSession[row]!),
    actual: Uint8Array.from(buys(labels, test)),
    score: await answer(host, data.matrixOf(protocol), train, target, test, options),
    net: Float64Array.from(test, (row) => net[row]!),
    volatility: Float32Array.from(test, (row) => data.volatility[row]!),
  };
}

function buys(labels: Labels, rows: Uint32Array): Int8Array {
  return Int8Array.from(rows, (row) => +(labels.label[row] === 1));
}

function shuffledSplit(labels: Labels, rows: Uint32Array, seed: number) {
  const classes = Int8Array.from(rows, (row) => (labels.label[row] === 1 ? 1 : -1));
  const { train, test } = stratifiedSplit(classes, TEST_SHARE, seed);
  if (train.length === 0 || test.length === 0) {
    throw new FoldError(`${rows.length} labelled rows cannot be split ${1 - TEST_SHARE} to ${TEST_SHARE}`, {
      remedy: "Take more tickers, more history or nearer barriers.",
    });
  }
  return { train: train.map((i) => rows[i]!), test: test.map((i) => rows[i]!) };
}

async function answer(
  host: EngineHost,
  matrix: MatrixFile,
  train: Uint32Array,
  target: Int8Array,
  test: Uint32Array,
  { trees, seed }: ProtocolOptions,
): Promise<Float64Array> {
  // With one class there is nothing to learn, and a forest would have no probability of the other.
  if (target.every((value) => value === target[0])) return new Float64Array(test.length).fill(target[0]!);
  const forest = await host.fit("random_forest", {
    matrix,
    rows: train,
    target,
    params: { ...FOREST, trees },
    seed,
  });
  const score = await host.predict(forest, { matrix, rows: test });
  await host.release(forest);
  return score;
}
