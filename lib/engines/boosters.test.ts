import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { createMatrix, createRandom } from "../runtime/index.ts";
import type { BoosterName } from "./engines.ts";
import type { EngineHost, EngineModel } from "./host.ts";
import { startEngineHost } from "./startEngineHost.ts";
import type { FitSettings, TrainingData } from "./training.ts";

const ROWS = 3000;
const COLUMNS = ["a", "b", "c", "d", "e"];
const BOOSTERS: readonly BoosterName[] = ["xgboost", "lightgbm", "catboost"];
let folder: string;
let host: EngineHost;
let matrix: MatrixFile;
let data: TrainingData;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-boosters-test-"));
  host = startEngineHost();
  const values = createMatrix(COLUMNS, ROWS);
  const random = createRandom(1, "boosters test");
  for (let i = 0; i < values.values.length; i++) values.values[i] = random.normal();
  matrix = await writeMatrix(values, join(folder, "matrix.arrow"));
  const target = Int8Array.from({ length: 2500 }, (_, i) => +(values.values[i]! + random.normal() > 0.5));
  data = { matrix, rows: [[0, 2500]], target, threads: 1 };
}, 60_000);
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const scored = (): { matrix: MatrixFile; rows: [number, number][] } => ({ matrix, rows: [[2500, ROWS]] });
const settings = (trees = 20): FitSettings<BoosterName> => ({ params: { trees }, seed: 3, threads: 1 });

test.each(BOOSTERS)(
  "%s: one set for many fits, contributions, saved and loaded, all of it again",
  async (engine) => {
    const set = await host.prepare(engine, data);
    const model: EngineModel<BoosterName> = await host.fitOn(set, settings());
    expect(model).toMatchObject({ engine, columns: COLUMNS, classes: [0, 1], device: "cpu", note: null, threads: 1 });
    expect(model.facts.trees).toBe(20);
    expect(Object.keys(model.versions)).toEqual(["python", expect.stringMatching(engine)]);
    expect(model.importances.indexOf(Math.max(...model.importances))).toBe(0);

    const p = await host.predict(model, scored());
    const contributions = await host.contributions(model, scored());
    const width = COLUMNS.length + 1;
    p.forEach((probability, i) => {
      const margin = contributions.subarray(i * width, (i + 1) * width).reduce((sum, value) => sum + value);
      expect(Math.abs(1 / (1 + Math.exp(-margin)) - probability)).toBeLessThan(1e-6);
    });

    const [first, second] = [join(folder, `${engine}-1.ubj`), join(folder, `${engine}-2.ubj`)];
    await host.save(model, first);
    const { pid } = await host.info();
    process.kill(pid, "SIGKILL");
    await expect(host.info())
      .resolves.toMatchObject({ pid: expect.any(Number), sets: 0 })
      .catch(() => host.info());
    // The set is made again in the new host.
    await host.save(await host.fitOn(set, settings()), second);
    expect((await readFile(second)).equals(await readFile(first))).toBe(true);
    const loaded = await host.load(engine, first, model);
    expect(await host.predict(loaded, scored())).toEqual(p);
    await expect(host.load(engine, first, { columns: ["a"], classes: [0, 1] })).rejects.toThrow(/5 columns, not 1/);

    await host.release(set);
    expect((await host.info()).sets).toBe(0);
    await expect(host.fitOn(set, settings())).rejects.toThrow(/released/);
  },
  60_000,
);

test.each(BOOSTERS)(
  "%s: a cancel is heard within a second, and the set goes on",
  async (engine) => {
    const set = await host.prepare(engine, data);
    const { pid } = await host.info();
    const control = new AbortController();
    let asked = 0;
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 0 || asked) return;
      asked = performance.now();
      control.abort(new Error("enough"));
    };
    const fit = host.fitOn(set, settings(100_000), { onProgress, signal: control.signal });
    await expect(fit).rejects.toThrow("enough");
    expect(asked).toBeGreaterThan(0);
    expect((await host.fitOn(set, settings(2))).facts.trees).toBe(2);
    expect((await host.info()).pid).toBe(pid);
    await host.release(set);
  },
  60_000,
);

test.each(BOOSTERS)(
  "%s: stops early on a slice of the set; without a GPU auto says why, and cuda refuses",
  async (engine) => {
    const params = { trees: 400, stoppingRounds: 3, learningRate: 0.5 };
    const model = await host.fit(engine, { ...data, stopping: [2000, 2500], device: "auto", params, seed: 1 });
    expect(model.facts.trees).toBeLessThan(300);
    if (model.device === "cpu") {
      expect(model.note).toMatch(/CUDA|GPU/);
      const refused = host.fit(engine, { ...data, device: "cuda", params: {}, seed: 1 });
      await expect(refused).rejects.toMatchObject({
        name: "EngineDeviceUnavailable",
        message: expect.stringMatching(/'cpu'/),
      });
    } else expect(model.note).toBe(null);
    expect((await host.info()).sets).toBe(0);
    await expect(host.fit(engine, { ...data, params, seed: 1 })).rejects.toThrow(/stopping slice/);
    const all = host.fit(engine, { ...data, stopping: [0, 2500], params, seed: 1 });
    await expect(all).rejects.toThrow(/no part of a set of 2500 rows/);
  },
  60_000,
);

test("a save replaces the file that was there whole, in the format of its name, or leaves it", async () => {
  const model = await host.fit("xgboost", { ...data, params: { trees: 2 }, seed: 1 });
  const own = await mkdtemp(join(folder, "save-"));
  const path = join(own, "model.json");
  await writeFile(path, "before");
  const before = (await stat(path)).ino;
  const { pid } = await host.info();
  process.kill(pid, "SIGSTOP");
  const saving = host.save(model, path);
  process.kill(pid, "SIGKILL");
  await expect(saving).rejects.toThrow(/the engine host ended/);
  expect(await readFile(path, "utf8")).toBe("before");

  await host.save(await host.fit("xgboost", { ...data, params: { trees: 2 }, seed: 1 }), path);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ learner: expect.any(Object) });
  // Another file took its place: nobody who reads it sees half of one.
  expect((await stat(path)).ino).not.toBe(before);
  expect(await readdir(own)).toEqual(["model.json"]);
}, 60_000);

test("what an engine cannot do is refused; a file that is no model too", async () => {
  const forest = await host.fit("random_forest", { ...data, params: { trees: 2 }, seed: 1 });
  const model = forest as unknown as EngineModel<BoosterName>;
  await expect(host.contributions(model, scored())).rejects.toThrow(/no contributions/);
  await expect(host.save(model, join(folder, "forest"))).rejects.toThrow(/cannot be saved/);
  const logistic = await host.fit("logistic_regression", { ...data, params: {}, seed: 1 });
  expect(logistic.facts.coefficients![0]!.length).toBe(COLUMNS.length);
  expect(JSON.parse(JSON.stringify(logistic.facts))).toEqual(logistic.facts);
  const text = join(folder, "text.model");
  await writeFile(text, "no model\n");
  for (const engine of BOOSTERS) {
    await expect(host.load(engine, text, { columns: COLUMNS, classes: [0, 1] })).rejects.toThrow(
      /text\.model is no model/,
    );
  }
  await expect(host.fit("logistic_regression", { ...data, stopping: [0, 9], params: {}, seed: 1 })).rejects.toThrow(
    /cannot stop early/,
  );
}, 60_000);
