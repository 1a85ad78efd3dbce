import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cellBorder, mentionedNames } from "./cellModule.ts";
import { CellProgram } from "./cellProgram.ts";
import { createCompiler } from "./compiler.ts";
import { declaredNames } from "./declaredNames.ts";
import { type KnownCells, NO_CELLS } from "./knownCells.ts";
import { parseCell } from "./parseCell.ts";
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
  return !isTakenOver(cells.of(known, "export {}; 2"));
}

/** TypeScript does not publish it: 2 where a program takes over the files of the one before, and what they import. */
function isTakenOver(program: object): boolean {
  return (program as { readonly structureIsReused?: number }).structureIsReused === 2;
}

test("a program is made anew where a module was not found, which may be there now, and not for modules of Node", () => {
  expect(isMadeAnew(knownAfter("const before = 1"))).toBe(false);
  expect(isMadeAnew(knownAfter('import fs from "fs"; import { join } from "node:path"; fs; join'))).toBe(false);
  const missing = '// @ts-nocheck\nimport { x } from "not-installed-yet"; x';
  expect(isMadeAnew(knownAfter(missing))).toBe(true);
});

test("names of any number of cells are known, and which of them a cell uses does not make its program anew", () => {
  const notebook = new NotebookCells(createCompiler(folder));
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  for (const k of numbers) notebook.compile(`const value${k} = ${k}; class Class${k} { of = value${k}; }`);
  const cells = new CellProgram(folder);
  const { known } = notebook;
  const codes = ["value0 + value39", "const all: Class7 = new Class7(); value20"];
  const wholes = codes.map((code) => {
    const { file } = parseCell(code);
    const { imports, exports } = cellBorder(known, declaredNames(file), mentionedNames(file));
    return `${code}\n${imports}\n${exports}`;
  });
  cells.of(known, wholes[0]!);
  const program = cells.of(known, wholes[1]!);
  expect(isTakenOver(program)).toBe(true);
  for (const code of codes) expect(notebook.wrong(code)).toEqual([]);
  expect(notebook.wrong("value40")).toHaveLength(1);
});

test("what TypeScript keeps with a file does not grow with every cell", () => {
  const cells = new CellProgram(folder);
  const kept = (text: string) => cells.of(NO_CELLS, text).getSourceFile(cells.path);
  expect(kept("2; export {};")).toHaveProperty("setExternalModuleIndicator", indicatorOf(kept("1; export {};")));
});

/** What finds out whether a file is a module. */
function indicatorOf(file: object | undefined): unknown {
  return (file as { readonly setExternalModuleIndicator?: unknown }).setExternalModuleIndicator;
}
