import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { settling } from "./settled.ts";

test("waits for what came since, at most as long as it may, and names what is left", async () => {
  let resources = ["PipeWrap", "PipeWrap", "Timeout"];
  const settled = settling(() => resources);
  expect(await settled(1_000)).toBe("");
  resources = ["PipeWrap", "PipeWrap", "Timeout", "Timeout", "FSReqCallback", "PipeWrap", "PipeWrap"];
  expect(await settled(30)).toBe("2 PipeWrap, Timeout, FSReqCallback");
  setTimeout(() => {
    resources = ["PipeWrap", "Timeout"];
  }, 50);
  const before = performance.now();
  expect(await settled(60_000)).toBe("");
  expect(performance.now() - before).toBeLessThan(30_000);
});

/** In a process of its own, since a test runner starts and ends timers as well; a timer from before keeps it alive. */
const TIMERS = `
  import { settling } from ${JSON.stringify(import.meta.resolve("./settled.ts"))};
  const before = setInterval(() => {}, 10);
  const settled = settling();
  let rang = false;
  setTimeout(() => { rang = true; }, 60);
  setInterval(() => {}, 10).unref();
  const left = await settled(60_000);
  console.log(JSON.stringify({ left, rang }));
  clearInterval(before);`;

test("sees timers of its own process, but not those that do not keep it alive", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", TIMERS]);
  expect(JSON.parse(stdout)).toEqual({ left: "", rang: true });
});

test("sees threads from their start to their end, but not those that do not keep it alive", async () => {
  const settled = settling();
  const worker = new Worker("setTimeout(() => {}, 200)", { eval: true });
  const ended = new Promise((ok) => worker.once("exit", ok));
  expect(await settled(0)).toContain("Worker");
  expect(await settled(60_000)).toBe("");
  await ended;
  const idle = new Worker("setInterval(() => {}, 1_000)", { eval: true });
  expect(await settled(0)).toContain("Worker");
  idle.unref();
  expect(await settled(60_000)).toBe("");
  idle.ref();
  expect(await settled(0)).toContain("Worker");
  await idle.terminate();
  expect(await settled(60_000)).toBe("");
});
