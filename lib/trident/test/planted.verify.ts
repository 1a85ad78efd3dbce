import { join } from "node:path";
import { expect, test } from "vitest";
import { buildDataset, DEFAULT_LABELS } from "../../dataset/index.ts";
import type { BoosterName } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { type Panel, parseSynthetic, rowsOfBars, syntheticMarket } from "../../market/index.ts";
import type { TridentProfile } from "../../runtime/index.ts";
import { auc } from "../../statistics/index.ts";
import type { Training } from "../trainTrident.ts";
import { trainTrident } from "../trainTrident.ts";
import { inFolder } from "./smallTraining.ts";

/** Six trials of each engine on three folds. */
const WORK: TridentProfile = {
  folds: 3,
  trials: 6,
  minutes: null,
  trees: 500,
  depth: 6,
  stoppingRounds: 50,
  threads: 1,
};

/** BUY is a next bar that closes above its open, which the synthetic market's signal says something of. */
async function trainOnSign(
  folder: string,
  market: string,
  work: Partial<TridentProfile> = {},
  members: readonly BoosterName[] = ["lightgbm"],
): Promise<Training> {
  const options = { method: "simple", profit: 1e-6, stop: 1e-6, horizon: 1 } as const;
  const dataset = join(folder, "dataset");
  const labels = { ...DEFAULT_LABELS, options: { ...DEFAULT_LABELS.options, ...options } };
  await buildDataset(market, { out: dataset, labels });
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  const profile = { ...WORK, ...work };
  try {
    return await trainTrident(dataset, {
      ...{ out: join(folder, "bundle"), profile, ledger, clusters: 1, members, workers: 2 },
    });
  } finally {
    ledger.close();
  }
}

/**
 * The out-of-fold AUC of the best engine, and of one who knows each bar's probability, on the same rows: the mean over
 * folds by their rows, since what a fold's model says is compared with nothing that another one says.
 */
function besideOracle(training: Training, market: string) {
  const { panel, truth } = syntheticMarket(parseSynthetic(market));
  // The dataset has fewer rows than the market: its bars are found there by ticker and date.
  const own = training.data.panel;
  const ofMarket = rowsOfBars(panel, { names: own.tickers, ticker: tickerOfRows(own), date: own.date });
  const up = (row: number): number => truth.up[ofMarket[row]!]!;
  const folds = training.members[0]!.plan.folds.map(({ test: tested }) => {
    // A ticker's last bar before its delisting has a label and no next bar that the oracle could know.
    const rows = tested.filter((row) => !Number.isNaN(up(row)));
    const positive = Int8Array.from(rows, (row) => training.data.target[row]!);
    const ones = positive.reduce((sum, each) => sum + each, 0);
    // Of an AUC of 1/2, ranks being exchangeable (Mann and Whitney 1947).
    const variance = (rows.length + 1) / (12 * ones * (rows.length - ones));
    return { rows: rows.length, variance, oracle: auc(Float64Array.from(rows, up), positive) };
  });
  const rows = folds.reduce((sum, fold) => sum + fold.rows, 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value, k) => sum + (value * folds[k]!.rows) / rows, 0);
  return {
    ...{ rows, oracle: mean(folds.map((fold) => fold.oracle)) },
    found: Math.max(...training.members.map(({ best }) => mean(best.folds.map((fold) => fold.auc)))),
    standardError: Math.sqrt(folds.reduce((sum, fold) => sum + fold.variance * (fold.rows / rows) ** 2, 0)),
  };
}

/** The place of each row's ticker. */
function tickerOfRows({ rows, tickers, offsets }: Panel): Int32Array {
  const of = new Int32Array(rows);
  for (const t of tickers.keys()) of.fill(t, offsets[t]!, offsets[t + 1]!);
  return of;
}

test("a planted signal is learned: of the oracle's gain four fifths at .10; at .05 more than chance", async () => {
  for (const signal of [0.1, 0.05]) {
    const market = `synthetic:tickers=300,years=5,seed=11,signal=${signal}`;
    await inFolder(async (folder) => {
      const training = await trainOnSign(folder, market, {}, ["xgboost", "lightgbm"]);
      const { rows, oracle, found, standardError } = besideOracle(training, market);
      const share = (found - 0.5) / (oracle - 0.5);
      const t = (found - 0.5) / standardError;
      console.log(
        `signal ${signal}: ${rows} rows, AUC ${found.toFixed(4)}, oracle ${oracle.toFixed(4)}, share ${share.toFixed(2)}, t ${t.toFixed(1)}`,
      );
      expect(rows).toBeGreaterThan(150_000);
      if (signal === 0.1) expect(share).toBeGreaterThan(0.8);
      else expect(t).toBeGreaterThan(3.7);
    });
  }
});

test("without a signal nothing is found beyond volatility, over 20 markets", async () => {
  const leads: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    await inFolder(async (folder) => {
      const training = await trainOnSign(folder, `synthetic:tickers=40,years=3,seed=${seed}`, { trials: 2, trees: 50 });
      const { auc: found, aucVolatilityOnly } = training.manifest.members[0]!.outOfFold;
      leads.push(found - aucVolatilityOnly);
    });
  }
  const mean = leads.reduce((sum, each) => sum + each, 0) / leads.length;
  const deviation = Math.sqrt(leads.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (leads.length - 1));
  const z = mean / (deviation / Math.sqrt(leads.length));
  console.log(`AUC over volatility's: ${mean.toFixed(4)} in the mean of 20 markets, z ${z.toFixed(2)}`);
  expect(Math.abs(z)).toBeLessThan(3.7);
});
