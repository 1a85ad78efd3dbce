import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolder, makeFolderSync } from "./makeFolder.ts";

const root = mkdtempSync(join(tmpdir(), "trident-base-"));
const newFolder = () => mkdtempSync(join(root, "test-"));

afterAll(() => rmSync(root, { recursive: true }));

test("folders are made with those above them, also by two at a time and where they are already", async () => {
  const folder = join(newFolder(), "a", "b", "c");
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  await makeFolder(folder);
  makeFolderSync(join(folder, "d", "e"));
  makeFolderSync(folder);
  expect(statSync(join(folder, "d", "e")).isDirectory()).toBe(true);
});

test("a file is not taken for a folder", async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  await expect(makeFolder(file)).rejects.toThrow("EEXIST");
  await expect(makeFolder(join(file, "below"))).rejects.toThrow("ENOTDIR");
  expect(() => makeFolderSync(file)).toThrow("EEXIST");
  expect(() => makeFolderSync(join(file, "below"))).toThrow("ENOTDIR");
});

test.runIf(existsSync("/proc/self"))("a file system that takes no folders is not tried for ever", async () => {
  // Who is not root is refused before it is seen that nothing can be made there.
  await expect(makeFolder("/proc/nowhere/below")).rejects.toThrow(/ENOENT|EACCES/);
  expect(() => makeFolderSync("/proc/nowhere/below")).toThrow(/ENOENT|EACCES/);
});
