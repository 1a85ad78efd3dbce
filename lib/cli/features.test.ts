import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { root } from "trident-base/project";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-features-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A feature file beside nothing that is ours, and the command that appends it. */
function features(file: string, at: string) {
  const source = `import { defineFeature } from "trident-lab";
    export default defineFeature({
      name: "gain_5", window: 6, scale: "free",
      compute: ({ close, length }, out) => {
        for (let i = 5; i < length; i++) out[i] = close[${at}]! / close[i - 5]! - 1;
      },
    });`;
  writeFileSync(join(folder, file), source);
  const words = ["features", "synthetic:tickers=3,years=1", "--feature", file, "--out", "f.parquet", "--json"];
  const program = join(root, "lib", "cli", "trident.mjs");
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: "utf8" });
}

test("--feature appends a user's column to the file", async () => {
  const { status, stdout } = features("gain.ts", "i");
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, columns: 72 });
  const connection = await (await DuckDBInstance.create()).connect();
  const query = `SELECT count(*) FILTER (gain_5 IS DISTINCT FROM returns_5)::INT AS other, count(gain_5)::INT AS known
    FROM '${join(folder, "f.parquet")}'`;
  const [row] = (await connection.runAndReadAll(query)).getRowObjects();
  connection.closeSync();
  expect(row).toMatchObject({ other: 0 });
  expect(row!.known).toBeGreaterThan(500);
});

test("one that looks ahead is refused in a line", () => {
  const { status, stdout, stderr } = features("ahead.ts", "Math.min(i + 1, length - 1)");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^trident: it depends on later bars: .*feature 'gain_5', S0001, /);
});
