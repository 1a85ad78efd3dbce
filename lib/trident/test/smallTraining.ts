import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildDataset, DEFAULT_LABELS } from "../../dataset/index.ts";
import { hashFile } from "../../files/index.ts";
import type { LabelOptions } from "../../labels/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { readBundle } from "../../model/index.ts";
import { type Training, type TrainOptions, trainTrident } from "../trainTrident.ts";

/** A profile of a few seconds. */
export const TINY = { folds: 2, trials: 2, minutes: null, trees: 6, depth: 4, stoppingRounds: 3, threads: 1 } as const;

/** Makes the dataset of a small synthetic market. */
export async function smallDataset(
  folder: string,
  market = "synthetic:tickers=12,years=2,seed=6",
  labels: Partial<LabelOptions> = {},
): Promise<string> {
  const out = join(folder, "dataset");
  const options = { ...DEFAULT_LABELS.options, profit: 0.04, stop: 0.04, horizon: 4, ...labels };
  await buildDataset(market, { out, labels: { ...DEFAULT_LABELS, options } });
  return out;
}

/** Trains two engines in two clusters, with a ledger in the folder. */
export async function smallTraining(
  folder: string,
  dataset: string,
  options: Partial<TrainOptions> = {},
): Promise<Training> {
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    return await trainTrident(dataset, {
      ...{
        out: join(folder, "bundle"),
        profile: TINY,
        clusters: 2,
        members: ["xgboost", "lightgbm"],
        workers: 1,
        ledger,
      },
      ...options,
    });
  } finally {
    ledger.close();
  }
}

/** A folder for the tests of a file, which remove it when they are done. */
export function makeTestFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "trident-train-"));
}

/** A folder that is gone when the work is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTestFolder();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The hash of every file of a bundle, its manifest included, by path. */
export async function bundleBytes(bundle: string): Promise<Readonly<Record<string, string>>> {
  const { files } = await readBundle(bundle);
  const hashes = await Promise.all(
    ["manifest.json", ...Object.keys(files)].map(async (name) => [name, (await hashFile(join(bundle, name))).sha256]),
  );
  return Object.fromEntries(hashes);
}
