import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FileColumn, writeParquet } from "./writeParquet.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "write-parquet-"));
});
afterAll(() => rm(folder, { recursive: true }));

const rows = 5000;
const columns: FileColumn[] = [
  { name: "ticker", type: "text", at: (row) => (row % 2 ? "B" : "it's") },
  { name: "date", type: "date", values: Int32Array.from({ length: rows }, (_, i) => i), known: (row) => row !== 3 },
  {
    name: "label",
    type: "int8",
    values: Int8Array.from({ length: rows }, (_, i) => (i % 3) - 1),
    known: (row) => row > 0,
  },
  { name: "x", type: "float32", values: Float32Array.from({ length: rows }, (_, i) => (i === 7 ? Number.NaN : i / 8)) },
  { name: "ret", type: "float64", values: Float64Array.from({ length: rows }, (_, i) => i / 10) },
];

test("what is written is read back, NaN and unknown as null, in order", async () => {
  const path = join(folder, "it's here.parquet");
  await writeParquet(path, columns, rows);
  const connection = await (await DuckDBInstance.create()).connect();
  const result = await connection.runAndReadAll(`select *, date - date '1970-01-01' as day from ${quotedString(path)}`);
  const read = result.getColumnsObject();
  expect(read.ticker!.slice(0, 3)).toEqual(["it's", "B", "it's"]);
  expect(read.day!.slice(0, 5)).toEqual([0n, 1n, 2n, null, 4n]);
  expect(read.label!.slice(0, 4)).toEqual([null, 0, 1, -1]);
  expect(read.x!.slice(6, 9)).toEqual([0.75, null, 1]);
  expect(read.ret!.at(-1)).toBe(499.9);
  expect(read.ret).toHaveLength(rows);
});

test("the same columns give the same bytes, and nothing is left beside them", async () => {
  const hash = async (name: string) => {
    await writeParquet(join(folder, name), columns, rows);
    return createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
  };
  expect(await hash("a.parquet")).toBe(await hash("b.parquet"));
  expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a column that is too short is refused before anything is written", async () => {
  const short: FileColumn = { name: "x", type: "float32", values: new Float32Array(2) };
  await expect(writeParquet(join(folder, "short.parquet"), [short], 3)).rejects.toThrow(
    "column 'x' has 2 values, not 3",
  );
});
