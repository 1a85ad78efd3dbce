// What the kernel has to stand: `npm test` asks little of each, `npm run verify` much.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, vi } from "vitest";
import { isMessage } from "../../client/message.ts";
import type { OwnKernel, ownKernels } from "./ownKernel.ts";

type NewKernel = ReturnType<typeof ownKernels>;

/** Code that does not end by itself, by what makes it hard to stop; it prints a line when it has begun. */
export const ENDLESS = {
  "a synchronous loop": "console.log('begun'); for (;;) {}",
  "a loop after an await": "await null; console.log('begun'); for (;;) {}",
  "a loop in a timer": "setTimeout(() => { console.log('begun'); for (;;) {} }, 1); await new Promise(() => {});",
  "a loop in try and catch": "console.log('begun'); for (;;) { try { for (;;) {} } catch {} }",
} as const;

/** Interrupts code `times` times in one kernel, whose variables stay; gives how long each took, in ms. */
export async function interruptOften(own: OwnKernel, code: string, times: number): Promise<readonly number[]> {
  await own.run("let kept = 0;");
  const took: number[] = [];
  for (let k = 1; k <= times; k++) {
    let from = 0;
    const { reply } = await own.run(code, {}, (message) => {
      if (!isMessage(message, "stream")) return;
      from = performance.now();
      own.kernel.interrupt();
    });
    took.push(performance.now() - from);
    expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    expect((await own.run("++kept")).result).toEqual({ "text/plain": String(k) });
  }
  return took;
}

/** Prints numbered lines, all of which arrive in order. */
export async function floodWithLines(own: OwnKernel, lines: number): Promise<void> {
  const { stdout, reply } = await own.run(`for (let i = 0; i < ${lines}; i++) console.log(i);`);
  expect(reply.status).toBe("ok");
  const arrived = stdout.split("\n");
  expect(arrived.length).toBe(lines + 1);
  expect(arrived.findIndex((line, i) => i < lines && line !== String(i))).toBe(-1);
}

/** Prints so many times a million bytes, of text that is not ASCII alone; all of them arrive. */
export async function floodWithBytes(own: OwnKernel, megabytes: number): Promise<void> {
  const { stdout, reply } = await own.run(
    `for (let k = 0; k < ${megabytes}; k++) process.stdout.write(String.fromCharCode(65 + (k % 26)).repeat(999_998) + "é");`,
  );
  expect(reply.status).toBe("ok");
  expect(Buffer.byteLength(stdout)).toBe(megabytes * 1_000_000);
  const parts = stdout.split("é");
  const isWhole = (part: string, k: number) => part === String.fromCharCode(65 + (k % 26)).repeat(999_998);
  expect(parts.slice(0, -1).every(isWhole)).toBe(true);
}

/** Fills the memory of a runner, which is reported and replaced. */
export async function runOutOfMemory(newKernel: NewKernel): Promise<void> {
  vi.stubEnv("NODE_OPTIONS", "--max-old-space-size=160");
  try {
    const own = await newKernel();
    const fill = "const kept: object[] = []; for (;;) kept.push(Array.from({ length: 1e5 }, (_, i) => ({ i })));";
    const { reply } = await own.run(`console.log("begun"); ${fill}`);
    expect(reply).toMatchObject({ ename: "RunnerDied", evalue: expect.stringContaining("its memory ran out") });
    expect((await own.run("6 * 7")).result).toEqual({ "text/plain": "42" });
    await own.kernel.shutdown();
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Starts and ends kernels one after another: of each no process is left, and no temporary file, whatever it did at last. */
export async function startOneAfterAnother(
  newKernel: NewKernel,
  newFolder: () => string,
  count: number,
): Promise<void> {
  const [temporary, folder] = [newFolder(), newFolder()];
  vi.stubEnv("TMPDIR", temporary);
  try {
    for (let k = 0; k < count; k++) {
      const own = await newKernel({ folder });
      const helper = 'require("child_process").spawn("sleep", ["600"], { stdio: "ignore" }).unref();';
      const { stdout } = await own.run(`// @ts-nocheck\n${helper} console.log(process.pid);`);
      const pids = [own.kernel.pid, Number(stdout)];
      expect(pids.every(isRunning)).toBe(true);
      // Every third is ended while it is busy.
      if (k % 3 === 2) void own.run("for (;;) {}").catch(() => {});
      await own.kernel.shutdown();
      await expect.poll(() => pids.filter(isRunning), { timeout: 20_000 }).toEqual([]);
      await expect.poll(() => processesWith(`TMPDIR=${temporary}`), { timeout: 20_000 }).toEqual([]);
      expect(readdirSync(temporary)).toEqual([]);
    }
  } finally {
    vi.unstubAllEnvs();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The processes that were started with this in their environment; none where the system does not tell. */
function processesWith(variable: string): readonly string[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(variable);
    } catch {
      return false;
    }
  });
}
