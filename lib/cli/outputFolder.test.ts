import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { outputFolder } from "./outputFolder.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("makes the folder and those above it, and takes one that is there", async () => {
  const deep = join(folder, "a", "b");
  expect(await outputFolder(deep, ["trades.csv"], [folder.replace("trident", "none")])).toBe(deep);
  expect(await outputFolder(deep, ["trades.csv"], ["synthetic:tickers=5"])).toBe(deep);
  expect(existsSync(deep)).toBe(true);
});

test("refuses what would be lost, a file in the way and a place that takes no folder", async () => {
  const decisions = join(folder, "trades.csv");
  writeFileSync(decisions, "mine");
  symlinkSync(folder, join(folder, "link"));
  for (const out of [folder, join(folder, "link")]) {
    await expect(outputFolder(out, ["equity.csv", "trades.csv"], [decisions])).rejects.toThrow(/what is read/);
  }
  await expect(outputFolder(join(folder, "new"), ["trades.csv"], [folder])).rejects.toThrow(/lies in, what is read/);
  expect(existsSync(join(folder, "new"))).toBe(false);
  await expect(outputFolder(decisions, ["x"], [])).rejects.toThrow(/not a folder/);
  await expect(outputFolder(join(decisions, "x"), ["x"], [])).rejects.toThrow(/ENOTDIR/);
  // Here mkdir with `recursive` never came back.
  if (existsSync("/proc/self")) await expect(outputFolder("/proc/x", ["x"], [])).rejects.toThrow(/ENOENT|EACCES/);
});
