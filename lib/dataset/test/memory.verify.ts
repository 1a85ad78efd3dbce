import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { readPanel, writePanel } from "../../market/index.ts";
import { killedDataset } from "./killedDataset.ts";

const TIMES = 10;

test(`a panel of ${TIMES} times the bars takes about the same memory`, { timeout: 900_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "dataset-memory-"));
  try {
    const [once, often] = [join(folder, "once.parquet"), join(folder, "often.parquet")];
    await writePanel(once, await readPanel("synthetic:tickers=150,years=6,seed=2"));
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT ticker || '-' || copy AS ticker, * EXCLUDE (ticker, copy)
        FROM read_parquet(${quotedString(once)}), range(${TIMES}) AS copies(copy) ORDER BY 1, date)
        TO ${quotedString(often)} (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    const peaks: number[] = [];
    for (const market of [once, often]) {
      const out = join(folder, "out");
      await rm(out, { recursive: true, force: true });
      await killedDataset(market, { out, partBars: 30_000 }, []);
      const { peakMemory } = JSON.parse(await readFile(join(out, "run.json"), "utf8")) as { peakMemory: number };
      peaks.push(peakMemory);
    }
    const [small, large] = peaks as [number, number];
    console.log(
      `peak memory ${Math.round(small / 1e6)} MB, with ${TIMES} times the bars ${Math.round(large / 1e6)} MB`,
    );
    expect(large).toBeLessThan(2 * small);
  } finally {
    await rm(folder, { recursive: true });
  }
});
