import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { createMatrix, createRandom, currentSession } from "../runtime/index.ts";
import type { EngineHost } from "./host.ts";
import { findPythonHost } from "./python.ts";
import { engineHost, startEngineHost } from "./startEngineHost.ts";
import type { FitData } from "./training.ts";

const ROWS = 4000;
let folder: string;
let host: EngineHost;
let data: FitData<"random_forest">;
let file: MatrixFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-process-test-"));
  const matrix = createMatrix(["a", "b", "c"], ROWS);
  const random = createRandom(1, "process test");
  for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = random.normal();
  file = await writeMatrix(matrix, join(folder, "matrix.arrow"));
  const target = Int8Array.from({ length: ROWS }, (_, i) => (matrix.values[i]! > 0 ? 1 : 0));
  data = { matrix: file, rows: [[0, ROWS]], target, params: { trees: 5 }, seed: 1, threads: 1 };
  host = startEngineHost();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

/** More trees than anyone waits for. */
const endless = (): FitData<"random_forest"> => ({ ...data, params: { trees: 100_000 } });

/** Resolves once the fit is at its trees. */
function begun(signal?: AbortSignal): { fit: Promise<unknown>; growing: Promise<void> } {
  const growing = Promise.withResolvers<void>();
  const onProgress = ({ done }: { done: number }): void => {
    if (done > 0) growing.resolve();
  };
  const fit = host.fit("random_forest", endless(), { onProgress, signal });
  fit.catch(() => {});
  return { fit, growing: growing.promise };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, "utf8"));
}

async function ends(pid: number): Promise<boolean> {
  for (let i = 0; i < 200 && alive(pid); i++) await sleep(50);
  return !alive(pid);
}

test.runIf(process.platform === "linux")("threads of the engines do not spin while they wait", async () => {
  const { pid } = await host.info();
  expect(readFileSync(`/proc/${pid}/environ`, "utf8").split("\0")).toContain("OMP_WAIT_POLICY=passive");
});

