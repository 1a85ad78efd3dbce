import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { writeMatrix } from "../../files/index.ts";
import { createMatrix, createRandom, matrixColumn } from "../../runtime/index.ts";
import type { EngineHost } from "../host.ts";
import { startEngineHost } from "../startEngineHost.ts";
import { networkProgram } from "./networkProgram.ts";

/** A host of networks by what a folder has of TensorFlow.js. */
function startIn(folder: string): EngineHost {
  const program = networkProgram();
  return startEngineHost({ program: { ...program, env: { ...program.env, TRIDENT_TFJS: folder } } });
}

/** "4.22.0 (@tensorflow/tfjs, wasm, cpu)", say; undefined where the folder has none. */
async function backendIn(folder: string): Promise<string | undefined> {
  const host = startIn(folder);
  const info = await host.info().catch(() => undefined);
  await host.close();
  return info?.engines.mlp?.version ?? undefined;
}

// The image has both.
const folders = [join(root, ".neural"), process.env.TRIDENT_TFJS ?? join(root, "node_modules")];
const [wasm, native] = await Promise.all(folders.map(backendIn));
const both = wasm?.includes("tfjs,") && native?.includes("tfjs-node");
if (!both) console.log("not run: no native TensorFlow.js beside that of WebAssembly (TRIDENT_TFJS)");

describe.runIf(both)("native and WebAssembly", () => {
  const ROWS = 4000;
  const random = createRandom("backends");
  const matrix = createMatrix(["a", "b", "c"], ROWS);
  const [a, b, c] = matrix.names.map((name) => matrixColumn(matrix, name)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (const column of [a, b, c]) column.set(Float32Array.from({ length: ROWS }, () => random.normal()));
  const target = Int8Array.from({ length: ROWS }, (_, i) => +(a[i]! * b[i]! + c[i]! + random.normal() > 0));
  const [learned, scored] = [
    Uint32Array.from({ length: 3000 }, (_, i) => i),
    Uint32Array.from({ length: 1000 }, (_, i) => 3000 + i),
  ];

  test("say the same of the same weights to 1e-6, and learn alike", async () => {
    const folder = await mkdtemp(join(tmpdir(), "backends-test-"));
    const hosts = folders.map(startIn);
    try {
      const file = await writeMatrix(matrix, join(folder, "m.arrow"));
      const params = { layers: 2, units: 32, learningRate: 3e-3, l2: 1e-5, epochs: 20 };
      const losses: number[] = [];
      for (const [k, host] of hosts.entries()) {
        const model = await host.fit("mlp", {
          ...{ matrix: file, rows: learned, target: target.subarray(0, 3000), params, seed: 7, threads: 1 },
        });
        const own = await host.predict(model, { matrix: file, rows: scored });
        const path = join(folder, `${k}.safetensors`);
        await host.save(model, path);
        const other = hosts[1 - k]!;
        const loaded = await other.load("mlp", path, { columns: matrix.names, classes: [0, 1] });
        const theirs = await other.predict(loaded, { matrix: file, rows: scored });
        expect(Math.max(...own.map((p, i) => Math.abs(p - theirs[i]!)))).toBeLessThan(1e-6);
        losses.push(own.reduce((sum, p, i) => sum - Math.log(target[3000 + i] === 1 ? p : 1 - p), 0) / own.length);
      }
      // A coin's toss loses .693.
      expect(Math.max(...losses)).toBeLessThan(0.6);
      expect(Math.abs(losses[0]! - losses[1]!)).toBeLessThan(0.01);
    } finally {
      await Promise.all(hosts.map((host) => host.close()));
      await rm(folder, { recursive: true });
    }
  });
});
