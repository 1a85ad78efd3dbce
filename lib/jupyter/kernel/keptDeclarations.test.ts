import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";

const compiler = createCompiler();

/** The declarations after cells. */
function after(...cells: readonly string[]): string {
  return cells.reduce((declarations, cell) => {
    const found = compiler.convert(declarations, cell);
    if (!("code" in found)) throw new Error(JSON.stringify(found));
    return found.declarations;
  }, "");
}

test("what a failed cell came to is known as it declares it, the rest as it was", () => {
  const first = `import { join } from "path"; import * as fs from "fs"; interface Shape { a: number }
    const old = 1, same: Shape = { a: 1 }; function f(a: string) { return a; } class A { x = 1 } let later = "";`;
  const second = `import { resolve } from "path"; import { Stats } from "fs"; import type { Dirent } from "fs";
    type Both = Shape | string; const old: Both = "", { p, q: [w] } = { p: 1, q: ["x"] };
    function f(a: number): number; function f(a: string): string; function f(a: any) { return a; }
    enum E { a } class A { y = "" } let st: Stats | undefined, d: Dirent; const later = 3, never = 4;`;
  const before = after(first);
  const kept = compiler.keep(before, after(first, second), ["later", "never", "A", "E", "w", "st", "d"]);
  const is = (code: string) => "code" in compiler.convert(kept, code);
  expect(is('const a: Both = old; f(1).toFixed(); f("").length; p.toFixed(); resolve(join("a"));')).toBe(true);
  expect(is("new A().x.toFixed(); later.length; same.a; fs.statSync; let b: Dirent, c: Stats;")).toBe(true);
  for (const name of ["never", "E", "w", "st", "d"]) expect([name, is(`${name};`)]).toEqual([name, false]);
  expect(is("old.toFixed();")).toBe(false);
});

test("a cell that did nothing leaves all as it was", () => {
  const first = "const a = 1, b = 2; function f() { return 1; }";
  const kept = compiler.keep(after(first), after(first, "const b = '', c = 3;"), ["b", "c"]);
  expect(kept.split("\n").sort()).toEqual(compiler.keep(after(first), after(first), []).split("\n").sort());
});
