import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { venvProgram } from "trident-base/project";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { panelBefore, readPanel, selectTickers, sketchBars } from "../market/index.ts";
import { currentSession } from "../runtime/index.ts";
import { Ledger, sessionLedger } from "./ledger.ts";
import { exampleTrial } from "./test/exampleTrial.ts";

const bars = sketchBars(await readPanel("synthetic:tickers=2,years=1,seed=1"));
let folder: string;
let path: string;
let ledger: Ledger;
const clock = () => new Date("2024-03-08T12:00:00Z");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ledger-"));
  path = join(folder, "data", "ledger.sqlite");
  ledger = new Ledger(path, clock);
});

afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

test("gives back what it was told, after it was closed too", () => {
  const trials = [
    exampleTrial({ parameters: { z: [1, { b: null, a: "ä'\"" }], a: true }, seed: "named", value: -1e-300 }),
    exampleTrial({ number: 1, status: "failed", value: null, returns: null, seed: 2 ** 52 }),
    exampleTrial({ number: 2, status: "pruned", value: 0.1 }),
    exampleTrial({ study: "another", number: 0, dataHash: "bars-2", status: "failed", value: null, returns: null }),
  ];
  for (const trial of trials) ledger.record(trial);
  ledger.close();
  ledger.close();
  ledger = new Ledger(path);
  expect(ledger.trials({ study: "search" })).toEqual(trials.slice(0, 3));
  expect(ledger.trials({ dataHash: "bars-2" })).toEqual(trials.slice(3));
  expect(ledger.trials({ study: "search", dataHash: "bars-2" })).toEqual([]);
  expect(ledger.trials().map(({ study, number }) => [study, number])).toEqual([
    ["another", 0],
    ["search", 0],
    ["search", 1],
    ["search", 2],
  ]);
  expect(ledger.count()).toEqual({ all: 4, complete: 1, failed: 2, pruned: 1 });
  expect(ledger.count({ dataHash: "bars-1" })).toEqual({ all: 3, complete: 1, failed: 1, pruned: 1 });
  expect(ledger.count({ study: "none" })).toEqual({ all: 0, complete: 0, failed: 0, pruned: 0 });
});

test("a trial told twice is one; one that contradicts it is refused and changes nothing", () => {
  const trial = exampleTrial();
  ledger.record(trial);
  ledger.record({ ...trial, parameters: { horizon: 0, stop: 0.08, profit: 0.05 } });
  const other = exampleTrial({ number: 9 });
  const contradictions = {
    "set of parameters": { parameters: { profit: 0.06 } },
    "data hash": { dataHash: "bars-2" },
    seed: { seed: "7" },
    status: { status: "pruned" },
    value: { value: 0.6 },
    "return series": { returns: other.returns },
  } as const;
  for (const [what, changed] of Object.entries(contradictions)) {
    expect(() => ledger.record({ ...trial, ...changed })).toThrow(`recorded already, with another ${what}`);
  }
  expect(() => ledger.record({ ...trial, returns: null })).toThrow("with another return series");
  expect(ledger.trials()).toEqual([trial]);
});

test("the return matrix has the dates that all trials with returns have", () => {
  const days = (from: number, values: number[]) => ({ dates: values.map((_, i) => from + i), values });
  ledger.record(exampleTrial({ number: 10, returns: days(100, [0.1, 0.2, 0.3, 0.4]) }));
  ledger.record(exampleTrial({ number: 2, status: "pruned", value: null, returns: days(101, [0.5, 0.6, 0.7, 0.8]) }));
  ledger.record(exampleTrial({ number: 3, status: "failed", value: null, returns: null }));
  expect(ledger.returnMatrix()).toEqual({
    trials: [
      { study: "search", number: 2 },
      { study: "search", number: 10 },
    ],
    dates: Int32Array.of(101, 102, 103),
    returns: [Float64Array.of(0.5, 0.6, 0.7), Float64Array.of(0.2, 0.3, 0.4)],
    datesLeftOut: 2,
  });
  expect(ledger.returnMatrix({ study: "none" })).toMatchObject({ trials: [], returns: [] });
  ledger.record(exampleTrial({ number: 4, returns: days(900, [0, 0]) }));
  expect(() => ledger.returnMatrix()).toThrow("the 3 trials have 0 dates in common");
});