test("an aborted fit ends with the signal's reason, a waiting one at once; the host and its models go on", async () => {
  const model = await host.fit("random_forest", data);
  const { pid } = await host.info();
  const running = new AbortController();
  const waiting = new AbortController();
  const { fit, growing } = begun(running.signal);
  const second = host.fit("random_forest", data, { signal: waiting.signal });
  await growing;
  waiting.abort(new Error("not wanted any more"));
  await expect(second).rejects.toThrow("not wanted any more");
  running.abort(new Error("stopped by the user"));
  await expect(fit).rejects.toThrow("stopped by the user");
  expect((await host.predict(model, { matrix: file, rows: [[0, 5]] })).length).toBe(5);
  expect((await host.info()).pid).toBe(pid);
  await expect(host.fit("random_forest", data, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
}, 60_000);

test("a host that is killed in a fit says so; the next call has a new host, without the old models", async () => {
  const model = await host.fit("random_forest", data);
  const { pid } = await host.info();
  const { fit, growing } = begun();
  const waiting = host.fit("random_forest", data);
  await growing;
  process.kill(pid, "SIGKILL");
  await expect(fit).rejects.toMatchObject({
    name: "EngineHostCrashed",
    message: expect.stringMatching(/ended during fit: it was ended by SIGKILL/),
  });
  expect((await waiting).classes).toEqual([0, 1]);
  expect((await host.info()).pid).not.toBe(pid);
  await expect(host.predict(model, { matrix: file, rows: [[0, 5]] })).rejects.toMatchObject({
    name: "EngineError",
    message: expect.stringMatching(/restarted since/),
  });
}, 60_000);

test("a host that does not hear a cancel is ended", async () => {
  const { pid } = await host.info();
  const control = new AbortController();
  const { fit, growing } = begun(control.signal);
  await growing;
  process.kill(pid, "SIGSTOP");
  control.abort(new Error("stopped"));
  await expect(fit).rejects.toThrow("stopped");
  expect(await ends(pid)).toBe(true);
  expect((await host.info()).pid).not.toBe(pid);
}, 60_000);

test.runIf(process.platform !== "win32")(
  "a library that crashes leaves its last words in the error",
  async () => {
    const { pid } = await host.info();
    const { fit, growing } = begun();
    await growing;
    process.kill(pid, "SIGSEGV");
    const error = await fit.then(
      () => undefined,
      (failure: Error) => failure,
    );
    expect(error?.name).toBe("EngineHostCrashed");
    expect(error?.message).toMatch(/SIGSEGV; its last words: Fatal Python error: Segmentation fault\. The next call/);
    expect(String(error?.cause)).toMatch(/Fatal Python error: Segmentation fault/);
  },
  60_000,
);

const script = (body: string): string[] => [
  "--conditions=source",
  "--input-type=module",
  "-e",
  `import { startEngineHost } from ${JSON.stringify(new URL("./startEngineHost.ts", import.meta.url).href)};
const host = startEngineHost({ scratch: ${JSON.stringify(folder)} });
${body}`,
];

test("an idle host keeps nobody waiting and leaves with its parent", async () => {
  const body = "console.log((await host.info()).pid);";
  const { status, stdout, stderr } = spawnSync(process.execPath, script(body), { encoding: "utf8", timeout: 50_000 });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(await ends(Number(stdout))).toBe(true);
}, 60_000);

test("a host in the middle of a fit ends when its parent is killed", async () => {
  const body = `
const data = ${JSON.stringify({ ...endless(), target: undefined })};
console.log((await host.info()).pid);
let told = false;
const onProgress = ({ done }) => { if (done > 0 && !told) { told = true; console.log("growing"); } };
await host.fit("random_forest", { ...data, target: Int8Array.from({ length: ${ROWS} }, (_, i) => i % 2) }, { onProgress });`;
  const parent = spawn(process.execPath, script(body), { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const text of parent.stdout.setEncoding("utf8")) {
    said += text;
    if (said.includes("growing")) break;
  }
  const pid = Number.parseInt(said, 10);
  expect(alive(pid)).toBe(true);
  parent.kill("SIGKILL");
  expect(await ends(pid)).toBe(true);
}, 60_000);

test("no Python, or a Python without the packages: one clear line with the remedy", async () => {
  const nowhere = startEngineHost({ python: join(folder, "python") });
  await expect(nowhere.info()).rejects.toMatchObject({
    name: "EngineHostUnavailable",
    message: expect.stringMatching(/ENOENT.*npm run setup/),
  });
  if (process.platform === "win32") return;
  const bare = join(folder, "bare.sh");
  await writeFile(bare, `#!/bin/sh\nexec '${findPythonHost(undefined).python}' -S "$@"\n`);
  await chmod(bare, 0o755);
  await expect(startEngineHost({ python: bare }).info()).rejects.toMatchObject({
    name: "EngineHostUnavailable",
    message: expect.stringMatching(/No module named 'pylsp_jsonrpc' .*npm run setup/),
  });
}, 60_000);

test.runIf(existsSync("/bin/true"))(
  "a program that is no host and ends at once is named, with the remedy",
  async () => {
    const host = startEngineHost({ python: "/bin/true" });
    await expect(host.info()).rejects.toThrow(
      /cannot start: it exited with code 0 \(\/bin\/true\)\. Run `npm run setup`/,
    );
    await host.close();
  },
);

test("the session owns one host and closes it", async () => {
  const own = engineHost();
  expect(engineHost()).toBe(own);
  const { pid } = await own.info();
  const fit = own.fit("random_forest", endless(), { onProgress: () => currentSession().close() });
  await expect(fit).rejects.toThrow(/ended during fit: it was closed/);
  expect(await ends(pid)).toBe(true);
  expect(engineHost()).not.toBe(own);
  await currentSession().close();
}, 60_000);
