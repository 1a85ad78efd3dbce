import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { type BenchmarkOptions, type BenchmarkResult, pairedRuns, secondsOf } from "../runtime/index.ts";
import { readPanel } from "./read.ts";
import { firstRows } from "./select.ts";
import { writePanel } from "./writePanel.ts";

/** A Parquet file to a panel, beside DuckDB's own scan of all its columns. The rows are written to a file of their own. */
export default async function load({ market, rows, runs }: BenchmarkOptions): Promise<BenchmarkResult> {
  const folder = mkdtempSync(join(tmpdir(), "trident-bench-"));
  const file = join(folder, "bars.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const panel = firstRows(await readPanel(market), rows);
    await writePanel(file, panel);
    const everything =
      "max(ticker), max(date), sum(open), sum(high), sum(low), sum(close), sum(volume), sum(adj_close)";
    const scan = `SELECT ${everything} FROM read_parquet(${quotedString(file)})`;
    const paired = await pairedRuns(
      runs,
      () => secondsOf(() => readPanel(file)),
      () => secondsOf(() => connection.runAndReadAll(scan)),
    );
    return {
      rows: panel.rows,
      threads: availableParallelism(),
      seconds: paired.seconds,
      peers: { duckdb: paired.peer },
      timing: "ours: from the file to a validated panel; duckdb: a scan that reads every column; best of the runs",
      secondsMore: paired.seconds - paired.peer,
      ratio: paired.ratio,
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}
