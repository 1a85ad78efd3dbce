import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineHost } from "../engines/index.ts";
import { Ledger } from "../ledger/index.ts";
import { lastBars, readPanel } from "../market/index.ts";
import { listedPanel, SEARCH_LIST } from "../published/index.ts";
import { type BenchmarkOptions, type BenchmarkResult, PROFILES, secondsOf, startPeer } from "../runtime/index.ts";
import { type LabelTrial, runLabelStudy } from "./labelStudy.ts";
import { type SearchData, searchData } from "./searchData.ts";

/** Two years of each ticker, the second of which is held out. */
const BARS = 503;

/**
 * The honest search of 100 trials, study and ledger included, beside a loop around scikit-learn's forest over the same
 * trials, folds and rows. One run of each, since each is 500 forests.
 */
export default async function search(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { market, rows, python, progress } = options;
  const chosen = listedPanel(await readPanel(market), SEARCH_LIST);
  const panel = lastBars(chosen, Math.min(BARS, Math.floor(rows / chosen.tickers.length)));
  const { trials, forest } = PROFILES.a100.labelSearch;
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  try {
    let data!: SearchData;
    const preparing = await secondsOf(async () => {
      data = await searchData(panel);
    });
    const ledger = new Ledger(join(folder, "ledger.sqlite"));
    let ours: readonly LabelTrial[] = [];
    const file = join(folder, "studies.sqlite");
    const seconds = await secondsOf(async () => {
      const host = engineHost();
      ours = (await runLabelStudy("honest", data, { trials, seed: 42, forest, file, ledger, host })).trials;
    });
    ledger.close();
    progress(`${trials} trials took ${seconds.toFixed(1)} s; the peer is next`);
    await writeTask(folder, data, ours);
    const peer = await startPeer(python, [fileURLToPath(new URL("test/sklearnPeer.py", import.meta.url)), folder], {});
    try {
      const scikitLearn = await peer.run();
      const scored = data.folds.reduce((sum, { test }) => sum + test.length, 0);
      return {
        rows: scored,
        threads: availableParallelism(),
        seconds,
        peers: { "scikit-learn": scikitLearn },
        timing:
          `${trials} trials, ${data.folds.length} folds, ${forest.trees} trees of depth ${forest.maxDepth}; ours: ` +
          "Optuna, labels, forests, the policy's daily returns, ledger; scikit-learn: labels in numpy, forests on all cores",
        ratio: seconds / scikitLearn,
        preparing,
      };
    } finally {
      peer.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTask(folder: string, data: SearchData, trials: readonly LabelTrial[]): Promise<void> {
  const { inputs, panel, prices, folds } = data;
  const { trees, maxDepth } = PROFILES.a100.labelSearch.forest;
  const task = {
    names: inputs.names,
    rows: inputs.rows,
    stride: inputs.stride,
    trees,
    maxDepth,
    tickers: panel.tickers.map((_, t) => [panel.offsets[t], panel.offsets[t + 1]]),
    folds: folds.map(({ train, test }) => ({ train: [...train], test: [...test] })),
    trials: trials.map(({ method, profit, stop, horizon }) => ({ method, profit, stop, horizon })),
  };
  await writeFile(join(folder, "task.json"), JSON.stringify(task));
  await writeFile(join(folder, "inputs.f32"), new Uint8Array(inputs.values.buffer));
  for (const name of ["open", "high", "low", "close"] as const) {
    await writeFile(join(folder, `${name}.f64`), new Uint8Array(prices[name].buffer));
  }
}
