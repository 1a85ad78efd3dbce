import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { createMatrix, createRandom, type Matrix } from "../runtime/index.ts";
import type { EngineHost, EngineModel } from "./host.ts";
import { writeNpy } from "./npy.ts";
import { findPythonHost } from "./python.ts";
import type { RowSet } from "./rows.ts";
import { startEngineHost } from "./startEngineHost.ts";
import type { FitData } from "./training.ts";

const NAMES = ["a", "b", "c", "d", "e", "f"];
const ROWS = 2000;
let folder: string;
let scratch: string;
let host: EngineHost;
let matrix: Matrix;
let file: MatrixFile;
let target: Int8Array;
let scattered: DirectFit;
let direct: DirectResult[];

interface DirectFit {
  readonly rows: Uint32Array;
  readonly labels: Int8Array | Float32Array;
  readonly weight: Float64Array;
  readonly options: object;
}
interface DirectResult {
  readonly p: number[][];
  readonly importances: number[];
}

/** Six columns of noise with holes; the class leans on the first two. */
function noise(rows: number): { matrix: Matrix; target: Int8Array } {
  const random = createRandom(1, "host test");
  const matrix = createMatrix(NAMES, rows);
  const target = new Int8Array(rows);
  for (let j = 0; j < NAMES.length; j++) {
    for (let i = 0; i < rows; i++) {
      matrix.values[j * matrix.stride + i] = random.uniform() < 0.05 ? Number.NaN : random.normal();
    }
  }
  for (let i = 0; i < rows; i++) {
    const lean = (matrix.values[i] || 0) - (matrix.values[matrix.stride + i] || 0);
    target[i] = lean + random.normal() > 0.8 ? 1 : 0;
  }
  return { matrix, target };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-host-test-"));
  scratch = await mkdtemp(join(folder, "scratch-"));
  host = startEngineHost({ scratch });
  ({ matrix, target } = noise(ROWS));
  file = await writeMatrix(matrix, join(folder, "matrix.arrow"));
  const plain = {
    rows: count(0, 1500),
    labels: target.subarray(0, 1500),
    weight: new Float64Array(1500).fill(1),
    options: { n_estimators: 30, max_depth: 6, class_weight: "balanced" },
  };
  const rows = createRandom(2, "rows").shuffle(count(0, 1500)).slice(0, 700);
  scattered = {
    rows,
    labels: Float32Array.from(rows, (row) => (matrix.values[row]! > 1 ? 5 : target[row]!)),
    weight: Float64Array.from(rows, (row) => 1 + (row % 3)),
    options: { n_estimators: 12, min_samples_leaf: 4, max_features: 0.5 },
  };
  [direct] = await Promise.all([fitDirectly([plain, scattered]), host.fit("random_forest", training())]);
}, 60_000);
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

function training(changes: Partial<FitData<"random_forest">> = {}): FitData<"random_forest"> {
  const params = { trees: 30, maxDepth: 6, classWeight: "balanced" } as const;
  return { matrix: file, rows: [[0, 1500]], target: target.subarray(0, 1500), params, seed: 7, ...changes };
}

/** The same fits by scikit-learn in one process of its own, from row-major rows, each in one call. */
async function fitDirectly(cases: readonly DirectFit[]): Promise<DirectResult[]> {
  for (const [i, { rows, labels, weight }] of cases.entries()) {
    await writeNpy(join(folder, `rows${i}.npy`), rows);
    await writeNpy(join(folder, `labels${i}.npy`), labels);
    await writeNpy(join(folder, `weight${i}.npy`), weight);
  }
  const script = `
import json, sys, numpy as np, pyarrow as pa
from sklearn.ensemble import RandomForestClassifier
folder, cases = sys.argv[1], json.loads(sys.argv[2])
batch = pa.ipc.open_file(pa.memory_map(folder + "/matrix.arrow")).get_batch(0)
x = np.ascontiguousarray(np.column_stack([c.to_numpy() for c in batch.columns])[:${ROWS}])
results = []
for i, options in enumerate(cases):
    rows, y, w = (np.load(f"{folder}/{name}{i}.npy") for name in ("rows", "labels", "weight"))
    forest = RandomForestClassifier(random_state=7, **options).fit(x[rows], y, sample_weight=w)
    p = forest.predict_proba(x[1500:])
    results.append({"p": p.tolist(), "importances": forest.feature_importances_.tolist()})
print(json.dumps(results))`;
  const options = JSON.stringify(cases.map((each) => each.options));
  const { python } = findPythonHost(undefined);
  return JSON.parse((await promisify(execFile)(python, ["-c", script, folder, options], { maxBuffer: 1e8 })).stdout);
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a, (x, i) => Math.abs(x - b[i]!)).reduce((x, y) => Math.max(x, y), 0);
}

