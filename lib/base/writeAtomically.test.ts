import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomically } from "./writeAtomically.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-atomic-"));
  writeFileSync(join(folder, "a.txt"), "before");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file is replaced by one that is whole, whose name ends as its own does", async () => {
  let beside = "";
  await writeAtomically(join(folder, "a.txt"), async (temporary) => {
    beside = temporary;
    await writeFile(temporary, "after");
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("before");
  });
  expect(beside).toMatch(/\.txt$/);
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("after");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test("what fails leaves the file as it was, and nothing beside it", async () => {
  const failing = writeAtomically(join(folder, "a.txt"), async (temporary) => {
    await writeFile(temporary, "half");
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("before");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test("so does a process that exits while it writes", () => {
  const script = `
    import { writeFileSync } from "node:fs";
    import { writeAtomically } from ${JSON.stringify(new URL("./writeAtomically.ts", import.meta.url).href)};
    const half = (name) => writeAtomically(${JSON.stringify(folder)} + "/" + name, async (temporary) => {
      writeFileSync(temporary, "half");
      if (name === "b.txt") process.exit(5);
      await new Promise(() => {});
    });
    await Promise.all([half("a.txt"), half("b.txt")]);`;
  const { status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script]);
  expect({ status, left: readdirSync(folder) }).toEqual({ status: 5, left: ["a.txt"] });
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("before");
});
