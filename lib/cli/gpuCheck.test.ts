import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gpuTable, registerGpuCheck } from "./gpuCheck.ts";
import { checkNetwork } from "./networkOnGpu.ts";
import { runCommand } from "./test/runCommand.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-gpu-check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const network = { rows: 0, device: null, seconds: null, learns: false, note: "Cannot find module" } as const;

test("a table tells what was measured, and of the rest why it was not", () => {
  const training = { rows: 100, seconds: { cpu: 3, gpu: 0.5 }, auc: { cpu: 0.75, gpu: 0.7512 } };
  const table = gpuTable(
    {
      ...{ gpu: "NVIDIA A100, 40960 MiB, 550.54", cpu: "EPYC, 12 threads", network },
      engines: [
        {
          ...{ engine: "xgboost", version: "3.2.0", device: "cuda", refusal: null },
          trainings: [{ ...training, standardError: 0.002, agrees: true }],
        },
        { engine: "lightgbm", version: "4.7.0", device: null, refusal: "no OpenCL | device", trainings: [] },
      ],
      contributions: { rows: 50, seconds: { cpu: 2, gpu: 0.1 }, difference: 0.2 },
    },
    [100, 200],
  );
  expect(table.split("\n")).toEqual([
    "GPU: NVIDIA A100, 40960 MiB, 550.54. CPU: EPYC, 12 threads.",
    "",
    "| what | rows | CPU, s | GPU, s | CPU / GPU | AUC on the CPU, on the GPU | agree |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    "| xgboost | 100 | 3.00 | 0.50 | 6.0 | 0.7500, 0.7512 | yes |",
    "| lightgbm | 100, 200 | not measured | no OpenCL \\| device |  |  |  |",
    "| contributions (XGBoost) | 50 | 2.00 | 0.10 | 20.0 |  | no |",
    "| network (TensorFlow.js) |  | not measured | Cannot find module |  |  |  |",
    "",
  ]);
});

test("without a GPU it says so, writes what it found, and has failed", async () => {
  const { code, out, err } = await runCommand([registerGpuCheck], ["gpu-check", "--out", "found"], folder);
  const record = JSON.parse(readFileSync(join(folder, "found", "gpu-check.json"), "utf8"));
  expect(record.engines.map(({ engine }: { engine: string }) => engine)).toEqual(["xgboost", "lightgbm", "catboost"]);
  expect(readFileSync(join(folder, "found", "gpu-check.md"), "utf8")).toContain(`GPU: ${record.gpu ?? "none"}.`);
  // Where there is one, that of this machine is measured elsewhere.
  if (record.gpu !== null) return;
  expect([code, err]).toEqual([1, ""]);
  expect(out).toContain("There is no GPU on this machine: nothing was measured.");
  for (const { device, refusal } of record.engines) expect([device, refusal]).toEqual([null, expect.any(String)]);
  expect(record).toMatchObject({ ok: false, contributions: null });
});

test.each(["0", "1e9x", "100,-5"])("--rows %s is refused", async (rows) => {
  const { code, err } = await runCommand([registerGpuCheck], ["gpu-check", "--rows", rows], folder);
  expect([code, err]).toEqual([2, expect.stringContaining("--rows")]);
});

test("TensorFlow.js that is not there is said, not thrown", async () => {
  writeFileSync(join(folder, "package.json"), "{}");
  expect(await checkNetwork(folder)).toMatchObject({
    device: null,
    seconds: null,
    note: expect.stringContaining("tfjs-node-gpu"),
  });
});
