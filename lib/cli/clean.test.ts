import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeEach, expect, test } from "vitest";
import { registerClean } from "./clean.ts";
import { runCommand } from "./test/runCommand.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-clean-"));
  made.push(folder);
});

/** A run's folder, as a run leaves it; `outs` are what its record calls its notebooks, `files` what lies in it. */
function putRun(name: string, { started = new Date(), outs = ["a.ipynb"], files = ["a.ipynb"] } = {}): void {
  mkdirSync(join(folder, name));
  const notebooks = outs.map((out) => ({ notebook: "a.ipynb", out, status: "completed", seconds: 1 }));
  const record = { format: 1, status: "completed", started: started.toISOString(), seconds: 1, notebooks };
  for (const file of files) writeFileSync(join(folder, name, file), "0123456789");
  writeFileSync(join(folder, name, "run.json"), JSON.stringify(record));
}

async function clean(...argv: string[]) {
  const { code, out, err } = await runCommand([registerClean], ["clean", ...argv, "--json"], folder);
  return { code, err, told: out === "" ? undefined : JSON.parse(out) };
}

test("a run goes with its folder; what is not the run's stays, and is named", async () => {
  putRun("one", { files: ["a.ipynb", "verdict.json", "report.html"] });
  putRun("two", { files: ["a.ipynb", "notes.txt"] });
  const { code, told } = await clean("one", "two");
  expect(code).toBe(0);
  expect(told.removed).toMatchObject([
    { run: join(folder, "one"), left: [] },
    { run: join(folder, "two"), left: ["notes.txt"] },
  ]);
  expect(told.bytes).toBeGreaterThan(40);
  expect(readdirSync(folder)).toEqual(["two"]);
});

test("--days leaves younger runs alone", async () => {
  putRun("old", { started: new Date(Date.now() - 3 * 86_400_000) });
  putRun("new");
  const { told } = await clean("old", "new", "--days", "2");
  expect(told.removed).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(["new"]);
});

test("without a run or a number of days nothing is removed", async () => {
  const { code, told } = await clean();
  expect(code).toBe(0);
  expect(told).toMatchObject({ runs: expect.any(Array), removed: [] });
});

test("a folder without a run, and a run that is going on, are left alone with a sentence", async () => {
  mkdirSync(join(folder, "mine"));
  writeFileSync(join(folder, "mine", "a.ipynb"), "");
  expect(await clean("mine")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^trident: The folder holds no run/),
  });
  putRun("busy");
  const lock = new DatabaseSync(join(folder, "busy", ".lock"));
  lock.exec("BEGIN EXCLUSIVE");
  expect(await clean("busy")).toMatchObject({ code: 1, err: expect.stringMatching(/Another run is going on/) });
  lock.close();
  expect(existsSync(join(folder, "busy", "a.ipynb"))).toBe(true);
  expect(existsSync(join(folder, "mine", "a.ipynb"))).toBe(true);
});

test("a record cannot name files of others as its notebooks", async () => {
  writeFileSync(join(folder, "b.ipynb"), "mine");
  putRun("one", { outs: ["../b.ipynb", "..", ".", "", "notes.txt", "c.ipynb/"], files: ["notes.txt"] });
  mkdirSync(join(folder, "one", "d.ipynb"));
  const { code, told } = await clean("one");
  expect({ code, left: told.removed[0].left }).toEqual({ code: 0, left: ["d.ipynb", "notes.txt"] });
  expect(existsSync(join(folder, "b.ipynb"))).toBe(true);
});

test("a link to a run's folder is followed", async () => {
  putRun("one");
  symlinkSync(join(folder, "one"), join(folder, "link"));
  expect(await clean("link")).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, "one"))).toBe(false);
});
