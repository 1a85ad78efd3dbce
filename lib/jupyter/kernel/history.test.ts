import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { History } from "./history.ts";

const newFolder = temporaryFolders();
const defaults = { output: false, raw: true } as const;

test("tail, range and search give what was run, across sessions", () => {
  const path = join(newFolder(), "new", "history.sqlite");
  const first = new History(path);
  first.add(1, "const a = 1;");
  first.add(2, "a + 1");
  const second = new History(path);
  second.add(1, "a + 1");
  const tail = (n: number) => second.find({ ...defaults, hist_access_type: "tail", n });
  expect(tail(2)).toEqual([
    [1, 2, "a + 1"],
    [2, 1, "a + 1"],
  ]);
  expect(tail(9)).toHaveLength(3);
  const range = (session: number, start: number, stop?: number) =>
    second.find({ ...defaults, hist_access_type: "range", session, start, ...(stop === undefined ? {} : { stop }) });
  expect(range(-1, 1, 2)).toEqual([[1, 1, "const a = 1;"]]);
  expect(range(0, 1)).toEqual([[2, 1, "a + 1"]]);
  expect(range(1, 2)).toEqual([[1, 2, "a + 1"]]);
  const search = (unique: boolean) => second.find({ ...defaults, hist_access_type: "search", pattern: "a*", unique });
  expect(search(false)).toHaveLength(2);
  expect(search(true)).toEqual([[2, 1, "a + 1"]]);
  first.close();
  second.close();
  // Python's SQLite reads the file.
  const count =
    "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('select count(*) from history').fetchone()[0])";
  expect(execFileSync(venvProgram("python"), ["-c", count, path], { encoding: "utf8" })).toBe("3\n");
});
