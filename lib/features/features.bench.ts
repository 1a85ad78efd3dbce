import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firstRows, readPanel, writePanel } from "../market/index.ts";
import {
  type BenchmarkOptions,
  type BenchmarkResult,
  type Matrix,
  pairedRuns,
  releaseShared,
  secondsOf,
  startPeer,
} from "../runtime/index.ts";
import { engineerFeatures } from "./engineer.ts";

/**
 * The 71 features beside polars and TA-Lib, on the same rows and as many threads. Both make their result anew in every
 * run (the peer touches 0.8 GB of new pages a run for 1.5 million rows); `usedAgain` is ours into a block that is kept.
 */
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
      const into = await engineerFeatures(panel, { threads });
      const compute = (block?: Matrix) =>
        secondsOf(() => engineerFeatures(panel, block ? { threads, into: block } : { threads }));
      const fresh = await pairedRuns(runs, () => compute(), peer.run);
      const again = await pairedRuns(runs, () => compute(into), peer.run);
      return {
        rows: panel.rows,
        threads,
        seconds: fresh.seconds,
        peers: { polars: Math.min(fresh.peer, again.peer) },
        timing:
          "ours: from the panel in memory to a new Float32 block of the 71, adjustment included; polars and TA-Lib: " +
          "from columns in memory to a data frame, without load, cast and adjustment; best of the runs, in turns",
        ratio: fresh.ratio,
        ratios: fresh.ratios,
        usedAgain: { seconds: again.seconds, ratio: again.ratio, ratios: again.ratios },
        memory: await memoryFigures(into, panel.rows * PANEL_BYTES, again.seconds, threads),
      };
    } finally {
      peer.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes of a bar that are read: open, high, low, close, adjusted close and volume. */
const PANEL_BYTES = 6 * 8;

/**
 * How far from memory bandwidth: the bytes that must be read and written; how many a second a plain copy on one thread
 * moves (`bytesPerSecond`) and the features do (`achieved`, into a block that is kept); how much of the time of all
 * threads the copy's speed explains (`share`); and the seconds that a new block costs one thread beside (`firstTouch`),
 * for which the system finds and clears its pages.
 */
async function memoryFigures({ values }: Matrix, read: number, seconds: number, threads: number) {
  const half = values.length >> 1;
  const copies: number[] = [];
  for (let k = 0; k < 3; k++) copies.push(await secondsOf(() => values.copyWithin(0, half, 2 * half)));
  const bytesPerSecond = (8 * half) / Math.min(...copies);
  const bytes = read + values.byteLength;
  releaseShared();
  const fresh = new Float32Array(new SharedArrayBuffer(values.byteLength));
  const firstTouch = await secondsOf(() => fresh.fill(1));
  const share = bytes / bytesPerSecond / (threads * seconds);
  return { bytes, bytesPerSecond, achieved: bytes / seconds, share, firstTouch };
}
