import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPanel, writePanel } from "../../market/index.ts";
import type { DatasetOptions } from "../index.ts";
import { killedDataset } from "./killedDataset.ts";

const run = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dataset-memory-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A market in a file, and that market so many times over in another, with prices and volumes that differ. */
async function marketTimes(times: number): Promise<{ once: string; often: string; rows: number }> {
  const [once, often] = [join(folder, "once.parquet"), join(folder, "often.parquet")];
  const panel = await readPanel("synthetic:tickers=150,years=6,seed=2");
  await writePanel(once, panel);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const other = ["open", "high", "low", "close", "adj_close", "volume"].map(
    (name) => `${name} * (1 + copy / 1e6) AS ${name}`,
  );
  await connection.run(
    `COPY (SELECT ticker || '-' || copy AS ticker, * EXCLUDE (ticker, copy) REPLACE (${other.join(", ")})
      FROM read_parquet(${quotedString(once)}), range(${times}) AS copies(copy) ORDER BY 1, date)
      TO ${quotedString(often)} (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return { once, often, rows: times * panel.rows };
}

const TIMES = 10;

test(`a panel of ${TIMES} times the bars takes about the same memory`, { timeout: 900_000 }, async () => {
  const { once, often } = await marketTimes(TIMES);
  const peaks: number[] = [];
  for (const market of [once, often]) {
    const out = join(folder, "out");
    await rm(out, { recursive: true, force: true });
    await killedDataset(market, { out, partBars: 30_000 }, []);
    const { peakMemory } = JSON.parse(await readFile(join(out, "run.json"), "utf8")) as { peakMemory: number };
    peaks.push(peakMemory);
  }
  const [small, large] = peaks as [number, number];
  console.log(`peak memory ${Math.round(small / 1e6)} MB, with ${TIMES} times the bars ${Math.round(large / 1e6)} MB`);
  expect(large).toBeLessThan(2 * small);
});

/** Bytes that a process may have for itself, kept by the kernel (RLIMIT_DATA): so many besides what V8 sets aside. */
const FREE = 430_000_000;
const LIMIT = FREE + 570_000_000;
/** Of a bar in memory: six prices and volumes, a date and a session. */
const BYTES_A_BAR = 6 * 8 + 2 * 4;
const prlimit = "/usr/bin/prlimit";
if (!existsSync(prlimit)) console.log("memory.verify.ts: no memory limit is set, there is no prlimit here");

/** Runs Node with the limit; it cannot outlive this process, whose pipe it reads. */
const limited = (...words: readonly string[]) =>
  run(prlimit, [`--data=${LIMIT}`, process.execPath, "--conditions=source", ...words]);

test.runIf(existsSync(prlimit))(
  "a panel of five times the memory that there is goes through part by part",
  { timeout: 900_000 },
  async () => {
    const { often, rows } = await marketTimes(240);
    const [decoded, onDisk] = [rows * BYTES_A_BAR, (await stat(often)).size];
    expect(decoded).toBeGreaterThan(5 * FREE);
    expect(onDisk).toBeGreaterThan(4 * FREE);
    // The limit is one: the same panel read at once is more than there is.
    const whole = `const { readPanel } = await import(${JSON.stringify(import.meta.resolve("../../market/index.ts"))});
      await readPanel(${JSON.stringify(often)});`;
    await expect(limited("--input-type=module", "--eval", whole)).rejects.toThrow();
    // One share of many: all bars are read and checked, features are made of a few parts.
    const options: DatasetOptions = {
      ...{ out: join(folder, "out"), partBars: 60_000, threads: 1 },
      shard: { number: 1, of: 100 },
    };
    const program = fileURLToPath(new URL("./datasetProgram.ts", import.meta.url));
    const { stdout } = await limited(program, JSON.stringify({ market: often, options }));
    const [bars, disk, peak] = [decoded, onDisk, Number(stdout)].map((bytes) => `${Math.round(bytes / 1e6)} MB`);
    console.log(`${rows} bars, ${disk} in the file and ${bars} in memory, ${FREE / 1e6} MB to be had: peak ${peak}`);
    expect(Number(stdout)).toBeLessThan(decoded / 5);
  },
);
