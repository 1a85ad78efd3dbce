import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "trident-base/project";
import { readNotebook, readRunRecord } from "trident-jupyter";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-interrupted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the kernel's pid, then sleeps for an hour. */
const CALM = `
import os, time
with open("began-CALM.tmp", "w") as began: began.write(str(os.getpid()))
os.rename("began-CALM.tmp", "began-CALM")
time.sleep(3600)`;

/** As above, but goes on when it is interrupted. */
const STUBBORN = CALM.replace(
  "time.sleep(3600)",
  "while True:\n    try: time.sleep(3600)\n    except KeyboardInterrupt: pass",
);

/** A run, through the command as it is installed, of a notebook of this cell and one after it. */
async function start(name: string, source: string) {
  const cells = [source.replaceAll("CALM", name), "print('not run')"].map((text, k) => ({
    cell_type: "code",
    id: `cell-${k}`,
    metadata: {},
    source: text,
    execution_count: null,
    outputs: [],
  }));
  const metadata = { kernelspec: { name: "python3", display_name: "python3", language: "python" } };
  writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
  const out = join(folder, `out-${name}`);
  const program = join(root, "lib", "cli", "trident.mjs");
  const child = spawn(process.execPath, [program, "run", join(folder, `${name}.ipynb`), "--out", out, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  let said = "";
  child.stdout.on("data", (text) => (told += text));
  child.stderr.on("data", (text) => (said += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, told, said }));
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      if (hasEnded(child)) throw new Error(`the run ended: ${said}`);
      await delay(20);
    }
  };
  const began = join(folder, `began-${name}`);
  const executed = join(out, `${name}.ipynb`);
  await until(() => existsSync(began) && readFileSync(executed, "utf8").includes('"status": "running"'));
  const kernel = Number(readFileSync(began, "utf8"));
  return { child, ended, out, kernel, untilSaid: (words: RegExp) => until(() => words.test(said)) };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A kernel's process may take a moment to leave the system's list. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(20);
  }
}

test("Ctrl-C interrupts the cell: exit code 130, a valid notebook that says so, no kernel left", async () => {
  const { child, ended, out, kernel } = await start("calm", CALM);
  child.kill("SIGINT");
  const { code, told, said } = await ended;
  expect(code).toBe(130);
  expect(said).toContain("Interrupted: stopping the running cells. Ctrl-C again stops at once.");
  expect(JSON.parse(told)).toMatchObject({ status: "interrupted" });
  await untilGone(kernel);
  expect(await readRunRecord(out)).toMatchObject({ status: "interrupted", notebooks: [{ status: "interrupted" }] });
  const { cells } = await readNotebook(join(out, "calm.ipynb"));
  expect(cells).toMatchObject([
    {
      metadata: { papermill: { status: "failed" } },
      outputs: [{ ename: "KeyboardInterrupt" }, { evalue: "The run was interrupted", traceback: [] }],
    },
    { metadata: { papermill: { status: "pending" } }, outputs: [] },
  ]);
});

test("a second Ctrl-C does not wait for a cell that goes on: exit code 130, a valid notebook, no kernel left", async () => {
  const { child, ended, out, kernel, untilSaid } = await start("stubborn", STUBBORN);
  child.kill("SIGINT");
  await untilSaid(/Interrupted/);
  child.kill("SIGINT");
  const { code, told } = await ended;
  expect({ code, told }).toEqual({ code: 130, told: "" });
  await untilGone(kernel);
  const { cells } = await readNotebook(join(out, "stubborn.ipynb"));
  expect(cells).toMatchObject([
    { metadata: { papermill: { status: "running" } } },
    { metadata: { papermill: { status: "pending" } } },
  ]);
  expect(await readRunRecord(out)).toMatchObject({ status: "running" });
});
