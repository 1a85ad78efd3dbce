import { firstRows, readPanel } from "../market/index.ts";
import { type BenchmarkOptions, type BenchmarkResult, secondsOf } from "../runtime/index.ts";
import { tripleBarrier } from "./tripleBarrier.ts";

/** Triple-barrier labels over 10 bars, on one thread. */
export default async function labels(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const panel = firstRows(await readPanel(options.market), options.rows);
  const runs: number[] = [];
  for (let k = 0; k <= options.runs; k++) {
    runs.push(await secondsOf(() => tripleBarrier(panel, { profit: 0.05, stop: 0.08, horizon: 10 })));
  }
  return {
    rows: panel.rows,
    threads: 1,
    seconds: Math.min(...runs),
    peers: {},
    timing: "from the panel in memory to the labels' columns, adjustment included; best of the runs",
    runs,
  };
}
