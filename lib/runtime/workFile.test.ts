import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataFolder } from "trident-base/project";
import { afterAll, expect, test } from "vitest";
import { foundFile, workFile } from "./workFile.ts";

const run = mkdtempSync(join(tmpdir(), "work-file-"));
afterAll(() => rmSync(run, { recursive: true }));

test("files go to the project's data, or in a run to its own folder", () => {
  expect(workFile("a.json", {})).toBe(join(dataFolder, "a.json"));
  expect(workFile("a.json", { TRIDENT_WORK: run })).toBe(join(run, "a.json"));
});

test("a run finds its own file first, then the project's", () => {
  expect(foundFile("a.json", { TRIDENT_WORK: run })).toBe(join(dataFolder, "a.json"));
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, "a.json"), "{}");
  expect(foundFile("a.json", { TRIDENT_WORK: run })).toBe(join(run, "a.json"));
});

test("tests have a data folder of their own", () => {
  expect(dataFolder).toContain(tmpdir());
});