const count = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, i) => from + i);

test("a forest with holes in its data is scikit-learn's own, tree batches and row ranges or not", async () => {
  const model = await host.fit("random_forest", training({ threads: 2 }));
  const p = await host.predict(model, { matrix: file, rows: [[1500, ROWS]] });
  const peer = direct[0]!;
  const ones = peer.p.map(([, one]) => one!);
  expect(largestGap(p, ones)).toBeLessThan(1e-12);
  expect(largestGap(model.importances, peer.importances)).toBeLessThan(1e-12);
  expect(model).toMatchObject({ engine: "random_forest", columns: NAMES, classes: [0, 1], threads: 2 });
  expect(model.versions).toMatchObject({ python: expect.any(String), "scikit-learn": expect.any(String) });
  expect(model.importances[0]).toBeGreaterThan(0.2);
}, 60_000);

test("three classes, weights, chosen columns and scattered rows: rows x classes as scikit-learn has them", async () => {
  const { rows, labels, weight } = scattered;
  const params = { trees: 12, minSamplesLeaf: 4, maxFeatures: 0.5 } as const;
  const model = await host.fit("random_forest", training({ rows, target: labels, weight, params }));
  expect(model.classes).toEqual([0, 1, 5]);
  const p = await host.predict(model, { matrix: file, rows: count(1500, ROWS) });
  const peer = direct[1]!;
  expect(largestGap(p, peer.p.flat())).toBeLessThan(1e-12);
  expect(largestGap(model.importances, peer.importances)).toBeLessThan(1e-12);
}, 60_000);

test("equal bits for any number of threads, for ranges as for their rows, and for a matrix in another order", async () => {
  const fits: [RowSet, number][] = [
    [[[0, 1500]], 1],
    [
      [
        [0, 400],
        [400, 1500],
      ],
      2,
    ],
    [count(0, 1500), 3],
  ];
  const models: EngineModel[] = [];
  for (const [rows, threads] of fits) models.push(await host.fit("random_forest", training({ rows, threads })));
  const rows: RowSet = [[0, ROWS]];
  const [one, two, three] = await Promise.all(
    models.map((model, i) => host.predict(model, { matrix: file, rows, threads: i + 1 })),
  );
  expect(two).toEqual(one);
  expect(three).toEqual(one);
  expect(models[1]!.importances).toEqual(models[0]!.importances);

  const turned = createMatrix([...NAMES].reverse(), ROWS);
  NAMES.forEach((_, j) => {
    const column = matrix.values.subarray(j * matrix.stride, (j + 1) * matrix.stride);
    turned.values.set(column, (NAMES.length - 1 - j) * matrix.stride);
  });
  const other = await writeMatrix(turned, join(folder, "turned.arrow"));
  expect(await host.predict(models[0]!, { matrix: other, rows })).toEqual(one);
  const seeded = await host.fit("random_forest", training({ seed: 8 }));
  expect(await host.predict(seeded, { matrix: file, rows })).not.toEqual(one);
}, 60_000);

test("progress counts the trees up to the last one", async () => {
  const seen: number[] = [];
  await host.fit("random_forest", training(), { onProgress: ({ done, total }) => seen.push(done, total) });
  expect(seen.filter((_, i) => i % 2 === 1).every((total) => total === 30)).toBe(true);
  const done = seen.filter((_, i) => i % 2 === 0);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect([done[0], done.at(-1)]).toEqual([0, 30]);
});

