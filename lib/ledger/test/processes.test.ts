import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Ledger } from "../index.ts";
import { exampleTrial } from "./exampleTrial.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
  path = join(folder, "ledger.sqlite");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Writer {
  readonly process: ChildProcess;
  /** Numbers that it said it had recorded. */
  readonly told: number[];
  readonly ended: Promise<{ readonly code: number | null; readonly complaint: string }>;
}

function startWriter(study: string, count: number, onTold: (told: number) => void = () => {}): Writer {
  const script = join(import.meta.dirname, "writer.worker.ts");
  const args = ["--conditions=source", script, path, study, String(count)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const told: number[] = [];
  let rest = "";
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) told.push(Number(line));
    onTold(told.length);
  });
  const ended = new Promise<{ code: number | null; complaint: string }>((resolve) => {
    child.once("close", (code) => resolve({ code, complaint }));
  });
  return { process: child, told, ended };
}

test("processes that open a new file and write at once lose nothing and write nothing twice", async () => {
  const writers = [startWriter("shared", 60), startWriter("shared", 60), startWriter("own", 60)];
  for (const { ended } of writers) expect(await ended).toEqual({ code: 0, complaint: "" });
  const ledger = new Ledger(path);
  expect(ledger.count({ study: "shared" }).all).toBe(60);
  expect(ledger.count({ study: "own" }).all).toBe(60);
  expect(ledger.trials({ study: "shared" })[59]).toEqual(exampleTrial({ study: "shared", number: 59 }));
  expect(ledger.returnMatrix().returns).toHaveLength(120);
  ledger.close();
});

test("a writer that is killed leaves every trial that it had told, whole, and a ledger to go on with", async () => {
  for (const after of [1, 17, 40]) {
    const study = `killed after ${after}`;
    const writer = startWriter(study, 100_000, (told) => {
      if (told >= after) writer.process.kill("SIGKILL");
    });
    await writer.ended;
    expect(writer.told.length).toBeGreaterThanOrEqual(after);
    const ledger = new Ledger(path);
    const kept = ledger.trials({ study });
    // The last one may have been recorded and not yet said.
    expect(kept.length - writer.told.length).toBeGreaterThanOrEqual(0);
    expect(kept.length - writer.told.length).toBeLessThanOrEqual(1);
    expect(kept).toEqual(kept.map((_, number) => exampleTrial({ study, number })));
    ledger.record(exampleTrial({ study, number: kept.length }));
    ledger.close();
  }
  const database = new DatabaseSync(path);
  expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  database.close();
});
