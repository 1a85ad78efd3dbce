import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMatrix, type Matrix } from "../runtime/index.ts";
import { readMatrix, writeMatrix } from "./matrixFile.ts";

const python = [venvProgram("python")].find(existsSync);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-matrix-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function numbered(names: readonly string[], rows: number): Matrix {
  const matrix = createMatrix(names, rows);
  names.forEach((_, j) => {
    for (let i = 0; i < rows; i++) matrix.values[j * matrix.stride + i] = j * 1000 + i / 3;
  });
  return matrix;
}

test("pyarrow maps the file: one batch, no copy, evenly spaced columns of equal values", async () => {
  const matrix = numbered(["a", "Ünïcode", "c"], 37);
  matrix.values[matrix.stride + 5] = Number.NaN;
  const path = join(folder, "mapped.arrow");
  expect(await writeMatrix(matrix, path)).toEqual({ path, names: matrix.names, rows: 37 });
  const script = `
import json, sys, pyarrow as pa
reader = pa.ipc.open_file(pa.memory_map(sys.argv[1]))
batch = reader.get_batch(0)
starts = [column.buffers()[1].address for column in batch.columns]
print(json.dumps({
    "batches": reader.num_record_batches, "length": batch.num_rows, "names": batch.schema.names,
    "types": [str(kind) for kind in batch.schema.types], "validity": [str(c.buffers()[0]) for c in batch.columns],
    "rows": int(batch.schema.metadata[b"trident.rows"]), "copied": pa.total_allocated_bytes(),
    "steps": [b - a for a, b in zip(starts, starts[1:])],
    "values": [[None if x != x else x for x in c.to_pylist()] for c in batch.columns],
}))`;
  const seen = JSON.parse(execFileSync(python!, ["-c", script, path], { encoding: "utf8" }));
  expect(seen).toMatchObject({
    batches: 1,
    length: 48,
    rows: 37,
    copied: 0,
    names: ["a", "Ünïcode", "c"],
    types: ["float", "float", "float"],
    validity: ["None", "None", "None"],
    steps: [192, 192],
  });
  const values = Float32Array.from(seen.values.flat(), (x: number | null) => x ?? Number.NaN);
  expect(values).toEqual(new Float32Array(matrix.values));
}, 60_000);

test("any matrix comes back as it was, bit for bit, and the same matrix gives the same bytes", async () => {
  const path = join(folder, "round.arrow");
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.float({ noDefaultInfinity: false }), { maxLength: 70 }),
      async (names, column) => {
        const matrix = createMatrix(names, column.length);
        for (let j = 0; j < names.length; j++) matrix.values.set(column, j * matrix.stride);
        await writeMatrix(matrix, path);
        const bytes = await readFile(path);
        const again = await readMatrix(path);
        expect(again.names).toEqual(names);
        expect(again.rows).toBe(column.length);
        expect(new Uint8Array(again.values.buffer)).toEqual(new Uint8Array(matrix.values.buffer));
        await writeMatrix(again, path);
        expect(bytes.equals(await readFile(path))).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});

test("a file of pyarrow, with its schema first, is read; others are not", async () => {
  const script = `
import sys, pyarrow as pa
def write(name, columns, kind):
    schema = pa.schema([(f"f{j}", kind) for j in range(len(columns))], metadata={b"trident.rows": b"3"})
    with pa.ipc.new_file(sys.argv[1] + "/" + name, schema) as file:
        file.write_batch(pa.record_batch([pa.array(c, type=kind) for c in columns], schema=schema))
write("good.arrow", [[1.5, 2, 3] + [0] * 13, [4, 5, 6] + [0] * 13], pa.float32())
write("double.arrow", [[1.5, 2, 3] + [0] * 13], pa.float64())
write("short.arrow", [[1.5, 2, 3]], pa.float32())`;
  execFileSync(python!, ["-c", script, folder]);
  const { names, rows, stride, values } = await readMatrix(join(folder, "good.arrow"));
  expect({ names, rows, stride }).toEqual({ names: ["f0", "f1"], rows: 3, stride: 16 });
  expect([...values.subarray(0, 3), ...values.subarray(16, 19)]).toEqual([1.5, 2, 3, 4, 5, 6]);
  for (const name of ["double.arrow", "short.arrow"]) {
    await expect(readMatrix(join(folder, name))).rejects.toMatchObject({ name: "MatrixFileError" });
  }
}, 60_000);

test("writing holds no second copy", async () => {
  const matrix = createMatrix(
    Array.from({ length: 50 }, (_, j) => `f${j}`),
    500_000,
  );
  matrix.values.fill(1);
  const before = process.memoryUsage.rss();
  await writeMatrix(matrix, join(folder, "large.arrow"));
  expect(process.memoryUsage.rss() - before).toBeLessThan(50e6);
});

test("files that are cut off or something else are refused by name", async () => {
  const path = join(folder, "cut.arrow");
  const matrix = numbered(["a", "b"], 500);
  await writeMatrix(matrix, path);
  const { length } = await readFile(path);
  for (const size of [length - 1, length >> 1, 100, 7, 0]) {
    await truncate(path, size);
    await expect(readMatrix(path)).rejects.toMatchObject({ name: "MatrixFileError", where: [path] });
    await writeMatrix(matrix, path);
  }
  await writeFile(path, "ticker,date,close\nA,2024-01-02,1\n".repeat(50));
  await expect(readMatrix(path)).rejects.toMatchObject({ name: "MatrixFileError" });
  await expect(readMatrix(join(folder, "absent.arrow"))).rejects.toMatchObject({ name: "MatrixFileError" });
  await expect(writeMatrix(createMatrix([], 3), path)).rejects.toMatchObject({ name: "UsageError" });
  await expect(writeMatrix(createMatrix(["a", "a"], 3), path)).rejects.toMatchObject({ name: "UsageError" });
});