describe("the chain", () => {
  beforeEach(() => {
    for (let number = 0; number < 4; number++) ledger.record(exampleTrial({ number, value: -0 }));
    ledger.openHoldout("2024", "test");
    ledger.record(exampleTrial({ study: "later", status: "failed", value: null, returns: null }));
    ledger.close();
  });

  /** What opening says after somebody else wrote to the file. */
  const after = (sql: string) => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    return () => new Ledger(path);
  };

  test.each([
    ["PRAGMA foreign_keys = OFF; DELETE FROM trial WHERE id = 2", "record 2 of the ledger, a trial, was removed"],
    ["UPDATE trial SET value = 0.9 WHERE number = 1", "record 2 of the ledger, a trial, was changed"],
    ["UPDATE daily_return SET value = value + 1e-12 WHERE trial_id = 4 AND day = 20003", "record 4 of the ledger"],
    ["DELETE FROM daily_return WHERE trial_id = 1 AND day = 20000", "record 1 of the ledger, a trial, was changed"],
    ["DELETE FROM holdout_opening", "record 5 of the ledger, a holdout's opening, was removed"],
    ["DELETE FROM link WHERE id = 2", "record 2 of the ledger is missing"],
    ["DELETE FROM trial WHERE study = 'later'; DELETE FROM link WHERE id = 6", "the last 1 records of the ledger are"],
    ["INSERT INTO holdout_opening (holdout, opened_at, opened_by) VALUES ('a', 'b', 'c')", "1 records were added past"],
    ["UPDATE link SET hash = 'x' WHERE id = 6", "record 6 of the ledger, a trial, was changed"],
  ])("%s: noticed at opening", (sql, what) => {
    const open = after(sql);
    expect(open).toThrow(expect.objectContaining({ name: "LedgerError", message: expect.stringContaining(what) }));
    expect(open).toThrow(path);
  });

  test("a ledger of before bars were named goes on, and what was removed from it is still noticed", () => {
    const older = `
      CREATE TABLE older (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL CHECK (kind IN ('trial', 'opening')),
        record_id INTEGER NOT NULL, hash TEXT NOT NULL, UNIQUE (kind, record_id)) STRICT;
      INSERT INTO older SELECT * FROM link; DROP TABLE link; ALTER TABLE older RENAME TO link; DROP TABLE bars;
      PRAGMA user_version = 2;`;
    after(older)().close();
    ledger = new Ledger(path);
    expect(ledger.count().all).toBe(5);
    expect(ledger.holdoutOpenings("2024")).toHaveLength(1);
    ledger.nameBars("bars-1", bars);
    ledger.close();
    const shortened = "DELETE FROM link WHERE id = 6; DELETE FROM trial WHERE study = 'later';";
    expect(after(`DELETE FROM link WHERE id = 7; ${older} ${shortened}`)).toThrow(
      "the last 1 records of the ledger are",
    );
  });

  test("bars that were changed or removed are noticed", () => {
    ledger = new Ledger(path);
    ledger.nameBars("bars-1", bars);
    ledger.close();
    expect(after("UPDATE bars SET sketch = 'AQAAAAAAAAA='")).toThrow(
      "record 7 of the ledger, the bars of a name, was changed",
    );
    expect(after("DELETE FROM bars")).toThrow("record 7 of the ledger, the bars of a name, was removed");
  });

  test("a ledger without a chain gets one when it is opened", () => {
    after("DROP TABLE link; DROP TABLE bars; PRAGMA user_version = 1")().close();
    ledger = new Ledger(path);
    expect(ledger.count().all).toBe(5);
    ledger.record(exampleTrial({ number: 4 }));
    ledger.close();
    expect(after("UPDATE trial SET seed = 8 WHERE number = 3")).toThrow("record 4 of the ledger, a trial, was changed");
  });
});

