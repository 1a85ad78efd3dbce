import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEngineHost } from "../startEngineHost.ts";
import { networkProgram } from "./networkProgram.ts";
import { loadTensorFlow } from "./tensorFlow.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tensorflow-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A package that only pretends. */
async function pretend(name: string, program: string, called = name): Promise<void> {
  const place = join(folder, "node_modules", ...name.split("/"));
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "package.json"), JSON.stringify({ name: called, main: "index.js" }));
  await writeFile(join(place, "index.js"), program);
}

const pretended = (backend: string, gpu: boolean): string => `
module.exports = {
  version_core: "4.22.0", ready: async () => {}, setBackend: async (name) => { module.exports.now = name; return true; },
  getBackend: () => module.exports.now ?? "${backend}", backend: () => ({ isUsingGpuDevice: ${gpu} }),
};`;

test("the fastest that loads is taken; what does not is passed over, and named", async () => {
  await expect(loadTensorFlow(folder)).rejects.toMatchObject({ name: "TensorFlowUnavailable" });
  await pretend("@tensorflow/tfjs", pretended("cpu", false));
  await expect(loadTensorFlow(folder)).rejects.toMatchObject({ name: "TensorFlowUnavailable" });
  await pretend("@tensorflow/tfjs-backend-wasm", "exports.setWasmPaths = () => {};");
  // danfojs is given tfjs under the name of tfjs-node: it is no native one.
  await pretend("@tensorflow/tfjs-node", pretended("cpu", false), "@tensorflow/tfjs");
  await pretend("@tensorflow/tfjs-node-gpu", 'throw new Error("libcudart.so.12: cannot open")');
  expect(await loadTensorFlow(folder)).toMatchObject({
    ...{ from: "@tensorflow/tfjs", backend: "wasm", device: "cpu" },
    notes: ["@tensorflow/tfjs-node-gpu does not load: libcudart.so.12: cannot open"],
  });
  await rm(join(folder, "node_modules", "@tensorflow", "tfjs-node-gpu"), { recursive: true });
  await rm(join(folder, "node_modules", "@tensorflow", "tfjs-node"), { recursive: true });
  await pretend("@tensorflow/tfjs-node-gpu", pretended("tensorflow", true));
  expect(await loadTensorFlow(folder)).toMatchObject({ from: "@tensorflow/tfjs-node-gpu", device: "cuda" });
});

test("a process without TensorFlow.js says what installs it", async () => {
  const program = networkProgram();
  // A worker whose loader finds nothing, wherever this machine has it.
  const host = startEngineHost({
    program: { ...program, env: { ...program.env, TRIDENT_TFJS: tmpdir() } },
  });
  try {
    await expect(host.info()).rejects.toMatchObject({
      ...{
        name: "EngineHostUnavailable",
        message: expect.stringMatching(
          /TensorFlow\.js, which the member mlp needs, is not installed.* Install it with `npm run setup -- --neural`/,
        ),
      },
    });
  } finally {
    await host.close();
  }
});
