import { foresight, policyAlpha, policyReturns, ROUND_TRIP_COST, returnsAhead } from "../backtest/index.ts";
import { purgedKFold } from "../cv/index.ts";
import type { EngineHost } from "../engines/index.ts";
import { MODEL_INPUTS, VOLATILITY } from "../features/index.ts";
import { buyTarget, type Labels } from "../labels/index.ts";
import { growHostForest, type Strategy } from "../published/index.ts";
import { createRandom, matrixColumn } from "../runtime/index.ts";
import {
  aucInterval,
  aucOfVolatility,
  baseRate,
  breakEven,
  type DateBlockBootstrapOptions,
  dateBlockBootstrap,
  edge,
  expectancy,
  netReturns,
  skill,
  tradeColumns,
  tradeSums,
  winRate,
} from "../statistics/index.ts";
import type { HonestData } from "./honestData.ts";
import { withChance } from "./importance.ts";
import type { HonestResult, TradeResult } from "./result.ts";

/**
 * Runs one strategy without the leaks: every labelled row stays, the forest answers out of fold under purged k-fold (5
 * folds, 1 % embargo), and what it buys is judged after costs: by the alpha of the reference policy, and as labels beside
 * always buying.
 *
 * @param draws of the date-block bootstrap.
 */
export async function runHonest(
  host: EngineHost,
  { panel, inputs, matrix, rows: candidates, first, prices, equalWeight }: HonestData,
  labels: Labels,
  strategy: Strategy,
  { seed, draws }: { readonly seed: number; readonly draws: number },
): Promise<HonestResult> {
  const probability = new Float64Array(labels.rows);
  const learned: Float64Array[] = [];
  const reasons: string[] = [];
  let chance: Float64Array | null = null;
  for (const { train, test } of purgedKFold(labels, { folds: 5, embargo: 0.01, rows: candidates })) {
    const target = buyTarget(labels, train);
    const forest = await growHostForest(host, matrix, train, target, { seed });
    const answers = await forest.predict(test);
    test.forEach((row, i) => {
      probability[row] = answers[i]!;
    });
    if (forest.importances) learned.push(forest.importances);
    else reasons.push(forest.nothingToLearn!);
    await forest.release();
    if (chance || !forest.importances) continue;
    const shuffled = createRandom(seed, "shuffled labels", strategy.id).shuffle(target.slice());
    const blind = await growHostForest(host, matrix, train, shuffled, { seed });
    chance = blind.importances;
    await blind.release();
  }

  const rows = Uint32Array.from(candidates).filter((row) => labels.known[row] === 1);
  const session = sessionsOf(labels, rows);
  const lastYear = rows.filter((row) => labels.decisionSession[row]! >= first);
  const actual = buyTarget(labels, rows);
  const score = Float64Array.from(rows, (row) => probability[row]!);
  const bought = Uint8Array.from(score, (p) => +(p > 0.5));
  const right = actual.map((buy, i) => +(buy === bought[i]));
  const net = netReturns(
    Float64Array.from(rows, (row) => labels.ret[row]!),
    ROUND_TRIP_COST,
  );
  const bootstrap = { overlap: strategy.horizon, seed, draws };
  const accuracy = dateBlockBootstrap({
    ...bootstrap,
    session,
    columns: [right, right.map(() => 1)],
    statistic: ([hits, all]) => hits! / all!,
    bounds: [0, 1],
  });
  const base = baseRate(actual);
  const volatility = matrixColumn(inputs, VOLATILITY);
  const model = bought.includes(1) ? judgeTrades(pick(session, bought), pick(net, bought), bootstrap) : null;
  return {
    nothingToLearn: learned.length === 0 ? reasons[0]! : null,
    rows: rows.length,
    accuracy,
    baseRate: base,
    skill: skill(accuracy.estimate, base),
    auc: aucInterval({ ...bootstrap, session, score, positive: actual }),
    aucVolatilityOnly: aucOfVolatility(
      Float32Array.from(rows, (row) => volatility[row]!),
      actual,
    ),
    foresight: foresight({ rows, score }, { returns: returnsAhead(panel, strategy.horizon), seed, draws }),
    model,
    alwaysBuy: judgeTrades(session, net, bootstrap),
    overAlwaysBuy:
      model &&
      dateBlockBootstrap({
        ...bootstrap,
        session,
        columns: [bought, net.map((r, i) => r * bought[i]!), net.map(() => 1), net],
        statistic: ([trades, gained, all, gainedByAll]) => gained! / trades! - gainedByAll! / all!,
      }),
    edgeOverAlwaysBuy: model && edgeOver(session, net, bought, bootstrap),
    alpha:
      learned.length === 0
        ? null
        : policyAlpha(policyReturns(labels, prices, lastYear, probability), equalWeight).alpha,
    importances: withChance(matrix.names, MODEL_INPUTS, meanOf(learned), chance),
  };
}

/** The edge of the trades that were bought less that of all, which share their dates' fate. */
function edgeOver(session: Int32Array, net: Float64Array, bought: Uint8Array, bootstrap: Resampling) {
  const all = tradeColumns(net);
  const own = all.map((column) => column.map((x, i) => x * bought[i]!));
  return dateBlockBootstrap({
    ...{ ...bootstrap, session, columns: [...own, ...all] },
    statistic: (sums) => edge(sums.subarray(0, own.length)) - edge(sums.subarray(own.length)),
  });
}

/** The mean of some columns; null without any. */
function meanOf(columns: readonly Float64Array[]): Float64Array | null {
  if (columns.length === 0) return null;
  const mean = new Float64Array(columns[0]!.length);
  for (const column of columns) for (let j = 0; j < mean.length; j++) mean[j]! += column[j]! / columns.length;
  return mean;
}

function sessionsOf(labels: Labels, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, (row) => labels.decisionSession[row]!);
}

function pick<T extends Int32Array | Float64Array>(values: T, mask: Uint8Array): T {
  return values.filter((_, i) => mask[i] === 1) as T;
}

type Resampling = Pick<DateBlockBootstrapOptions, "overlap" | "seed" | "draws">;

function judgeTrades(session: Int32Array, net: Float64Array, bootstrap: Resampling): TradeResult {
  const columns = tradeColumns(net);
  const resampled = { ...bootstrap, session, columns };
  return {
    rows: net.length,
    winRate: dateBlockBootstrap({ ...resampled, statistic: winRate, bounds: [0, 1] }),
    breakEven: breakEven(tradeSums(net)),
    edge: dateBlockBootstrap({ ...resampled, statistic: edge, bounds: [-1, 1] }),
    expectancy: dateBlockBootstrap({ ...resampled, statistic: expectancy }),
  };
}
