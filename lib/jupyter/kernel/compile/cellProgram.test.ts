import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CellProgram } from "./cellProgram.ts";
import { createCompiler } from "./compiler.ts";
import type { KnownCells } from "./knownCells.ts";
import { NotebookCells } from "./test/notebookCells.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-program-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is known after a cell. */
function knownAfter(code: string): KnownCells {
  const notebook = new NotebookCells(createCompiler(folder));
  notebook.compile(code);
  return notebook.known;
}

/** Whether TypeScript made a program anew for a cell although the cell before it imported the same. */
function isMadeAnew(known: KnownCells): boolean {
  const cells = new CellProgram(folder);
  cells.of(known, "export {}; 1");
  // TypeScript does not publish it: 2 where a program takes over the files of the one before, and what they import.
  return (cells.of(known, "export {}; 2") as { structureIsReused?: number }).structureIsReused !== 2;
}

test("a program is made anew where a module was not found, which may be there now, and not for modules of Node", () => {
  expect(isMadeAnew(knownAfter("const before = 1"))).toBe(false);
  expect(isMadeAnew(knownAfter('import fs from "fs"; import { join } from "node:path"; fs; join'))).toBe(false);
  const missing = '// @ts-nocheck\nimport { x } from "not-installed-yet"; x';
  expect(isMadeAnew(knownAfter(missing))).toBe(true);
});
