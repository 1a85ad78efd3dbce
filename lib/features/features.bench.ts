import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firstRows, type Panel, readPanel, writePanel } from "../market/index.ts";
import { type BenchmarkOptions, type BenchmarkResult, pairedRuns, secondsOf, startPeer } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { engineerFeatures } from "./engineer.ts";

/** The 71 features beside polars and TA-Lib, on the same rows and as many threads. */
export default async function features(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { market, rows, runs, python, progress } = options;
  const panel = firstRows(await readPanel(market), rows);
  const threads = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), "trident-bench-"));
  try {
    progress(`${panel.rows} bars of ${panel.tickers.length} tickers; the peer loads them`);
    const bars = join(folder, "bars.parquet");
    await writePanel(bars, panel);
    const script = fileURLToPath(new URL("test/polarsPeer.py", import.meta.url));
    const peer = await startPeer(python, [script, bars], { POLARS_MAX_THREADS: String(threads) });
    try {
      const ours = () => secondsOf(() => engineerFeatures(panel, { threads }));
      const paired = await pairedRuns(runs, ours, peer.run);
      return {
        rows: panel.rows,
        threads,
        seconds: paired.seconds,
        peers: { polars: paired.peer },
        timing:
          "ours: from the panel in memory to a new Float32 block of the 71, adjustment included; " +
          "polars and TA-Lib: from columns in memory to a data frame, without load, cast and adjustment; best of the runs",
        ratio: paired.ratio,
        ratios: paired.ratios,
        memory: await memoryFigures(panel, threads * paired.seconds),
      };
    } finally {
      peer.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * How much of the time of all threads memory alone explains: the bytes that must be read and written, at the speed of a
 * plain copy of one thread, and the first touch of a new block, for which the system finds and clears its pages.
 */
async function memoryFigures(panel: Panel, threadSeconds: number) {
  const bytes = panel.rows * (6 * 8 + FEATURE_NAMES.length * 4);
  const block = new Float32Array(new SharedArrayBuffer(4 * FEATURE_NAMES.length * panel.rows));
  const firstTouchSeconds = await secondsOf(() => block.fill(1));
  const half = block.length >> 1;
  const copies: number[] = [];
  for (let k = 0; k < 3; k++) copies.push(await secondsOf(() => block.copyWithin(0, half, 2 * half)));
  const bytesPerSecond = (8 * half) / Math.min(...copies);
  return {
    bytes,
    bytesPerSecond,
    share: bytes / bytesPerSecond / threadSeconds,
    firstTouchSeconds,
    firstTouchShare: firstTouchSeconds / threadSeconds,
  };
}
