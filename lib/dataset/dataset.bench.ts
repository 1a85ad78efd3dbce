import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchmarkOptions, BenchmarkResult } from "../runtime/index.ts";
import { buildDataset, type DatasetResult } from "./buildDataset.ts";

/** The whole dataset of a panel, from its file to Parquet, by step. Of a file all rows are taken, whatever `rows` says. */
export default async function dataset({ market, runs, progress }: BenchmarkOptions): Promise<BenchmarkResult> {
  const built: DatasetResult[] = [];
  for (let k = 0; k < runs; k++) {
    const out = mkdtempSync(join(tmpdir(), "trident-bench-"));
    try {
      built.push(await buildDataset(market, { out }));
      progress(`run ${k + 1}: ${totalOf(built.at(-1)!).toFixed(1)} s`);
    } finally {
      rmSync(out, { recursive: true });
    }
  }
  const best = built.reduce((a, b) => (totalOf(b) < totalOf(a) ? b : a));
  return {
    rows: best.manifest!.rows,
    threads: availableParallelism(),
    seconds: totalOf(best),
    peers: {},
    timing: "from the panel to dataset.parquet, statistics.parquet and manifest, hashes included; the best of the runs",
    steps: best.seconds,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
}

/** The steps' seconds are those of all threads together; the parts' are those of the clock. */
function totalOf({ seconds: { universe, bars, parts, save } }: DatasetResult): number {
  return universe + bars + parts + save;
}
