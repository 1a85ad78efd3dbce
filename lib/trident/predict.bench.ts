import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { buildDataset, DEFAULT_LABELS } from "../dataset/index.ts";
import { recentFeatures } from "../features/index.ts";
import { Ledger } from "../ledger/index.ts";
import { lastBars, readPanel } from "../market/index.ts";
import {
  clustersOfPanel,
  type DaySignals,
  demandedBars,
  findingsOf,
  loadBundle,
  predictDay,
  sizeOfModel,
} from "../model/index.ts";
import { type BenchmarkOptions, type BenchmarkResult, PROFILES, secondsOf } from "../runtime/index.ts";
import { trainTrident } from "./trainTrident.ts";

/** What the bundle is trained on: enough for trees of the laptop profile's size. */
const TRAINED_ON = "synthetic:tickers=60,years=4";
/** Bars of a ticker that a panel for one day has beyond those that are demanded. */
const SPARE = 20;

/**
 * One day's signals of all tickers of a market, after the bundle is loaded and the panel read, in Node. The bundle has
 * three engines in each of five clusters, with as many trees, as deep, as the laptop profile allows, by one trial each.
 */
export default async function predict({ market, rows, runs, progress }: BenchmarkOptions): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  try {
    progress(`a bundle is trained on ${TRAINED_ON}`);
    const out = await trained(folder);
    const whole = await readPanel(market);
    const load = await bestOf(runs, () => loadBundle(out));
    const bundle = await loadBundle(out);
    const bars = demandedBars(bundle.manifest) + SPARE;
    const panel = lastBars(whole, Math.min(bars, Math.floor(rows / whole.tickers.length)));
    const date = panel.calendar.at(-1)!;
    const blind = { ...bundle, manifest: { ...bundle.manifest, policy: null } };
    const days: number[] = [];
    for (let k = 0; k <= runs; k++) days.push(await secondsOf(() => predictDay(blind, panel, { date })));
    let day: DaySignals | undefined;
    const withReasons = await secondsOf(async () => {
      day = await predictDay(bundle, panel, { date });
    });
    const { signals } = day!;
    const parts = {
      checks: await bestOf(runs, () => findingsOf(panel, date, bars, date)),
      clusters: await bestOf(runs, () => clustersOfPanel(panel, bundle.manifest, date)),
      features: await bestOf(runs, () => recentFeatures(panel, { tickers: [...panel.tickers.keys()], bars, kept: 21 })),
    };
    return {
      rows: panel.rows,
      threads: availableParallelism(),
      seconds: Math.min(...days.slice(1)),
      peers: {},
      timing:
        "from a panel in memory and a loaded bundle to signals, without the reasons of those to buy (withReasons has them)",
      firstDay: days[0],
      withReasons,
      parts,
      load,
      members: bundle.models.length,
      nodes: bundle.models.reduce((sum, model) => sum + sizeOfModel(model), 0),
      tickers: panel.tickers.length,
      signals: signals.length,
      bought: signals.filter(({ decision }) => decision === "BUY").length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bestOf(runs: number, work: () => unknown): Promise<number> {
  const seconds: number[] = [];
  for (let k = 0; k < runs; k++) seconds.push(await secondsOf(work));
  return Math.min(...seconds);
}

/** The folder of a bundle of fifteen members. */
async function trained(folder: string): Promise<string> {
  const dataset = join(folder, "dataset");
  await buildDataset(TRAINED_ON, { out: dataset, labels: DEFAULT_LABELS });
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    const out = join(folder, "bundle");
    const profile = { ...PROFILES.laptop.trident, folds: 2, trials: 1, minutes: null };
    await trainTrident(dataset, { out, profile, ledger });
    return out;
  } finally {
    ledger.close();
  }
}
