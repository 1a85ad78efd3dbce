import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outputFile } from "./outputFile.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-output-"));
  await mkdir(join(folder, "bars"));
  await writeFile(join(folder, "bars", "a.csv"), "bars");
  await symlink(join(folder, "bars", "a.csv"), join(folder, "link.csv"));
  await symlink(join(folder, "bars"), join(folder, "linked"));
});

afterAll(() => rm(folder, { recursive: true }));

const read = (...names: string[]): string => join(folder, ...names);

test.each([
  ["the source itself", ["bars", "a.csv"], ["bars", "a.csv"]],
  ["the source behind a link", ["link.csv"], ["bars", "a.csv"]],
  ["a file of the source's folder", ["bars", "a.csv"], ["bars"]],
  ["a new file in the source's folder, which would be read next time", ["bars", "new.parquet"], ["bars"]],
  ["a new file in the source's folder behind a link", ["linked", "new.parquet"], ["bars"]],
])("refuses %s", async (_, file, source) => {
  await expect(outputFile(read(...file), [read(...source)])).rejects.toThrow(/what is read \(.*Write to another place/);
});

test("refuses a folder", async () => {
  await expect(outputFile(read("bars"), ["synthetic"])).rejects.toThrow(/a folder, not a file/);
});

test("refuses a place below a file before any work is done", async () => {
  const file = read("bars", "a.csv", "below", "f.parquet");
  await expect(outputFile(file, [])).rejects.toThrow(/nothing can be written there.*\(.*Write to another place/);
  expect(await outputFile(read("new", "folder", "f.parquet"), [])).toBe(read("new", "folder", "f.parquet"));
});

test("lets any other file pass", async () => {
  expect(await outputFile(read("f.parquet"), [read("bars"), "synthetic"])).toBe(read("f.parquet"));
  expect(await outputFile(read("bars", "f.parquet"), [read("bars", "a.csv")])).toBe(read("bars", "f.parquet"));
});
