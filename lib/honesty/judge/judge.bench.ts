import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeParquet } from "../../files/index.ts";
import { lastBars, readPanel, rowColumns, writePanel } from "../../market/index.ts";
import { type BenchmarkOptions, type BenchmarkResult, createRandom, secondsOf } from "../../runtime/index.ts";
import { judgePredictions } from "./judgePredictions.ts";
import { readPredictions } from "./readPredictions.ts";

/** A score for every bar, from the files of market and predictions to the verdict; nothing else does this, so no peer. */
export default async function judge({ market, rows, runs, progress }: BenchmarkOptions): Promise<BenchmarkResult> {
  const whole = await readPanel(market);
  const made = lastBars(whole, Math.max(120, Math.floor(rows / whole.tickers.length)));
  const folder = mkdtempSync(join(tmpdir(), "trident-bench-"));
  try {
    const [bars, file] = [join(folder, "bars.parquet"), join(folder, "predictions.parquet")];
    await writePanel(bars, made);
    const random = createRandom(1, "benchmark");
    const score = Float64Array.from({ length: made.rows }, () => random.normal());
    await writeParquet(
      file,
      [...rowColumns(made).slice(0, 2), { name: "score", type: "float64", values: score }],
      made.rows,
    );
    const own: number[] = [];
    const processor: number[] = [];
    const steps: string[] = [];
    for (let k = 0; k < Math.min(runs, 2); k++) {
      const [started, usage] = [performance.now(), process.cpuUsage()];
      const spent = (): number => {
        const { user, system } = process.cpuUsage(usage);
        return (user + system) / 1e6;
      };
      const told = (step: string) => {
        const line = `${((performance.now() - started) / 1000).toFixed(1)} s, ${spent().toFixed(1)} s of processor: ${step}`;
        steps.push(line);
        progress(line);
      };
      own.push(
        await secondsOf(async () => {
          const panel = await readPanel(bars);
          told("market read");
          const predictions = await readPredictions(panel, file);
          told("predictions read");
          await judgePredictions(panel, predictions, { onStep: told });
          told("judged");
        }),
      );
      processor.push(spent());
    }
    return {
      ...{ rows: made.rows, threads: 2, seconds: Math.min(...own), peers: {} },
      timing:
        "from the files to the verdict: reading, five questions, at least 199 draws of the blind opponent; best of two",
      ...{ runs: own, processorSeconds: processor, steps, maxRssMb: process.resourceUsage().maxRSS / 1024 },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
