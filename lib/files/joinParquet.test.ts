import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { joinParquet } from "./joinParquet.ts";
import { type FileColumn, writeParquet } from "./writeParquet.ts";

const python = venvProgram("python");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "join-parquet-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two files of the same rows, from row `from` on: with runs (dictionaries), nulls and dates. */
async function pair(name: string, from: number, rows: number): Promise<readonly [string, string]> {
  const at = Array.from({ length: rows }, (_, i) => from + i);
  const left: FileColumn[] = [
    { name: "ticker", type: "text", at: (row) => `T${Math.floor((from + row) / 100)}` },
    { name: "value", type: "float32", values: Float32Array.from(at, (i) => (i % 7 === 0 ? Number.NaN : i / 3)) },
  ];
  const right: FileColumn[] = [
    { name: "date", type: "date", values: Int32Array.from(at, (i) => i), known: (row) => (from + row) % 5 > 0 },
    { name: "label", type: "int8", values: Int8Array.from(at, (i) => (i % 3) - 1) },
    { name: "gone", type: "boolean", values: Uint8Array.from(at, (i) => i % 2) },
  ];
  const paths = [join(folder, `${name}-l.parquet`), join(folder, `${name}-r.parquet`)] as const;
  await writeParquet(paths[0], left, rows);
  await writeParquet(paths[1], right, rows);
  return paths;
}

test("pyarrow and DuckDB's statistics read the joined file as the files joined by pyarrow", async () => {
  const stack = [await pair("a", 0, 3000), await pair("b", 3000, 1), await pair("c", 3001, 130_000)];
  const out = join(folder, "whole.parquet");
  await joinParquet(out, stack);
  const script = `
import sys, json, pyarrow as pa, pyarrow.parquet as pq
out, *files = sys.argv[1:]
parts = [[pq.read_table(f) for f in files[k:k+2]] for k in range(0, len(files), 2)]
joined = []
for left, right in parts:
    for name in right.column_names: left = left.append_column(right.schema.field(name), right[name])
    joined.append(left)
want = pa.concat_tables(joined)
got = pq.read_table(out)
whole = pq.ParquetFile(out).metadata
print(json.dumps([got.equals(want), whole.num_rows, whole.num_row_groups, whole.row_group(2).num_rows, whole.num_columns]))
`;
  const answer = execFileSync(python, ["-c", script, out, ...stack.flat()], { encoding: "utf8" });
  expect(JSON.parse(answer)).toEqual([true, 133_001, 4, 122_880, 5]);
  // Filters use the statistics of the chunks.
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows = await connection.runAndReadAll(
    `SELECT count(*)::INT, min(value), (max(date) - DATE '1970-01-01')::INT FROM read_parquet(${quotedString(out)}) WHERE ticker = 'T1329'`,
  );
  expect(rows.getRows()).toEqual([[100, Math.fround(132_900 / 3), 132_999]]);

  const again = join(folder, "again.parquet");
  await joinParquet(again, stack);
  expect((await readFile(again)).equals(await readFile(out))).toBe(true);
});

test("what does not fit is refused, and no file is left", async () => {
  const [a, b] = await pair("short", 0, 10);
  const [longer] = await pair("long", 0, 11);
  const cut = join(folder, "cut.parquet");
  await writeFile(cut, await readFile(a));
  await truncate(cut, 100);
  const out = join(folder, "none.parquet");
  await expect(joinParquet(out, [[longer, b]])).rejects.toThrow(/rows are not those of .*long-l\.parquet.*short-r/);
  await expect(joinParquet(out, [[a], [b]])).rejects.toThrow(/columns differ.*short-r/);
  await expect(joinParquet(out, [[cut]])).rejects.toThrow(/cut off.*cut\.parquet/);
  await expect(joinParquet(out, [[join(folder, "absent.parquet")]])).rejects.toThrow(/cannot be opened.*absent/);
  await expect(readFile(out)).rejects.toThrow(/ENOENT/);
});
