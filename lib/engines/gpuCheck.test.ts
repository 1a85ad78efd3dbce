import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeMatrix } from "../files/index.ts";
import { createMatrix, createRandom } from "../runtime/index.ts";
import type { BoosterName } from "./engines.ts";
import { EngineDeviceUnavailable } from "./errors.ts";
import { checkGpu } from "./gpuCheck.ts";
import type { EngineHost, EngineModel } from "./host.ts";
import { startEngineHost } from "./startEngineHost.ts";
import type { FitData, PredictData } from "./training.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-gpu-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A host whose models know nothing or, on the CPU alone where `lost`, something; LightGBM has no GPU, CatBoost is missing. */
function pretendedHost(lost: boolean) {
  const held = new Set<string>();
  const fits: string[] = [];
  const host = {
    info: async () => ({ engines: { xgboost: { version: "3.2.0" }, lightgbm: { version: "4.7.0" } } }),
    fit: async (engine: BoosterName, { device, rows, target }: FitData<BoosterName>) => {
      expect(target.length).toBe((rows as [number, number][])[0]![1] - (rows as [number, number][])[0]![0]);
      if (engine === "lightgbm" && device === "cuda") throw new EngineDeviceUnavailable("no OpenCL here");
      fits.push(`${engine} ${device} ${target.length}`);
      const id = `${device} ${fits.length}`;
      held.add(id);
      return { id, engine, device };
    },
    predict: async ({ id }: EngineModel, { rows }: PredictData) => {
      const [from, to] = (rows as [number, number][])[0]!;
      const random = createRandom(lost && id.startsWith("cuda") ? "other scores" : "scores");
      return Float64Array.from({ length: to - from }, (_, i) =>
        lost && id.startsWith("cpu") ? i % 100 : random.uniform(),
      );
    },
    save: async () => {},
    release: async ({ id }: EngineModel) => void held.delete(id),
  };
  return { host: host as unknown as EngineHost, held, fits };
}

function pretendedPython(): string {
  const program = join(folder, "python");
  writeFileSync(program, `#!/bin/sh\necho '{"rows": 7, "seconds": [2, 0.5], "difference": 1e-6}'\nexec cat\n`);
  chmodSync(program, 0o755);
  return program;
}

test("an engine trains on the GPU beside the CPU; one without says why; nothing is left in the host", async () => {
  const { host, held, fits } = pretendedHost(false);
  const notes: string[] = [];
  const options = { rows: [100, 300], host, python: pretendedPython(), onNote: (line: string) => notes.push(line) };
  const { engines, contributions } = await checkGpu(options);
  expect(fits).toEqual([
    "xgboost cuda 2000",
    ...["xgboost cpu 100", "xgboost cuda 100", "xgboost cpu 300", "xgboost cuda 300"],
  ]);
  const [xgboost, ...others] = engines;
  expect(xgboost).toMatchObject({ version: "3.2.0", device: "cuda", refusal: null });
  expect(xgboost!.trainings.map(({ rows, agrees }) => [rows, agrees])).toEqual([
    [100, true],
    [300, true],
  ]);
  const [{ auc, standardError }] = xgboost!.trainings as [(typeof xgboost.trainings)[number]];
  expect(auc.cpu).toBe(auc.gpu);
  // Of scores that know nothing: sqrt((n + 1) / (12 n+ n-)).
  expect(standardError).toBeCloseTo(Math.sqrt(50_001 / (12 * 25_000 ** 2)), 4);
  expect(others).toEqual([
    { engine: "lightgbm", version: "4.7.0", device: null, refusal: "no OpenCL here", trainings: [] },
    { engine: "catboost", version: null, device: null, refusal: "it is not installed", trainings: [] },
  ]);
  expect(contributions).toEqual({ rows: 7, seconds: { cpu: 2, gpu: 0.5 }, difference: 1e-6 });
  expect(held.size).toBe(0);
  expect(notes).toHaveLength(3);
});

test("the contributions' program measures two devices", async () => {
  const host = startEngineHost();
  try {
    const matrix = createMatrix(["a", "b"], 500);
    const random = createRandom("contributions of two devices");
    for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = random.normal();
    const target = Int8Array.from({ length: 500 }, (_, i) => +(matrix.values[i]! > 0));
    const data = { matrix: await writeMatrix(matrix, join(folder, "matrix.arrow")), rows: [[0, 500] as const], target };
    const model = await host.fit("xgboost", { ...data, params: { trees: 5 }, seed: 1 });
    await host.save(model, join(folder, "model.ubj"));
  } finally {
    await host.close();
  }
  const script = fileURLToPath(new URL("gpuContributions.py", import.meta.url));
  const said = execFileSync(venvProgram("python"), [script, join(folder, "model.ubj"), "300", "cpu", "cpu"]);
  expect(JSON.parse(said.toString())).toEqual({
    rows: 300,
    seconds: [expect.any(Number), expect.any(Number)],
    difference: 0,
  });
});