describe("data that share bars", async () => {
  const panel = await readPanel("synthetic:tickers=6,years=3,seed=2");
  const day = panel.calendar.at(-252)!;
  const closes = (change: (price: number, row: number) => number) => ({
    ...panel,
    adjClose: panel.adjClose.map(change),
  });
  const others = {
    "the last session dropped": panelBefore(panel, panel.calendar.length - 1),
    "one ticker dropped": selectTickers(panel, panel.tickers.slice(1)),
    "tickers renamed": { ...panel, tickers: panel.tickers.map((ticker) => `${ticker}.US`) },
    "volume and 1": { ...panel, volume: panel.volume.map((shares) => shares + 1) },
    float32: closes(Math.fround),
    "a later dividend": closes((price, row) => (panel.date[row]! < day ? price * 0.99 : price)),
  };

  test.each(Object.entries(others))("%s: its trials and openings count together with the others", (name, changed) => {
    const all = [
      ["as given", panel],
      [name, changed],
    ] as const;
    for (const [k, [dataHash, each]] of all.entries()) {
      ledger.nameBars(dataHash, sketchBars(each));
      for (let number = 0; number < 4; number++)
        ledger.record(exampleTrial({ study: `search ${k}`, number, dataHash }));
      const counted = ledger.countSharing(dataHash);
      expect(counted.reduce((sum, { trials }) => sum + trials, 0)).toBe(4 * (k + 1));
      expect(ledger.countOn(dataHash)).toBe(4 * (k + 1));
      expect(counted[0]).toMatchObject({ study: `search ${k}`, dataHash, share: 1, trials: 4 });
      for (const { share } of counted) expect(share).toBeGreaterThan(0.95);
      ledger.nameBars(`later ${dataHash}`, sketchBars(each, day));
      expect(ledger.openHoldout(`later ${dataHash}`, "test")).toBe(k + 1);
    }
  });

  test("other data do not: another seed, another decade, and what was never named but by its hash", async () => {
    const seeds = await Promise.all([3, 4, 5].map((seed) => readPanel(`synthetic:tickers=6,years=3,seed=${seed}`)));
    const decade = { ...panel, date: Int32Array.from(panel.date, (each) => each - 3652) };
    for (const [k, each] of [panel, ...seeds, decade].entries()) {
      const dataHash = `data ${k}`;
      ledger.record(exampleTrial({ study: dataHash, dataHash }));
      expect(ledger.countSharing(dataHash)).toEqual([{ study: dataHash, dataHash, share: 1, trials: 1 }]);
      ledger.nameBars(dataHash, sketchBars(each));
      expect(ledger.countSharing(dataHash)).toEqual([{ study: dataHash, dataHash, share: 1, trials: 1 }]);
      expect(ledger.openHoldout(dataHash, "test")).toBe(1);
    }
    expect(ledger.countSharing("never seen")).toEqual([]);
    expect(ledger.countOn("never seen")).toBe(0);
  });

  test("trials that saw a part of the bars count, with the share; under a tenth is other data", () => {
    const part = (share: number) => sketchBars(panelBefore(panel, Math.floor(share * panel.calendar.length)));
    const late = sketchBars(panel, panel.calendar[Math.floor(0.5 * panel.calendar.length)]!);
    ledger.nameBars("late", late);
    for (const share of [0.45, 0.53, 0.75]) {
      ledger.nameBars(`${share}`, part(share));
      ledger.record(exampleTrial({ study: `${share}`, dataHash: `${share}` }));
    }
    expect(ledger.countSharing("late")).toEqual([
      { study: "0.75", dataHash: "0.75", share: expect.closeTo(0.5, 1), trials: 1 },
    ]);
  });

  test("a name stands for one kind of bars", () => {
    ledger.nameBars("a", sketchBars(panel));
    ledger.nameBars("a", sketchBars(panel));
    expect(() => ledger.nameBars("a", sketchBars(panel, day))).toThrow("the name stands for other bars already");
    // As a version that sampled half of the marks would have named them.
    const whole = sketchBars(panel);
    const kept = [...whole.marks.keys()].filter((k) => k % 2 === 0);
    const offsets = whole.offsets.map((offset) => kept.filter((k) => k < offset).length);
    ledger.nameBars("older", { ...whole, offsets, marks: Uint32Array.from(kept, (k) => whole.marks[k]!) });
    ledger.nameBars("older", whole);
  });
});

test("the project's ledger is one, wherever a command is called from", () => {
  expect(ledger.isProjects).toBe(false);
  const script = `
    import { Ledger } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    const ledger = new Ledger();
    console.log(JSON.stringify([ledger.path, ledger.isProjects]));`;
  const run = (cwd: string) =>
    JSON.parse(
      execFileSync(process.execPath, ["--conditions=source", "--input-type=module", "-e", script], {
        cwd,
        env: { ...process.env, TRIDENT_DATA: join(folder, "project") },
        encoding: "utf8",
      }),
    );
  const file = join(folder, "project", "ledger.sqlite");
  expect(run(folder)).toEqual([file, true]);
  expect(run(tmpdir())).toEqual([file, true]);
});

test("counts how often a holdout was opened, when and by what", () => {
  expect(ledger.openHoldout("2024", "trident checklist")).toBe(1);
  expect(ledger.openHoldout("2025", "05-validation.ipynb")).toBe(1);
  expect(ledger.openHoldout("2024", "05-validation.ipynb")).toBe(2);
  expect(ledger.holdoutOpenings("2024")).toEqual([
    { holdout: "2024", at: "2024-03-08T12:00:00.000Z", by: "trident checklist" },
    { holdout: "2024", at: "2024-03-08T12:00:00.000Z", by: "05-validation.ipynb" },
  ]);
  expect(ledger.holdoutOpenings("2019")).toEqual([]);
  expect(() => ledger.openHoldout("", "x")).toThrow("an opening needs");
});

