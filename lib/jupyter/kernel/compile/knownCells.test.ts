import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";
import { withCell } from "./knownCells.ts";
import { NotebookCells } from "./test/notebookCells.ts";

const compiler = createCompiler(import.meta.dirname);

test("what a failed cell came to is known as it declares it, the rest as it was", () => {
  const first = `import { join } from "path"; import * as fs from "fs"; interface Shape { a: number }
    const old = 1, same: Shape = { a: 1 }; function f(a: string) { return a; } class A { x = 1 } let later = "";`;
  const second = `import { resolve } from "path"; import { Stats } from "fs"; import type { Dirent } from "fs";
    type Both = Shape | string; const old: Both = "", { p, q: [w] } = { p: 1, q: ["x"] };
    function f(a: number): number; function f(a: string): string; function f(a: any) { return a; }
    enum E { a } class A { y = "" } let st: Stats | undefined, d: Dirent; const later = 3, unseen = 4;`;
  const notebook = new NotebookCells(compiler);
  notebook.compile(first);
  const before = notebook.known;
  const { module } = notebook.compile(second);
  notebook.known = withCell(before, module, ["later", "unseen", "A", "E", "w", "st", "d"]);
  const known =
    'const a: Both = old; f(1).toFixed(); f("").length; p.toFixed(); resolve(join("a")); new A().x.toFixed(); later.length; same.a; fs.statSync; let b: Dirent, c: Stats;';
  expect(notebook.wrong(known)).toEqual([]);
  for (const name of ["unseen", "E", "w", "st", "d"]) expect(notebook.wrong(`${name};`)[0]).toMatch(/Cannot find name/);
  expect(notebook.wrong("old.toFixed();")).toHaveLength(1);
});

test("cells from which nothing is known any more are forgotten, those that others need are not", () => {
  const notebook = new NotebookCells(compiler);
  for (let i = 0; i < 5; i++) notebook.compile("const a = { n: 1 };");
  notebook.compile("const b = a;");
  for (let i = 0; i < 5; i++) notebook.compile("const a = 'text'; 1 + 1");
  expect([...notebook.known.keys()]).toEqual([1, 2, 3]);
  expect(notebook.wrong("b.n.toFixed(); a.length;")).toEqual([]);
});

test("that a cell has changed Math stays known when its names are another's", () => {
  const notebook = new NotebookCells(compiler);
  const loop = "for (let k = 0; k < 3; k++) n += Math.random();";
  notebook.compile("let n = 0;");
  expect(notebook.compile(loop).loops).toHaveLength(1);
  notebook.compile("let seed = 1; Math.random = () => seed;");
  notebook.compile("let seed = 2;");
  expect(notebook.compile(loop).loops).toEqual([]);
});
