import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { kernelMemory } from "./kernelMemory.ts";

const newFolder = temporaryFolders();

/** A /proc of processes: number, name, parent, pages. */
function procOf(processes: readonly (readonly [number, string, number, number])[]): string {
  const folder = newFolder();
  for (const [pid, name, parent, pages] of processes) {
    mkdirSync(join(folder, String(pid)));
    // Fields 5 to 23 of proc(5) lie between the parent and the resident set.
    const between = Array.from({ length: 19 }, (_, k) => k).join(" ");
    writeFileSync(join(folder, String(pid), "stat"), `${pid} (${name}) S ${parent} ${between} ${pages} 99 99\n`);
  }
  mkdirSync(join(folder, "sys"));
  return folder;
}

test("a kernel's memory is its own and that of all it started", async () => {
  const proc = procOf([
    [1, "init", 0, 1_000],
    [10, "kernel", 1, 100],
    [11, "a name) S 1 (of its own", 10, 20],
    [12, "worker", 11, 3],
    [13, "another one's", 1, 7],
  ]);
  expect(await kernelMemory(10, proc)).toBe(123 * 4096);
  expect(await kernelMemory(13, proc)).toBe(7 * 4096);
});

test("it is null where nothing is known: of a process that has gone, and without /proc", async () => {
  expect(await kernelMemory(14, procOf([[1, "init", 0, 1]]))).toBeNull();
  expect(await kernelMemory(1, join(newFolder(), "none"))).toBeNull();
});

test.runIf(process.platform === "linux")("this process holds some", async () => {
  expect(await kernelMemory(process.pid)).toBeGreaterThan(10_000_000);
});
