import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";
import { NO_CELLS } from "./knownCells.ts";

const compiler = createCompiler(import.meta.dirname);

test("a cell is laid out, its lines, comments and texts kept; what is no code stays as it is", () => {
  const code = "if( a ){\n      // why\nb ( `\n   as  it is`)\n}\nconst {c}=d as   any";
  const formatted = compiler.format(NO_CELLS, code);
  expect(formatted).toBe("if (a) {\n  // why\n  b(`\n   as  it is`)\n}\nconst { c } = d as any");
  expect(compiler.format(NO_CELLS, formatted)).toBe(formatted);
  for (const same of ["const = 3", "", "name?"]) expect(compiler.format(NO_CELLS, same)).toBe(same);
});
