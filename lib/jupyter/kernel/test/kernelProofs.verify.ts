import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { installKernelspec } from "../../client/installKernelspec.ts";
import { temporaryFolders } from "../../test/makeNotebook.ts";
import {
  ENDLESS,
  floodWithBytes,
  floodWithLines,
  interruptOften,
  runOutOfMemory,
  startOneAfterAnother,
} from "./kernelProofs.ts";
import { ownKernels } from "./ownKernel.ts";

const newKernel = ownKernels();
const newFolder = temporaryFolders();

const secondsOf = async (work: () => Promise<unknown>): Promise<string> => {
  const from = performance.now();
  await work();
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
};

test("50 restarts by Jupyter's own manager: each begins anew, and the process before is gone", async () => {
  const home = newFolder();
  await installKernelspec({ prefix: home });
  const env = { PATH: process.env.PATH, HOME: home, JUPYTER_PATH: join(home, "share", "jupyter") };
  const program = fileURLToPath(new URL("./restarts.py", import.meta.url));
  const { stdout } = await promisify(execFile)(venvProgram("python"), ["-W", "ignore", program, "50"], { env });
  const took = (JSON.parse(stdout) as number[]).sort((a, b) => a - b);
  expect(took.length).toBe(50);
  console.log(`measured: 50 restarts, median ${took[25]!.toFixed(2)} s, longest ${took[49]!.toFixed(2)} s`);
});

test.each(Object.entries(ENDLESS))("20 interrupts of %s", async (what, code) => {
  const took = [...(await interruptOften(await newKernel(), code, 20))].sort((a, b) => a - b);
  const [median, longest] = [took[10]!, took[19]!].map(Math.round);
  console.log(`measured: 20 interrupts of ${what}, median ${median} ms, longest ${longest} ms`);
});

test("a flood of 1,000,000 lines arrives whole and in order", async () => {
  const own = await newKernel();
  console.log(`measured: 1,000,000 lines in ${await secondsOf(() => floodWithLines(own, 1_000_000))}`);
});

test("100 MB of output arrive whole", async () => {
  const own = await newKernel();
  console.log(`measured: 100 MB of output in ${await secondsOf(() => floodWithBytes(own, 100))}`);
});

test("a runner whose memory runs out, five times", async () => {
  for (let k = 0; k < 5; k++) await runOutOfMemory(newKernel);
});

test("30 kernels one after another leave no process and no file", async () => {
  const took = await secondsOf(() => startOneAfterAnother(newKernel, newFolder, 30));
  console.log(`measured: 30 kernels one after another, started, used and ended in ${took}`);
});