test("Python's sqlite3 reads it", () => {
  ledger.record(exampleTrial({ returns: { dates: [19_790, 19_791], values: [0.25, -0.5] } }));
  const python = venvProgram("python");
  const script = `
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
rows = database.execute("SELECT * FROM daily_return_by_date").fetchall()
trial = database.execute("SELECT study, parameters, seed, status, recorded_at FROM trial").fetchall()
print(json.dumps([rows, trial]))`;
  expect(JSON.parse(execFileSync(python, ["-c", script, path], { encoding: "utf8" }))).toEqual([
    [
      ["search", 0, "2024-03-08", 0.25],
      ["search", 0, "2024-03-09", -0.5],
    ],
    [["search", '{"horizon":0,"profit":0.05,"stop":0.08}', 7, "complete", "2024-03-08T12:00:00.000Z"]],
  ]);
});

test("what is no trial is refused before anything is written", () => {
  const refused = (changed: object) => () => ledger.record({ ...exampleTrial(), ...changed });
  expect(refused({ study: "" })).toThrow("needs the name of its study");
  expect(refused({ dataHash: "" })).toThrow("needs the hash of its data");
  expect(refused({ number: -1 })).toThrow("number is -1 (study 'search', trial -1)");
  expect(refused({ seed: 0.5 })).toThrow("seed is 0.5");
  expect(refused({ status: "running" })).toThrow("status is 'running'");
  expect(refused({ value: null })).toThrow("the value of a complete trial is null");
  expect(refused({ status: "pruned", value: NaN })).toThrow("the value of a pruned trial is NaN");
  expect(refused({ parameters: { a: [1, { b: NaN }] } })).toThrow("parameters.a[1].b is NaN");
  expect(refused({ parameters: { a: undefined } })).toThrow("parameters.a is undefined");
  expect(refused({ parameters: { a: new Date(0) } })).toThrow("parameters.a is");
  expect(refused({ parameters: { a: new Map([[1, 2]]) } })).toThrow("parameters.a is");
  expect(refused({ returns: { dates: [1, 1], values: [0, 0] } })).toThrow("date 1 is 1");
  expect(refused({ returns: { dates: [1], values: [0, 0] } })).toThrow("lengths differ: dates 1, values 2");
  expect(refused({ returns: { dates: [1], values: [NaN] } })).toThrow("return 0 is NaN");
  expect(ledger.count().all).toBe(0);
});

test("a file that is no ledger is left as it is", () => {
  const text = join(folder, "notes.txt");
  writeFileSync(text, "not a database, but long enough to be looked at as one. ".repeat(20));
  expect(() => new Ledger(text)).toThrow(/the ledger cannot be opened: .*not a database.*notes\.txt/);
  expect(() => new Ledger(folder)).toThrow("the ledger cannot be opened");

  const studies = join(folder, "optuna.db");
  const database = new DatabaseSync(studies);
  database.exec("CREATE TABLE studies (id INTEGER)");
  database.close();
  expect(() => new Ledger(studies)).toThrow("the file is a database, but no ledger");
  expect(existsSync(`${studies}-wal`)).toBe(false);

  ledger.close();
  const newer = new DatabaseSync(path);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  expect(() => new Ledger(path)).toThrow("the ledger is of another version");
});

test("folders above a ledger are made; where none can be, it says so at once", () => {
  new Ledger(join(folder, "a", "b", "ledger.sqlite")).close();
  new Ledger(join(folder, "a", "b", "ledger.sqlite")).close();
  expect(existsSync(join(folder, "a", "b", "ledger.sqlite"))).toBe(true);
  writeFileSync(join(folder, "file"), "");
  expect(() => new Ledger(join(folder, "file", "ledger.sqlite"))).toThrow(/the ledger cannot be opened: EEXIST/);
  if (existsSync("/proc/self")) {
    expect(() => new Ledger("/proc/nowhere/below/ledger.sqlite")).toThrow(/the ledger cannot be opened: ENOENT/);
  }
});

test("a session has one ledger a file", async () => {
  const own = join(folder, "own.sqlite");
  const first = sessionLedger(own);
  expect(sessionLedger(own)).toBe(first);
  first.record(exampleTrial());
  await currentSession().release(`ledger ${own}`);
  expect(() => first.count()).toThrow("the ledger is closed");
  expect(sessionLedger(own).count().all).toBe(1);
  await currentSession().release(`ledger ${own}`);
});
