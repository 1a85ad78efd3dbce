import { ROUND_TRIP_COST } from "../backtest/index.ts";
import { purgedKFold } from "../cv/index.ts";
import type { EngineHost } from "../engines/index.ts";
import { VOLATILITY } from "../features/index.ts";
import type { Labels } from "../labels/index.ts";
import type { Strategy } from "../published/index.ts";
import { FOREST } from "../published/index.ts";
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
import type { HonestData } from "./data.ts";
import { withChance } from "./importance.ts";
import type { HonestResult, TradeResult } from "./result.ts";

/**
 * One strategy without the leaks: every labelled row stays, the forest answers out of fold under purged k-fold (5 folds,
 * 1 % embargo), and what it buys is judged after costs beside always buying.
 *
 * @param groups the group of each column of the matrix.
 * @param draws of the date-block bootstrap.
 */
export async function runHonest(
  host: EngineHost,
  { inputs, matrix, rows: candidates }: HonestData,
  labels: Labels,
  strategy: Strategy,
  groups: readonly string[],
  { seed, draws }: { readonly seed: number; readonly draws: number },
): Promise<HonestResult> {
  const isBuy = (row: number): number => +(labels.label[row] === 1);
  const probability = new Float64Array(labels.rows);
  const importances = new Float64Array(matrix.names.length);
  const chance = new Float64Array(matrix.names.length);
  const folds = purgedKFold(labels, { folds: 5, embargo: 0.01, rows: candidates });
  for (const [k, { train, test }] of folds.entries()) {
    const target = Int8Array.from(train, isBuy);
    const forest = await host.fit("random_forest", { matrix, rows: train, target, params: FOREST, seed });
    const answers = await host.predict(forest, { matrix, rows: test });
    test.forEach((row, i) => {
      probability[row] = answers[i]!;
    });
    importances.forEach((_, j) => {
      importances[j]! += forest.importances[j]! / folds.length;
    });
    await host.release(forest);
    if (k > 0) continue;
    const shuffled = createRandom(seed, "shuffled labels", strategy.id).shuffle(target.slice());
    const blind = await host.fit("random_forest", { matrix, rows: train, target: shuffled, params: FOREST, seed });
    chance.set(blind.importances);
    await host.release(blind);
  }

  const rows = Uint32Array.from(candidates).filter((row) => labels.known[row] === 1);
  const session = sessionsOf(labels, rows);
  const actual = Int8Array.from(rows, isBuy);
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
    rows: rows.length,
    accuracy,
    baseRate: base,
    skill: skill(accuracy.estimate, base),
    auc: aucInterval({ ...bootstrap, session, score, positive: actual }),
    aucVolatilityOnly: aucOfVolatility(
      Float32Array.from(rows, (row) => volatility[row]!),
      actual,
    ),
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
    importances: withChance(matrix.names, groups, importances, chance),
  };
}

function sessionsOf(labels: Labels, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, (row) => labels.decisionSession[row]!);
}

function pick<T extends Int32Array | Float64Array>(values: T, mask: Uint8Array): T {
  return values.filter((_, i) => mask[i] === 1) as T;
}

function judgeTrades(
  session: Int32Array,
  net: Float64Array,
  bootstrap: Pick<DateBlockBootstrapOptions, "overlap" | "seed" | "draws">,
): TradeResult {
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