test("what does not fit is refused, named, and leaves the host as it was", async () => {
  const wrong: [Partial<FitData<"random_forest">>, string, RegExp][] = [
    [{ params: { trees: 0 } }, "UsageError", /trees/],
    [{ params: { depth: 3 } as object }, "UsageError", /depth/],
    [{ rows: [[0, ROWS + 1]] }, "UsageError", /\[0, 2001\)/],
    [{ rows: [[5, 5]] }, "UsageError", /\[5, 5\)/],
    [{ rows: Uint32Array.of(0, ROWS) }, "UsageError", /row 2000/],
    [{ rows: [] }, "UsageError", /empty/],
    [{ target: target.subarray(0, 10) }, "UsageError", /10 targets for 1500 rows/],
    [{ target: new Float32Array(1500).fill(Number.NaN) }, "UsageError", /row 0 of the set is NaN/],
    [{ target: new Int8Array(1500) }, "EngineError", /all 1500 targets are 0/],
    [{ weight: new Float32Array(3) }, "UsageError", /3 weights/],
    [{ weight: new Float64Array(1500).fill(-1) }, "EngineError", /weights must be finite/],
    [{ weight: Float64Array.from(target.subarray(0, 1500)) }, "EngineError", /all rows of class 0 weigh 0/],
    [{ columns: ["a", "zzz"] }, "UsageError", /'zzz'/],
    [{ columns: ["a", "a"] }, "UsageError", /each once/],
    [{ seed: -1 }, "UsageError", /seed -1/],
    [{ threads: 0 }, "UsageError", /0 threads/],
    [{ matrix: { ...file, path: join(folder, "absent.arrow") } }, "EngineError", /absent\.arrow/],
    [{ matrix: { ...file, rows: ROWS + 5 }, rows: [[505, ROWS + 5]] }, "EngineError", /which has 2000/],
  ];
  for (const [changes, name, message] of wrong) {
    const error = await host.fit("random_forest", training(changes)).then(
      () => undefined,
      (caught: Error) => caught,
    );
    expect
      .soft({ name: error?.name, message: error?.message })
      .toEqual({ name, message: expect.stringMatching(message) });
    expect.soft(error?.message).not.toMatch(/Traceback|\n/);
  }
  const unknown = host.fit("gradient_oracle" as "random_forest", training());
  await expect(unknown).rejects.toMatchObject({
    name: "UsageError",
    message: expect.stringMatching(/gradient_oracle/),
  });
});

test("files that are no matrix are refused; the traceback is in the cause", async () => {
  const cut = join(folder, "cut.arrow");
  await copyFile(file.path, cut);
  await truncate(cut, 20_000);
  const text = join(folder, "text.arrow");
  await writeFile(text, "ticker,close\nA,1\n");
  const empty = join(folder, "empty.arrow");
  await writeFile(empty, "");
  for (const path of [cut, text, empty, folder]) {
    const error = await host.fit("random_forest", training({ matrix: { ...file, path } })).catch((e: Error) => e);
    expect(error).toMatchObject({ name: "EngineError", message: expect.stringContaining(path) });
    expect(String((error as Error).cause)).toMatch(/Traceback/);
  }
  const bad = createMatrix(NAMES, ROWS);
  bad.values.fill(Infinity);
  const infinite = await writeMatrix(bad, join(folder, "infinite.arrow"));
  await expect(host.fit("random_forest", training({ matrix: infinite }))).rejects.toMatchObject({
    name: "EngineError",
    message: expect.stringMatching(/ValueError: Input X contains infinity/),
  });
});

test("a released model is gone, and no small file is left behind", async () => {
  const before = (await host.info()).models;
  const model = await host.fit("random_forest", training());
  expect((await host.info()).models).toBe(before + 1);
  await host.release(model);
  expect((await host.info()).models).toBe(before);
  await expect(host.predict(model, { matrix: file, rows: [[0, 5]] })).rejects.toMatchObject({
    name: "EngineError",
    message: expect.stringContaining(model.id),
  });
  expect(await readdir(scratch)).toEqual([]);
});

/** The most memory of its own, file mappings aside, that a process is seen to hold while `work` goes on. */
async function peakMemory(pid: number, work: () => Promise<unknown>): Promise<number> {
  const look = (): number =>
    1024 * Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  let peak = look();
  const timer = setInterval(() => {
    peak = Math.max(peak, look());
  }, 3);
  await work().finally(() => clearInterval(timer));
  return Math.max(peak, look());
}

test.runIf(existsSync("/proc/self/status"))(
  "the matrix is mapped, not copied: 100 MB cost next to nothing",
  async () => {
    const names = Array.from({ length: 50 }, (_, j) => `f${j}`);
    const large = createMatrix(names, 500_000);
    for (let i = 0; i < large.values.length; i++) large.values[i] = (i * 7919) % 1009;
    const whole = await writeMatrix(large, join(folder, "large.arrow"));
    const labels = Int8Array.from({ length: 2000 }, (_, i) => i % 2);
    const fit = (rows: RowSet) =>
      host.fit("random_forest", { matrix: whole, rows, target: labels, params: { trees: 4, maxDepth: 3 }, seed: 1 });
    const { pid } = await host.info();
    const before = await peakMemory(pid, () => host.fit("random_forest", training())); // The library is loaded by now.
    const model = await fit([[400_000, 402_000]]);
    expect((await peakMemory(pid, () => fit([[1000, 3000]]))) - before).toBeLessThan(25e6);
    const scattered = Uint32Array.from({ length: 2000 }, (_, i) => 250 * i);
    expect((await peakMemory(pid, () => fit(scattered))) - before).toBeLessThan(25e6);
    const all = (): Promise<unknown> => host.predict(model, { matrix: whole, rows: [[0, 500_000]] });
    expect((await peakMemory(pid, all)) - before).toBeLessThan(60e6);
  },
  60_000,
);
