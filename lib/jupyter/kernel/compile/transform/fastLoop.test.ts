import fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledCell } from "../compiledCell.ts";
import { createCompiler } from "../compiler.ts";
import { NotebookCells } from "../test/notebookCells.ts";

const compiler = createCompiler(import.meta.dirname);

interface Ran {
  readonly values: Readonly<Record<string, unknown>>;
  readonly loops: CompiledCell["loops"];
}

/** Runs cells one after another, as the runner does. */
function runCells(cells: readonly string[]): Ran {
  const notebook = new NotebookCells(compiler);
  let loops: CompiledCell["loops"] = [];
  for (const cell of cells) {
    const compiled = notebook.compile(cell);
    ({ loops } = compiled);
    notebook.execute(compiled);
  }
  return { values: notebook.variables, loops };
}

/** The same text as one script, whose variables are variables. */
function runScript(cells: readonly string[], names: readonly string[]): Record<string, unknown> {
  return new Function(`${cells.join("\n")}\nreturn { ${names.join(", ")} };`)() as Record<string, unknown>;
}

const NAMES = ["a", "b", "n", "text", "done", "xs", "out"];
const SETTING =
  'let a = 0.5, b = -3, n = 2; let text = "t", done = false; const xs = [3, 1.5, -2]; const out = new Float64Array(4);';

const { expression, statement } = fc.letrec<{ expression: string; statement: string }>((tie) => {
  const pick = (...texts: readonly string[]) => fc.constantFrom(...texts);
  const joined = (...parts: readonly (string | fc.Arbitrary<string>)[]) =>
    fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part))).map((all) => all.join(""));
  const of = tie("expression");
  const step = tie("statement");
  const number = pick("a", "b", "n");
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: "expression" },
      pick("a", "b", "n", "k", "1", "0.5", "xs.length", "xs[0]", "out[k]", "Math.PI"),
      joined("(", of, pick(" + ", " - ", " * ", " / ", " % ", " | ", " & ", " >>> "), of, ")"),
      joined("(", of, " < ", of, " ? ", of, " : ", of, ")"),
      joined("Math.max(", of, ", ", of, ")"),
      joined("(", number, pick(" = ", " += ", " -= ", " *= ", " ||= ", " &&= "), of, ")"),
      joined("(", number, pick("++", "--"), ")"),
      joined(pick("++", "--", "-", "~"), number).map((each) => `(${each})`),
    ),
    statement: fc.oneof(
      { maxDepth: 2, depthIdentifier: "statement" },
      joined(number, pick(" = ", " += ", " /= ", " ??= "), of, ";"),
      joined("out[k] = ", of, ";"),
      joined("xs[k % 3] ", pick("=", "+="), " ", of, ";"),
      pick('text = text.length < 9 ? text + "u" : text;', "done = !done;", "text += 1;", "done = n > 3;"),
      joined("if (", of, ") { ", step, " } else ", step),
      joined("{ const inner = ", of, "; a = inner; ", step, " }"),
      joined("for (const x of xs) { b += x; ", step, " }"),
      joined("for (let j = 0; j < 3; j++) { if (j > ", of, ") continue; ", step, " }"),
      joined("for (n = 0; n < 3; n++) { ", step, " break; }"),
      joined("((value: number) => { a = value; })(", of, ");"),
    ),
  };
});
const loop = fc.tuple(fc.array(statement, { minLength: 1, maxLength: 3 }), expression).map(
  // A loop of its own count, whatever its body does.
  ([body, last]) => `for (let k = 0; k < 4; k++) {\n  ${body.join("\n  ")}\n  b = ${last};\n}`,
);

const types = /: number/g;

test("a loop does what the same loop does in a script, on variables of its own and of an earlier cell", () => {
  let fast = 0;
  const later = new NotebookCells(compiler);
  const setting = later.compile(SETTING);
  fc.assert(
    fc.property(loop, fc.integer({ min: 0, max: 3 }), (text, own) => {
      const isLater = own > 0;
      const notebook = isLater ? later : new NotebookCells(compiler);
      const cell = isLater ? text : `${SETTING}\n${text}`;
      // TypeScript sees through some of what cannot be.
      fc.pre(notebook.wrong(cell).length === 0);
      if (isLater) later.execute(setting);
      const compiled = notebook.compile(cell);
      notebook.execute(compiled);
      fast += compiled.loops.length;
      const expected = runScript([SETTING, text.replace(types, "")], NAMES);
      expect(Object.fromEntries(NAMES.map((name) => [name, notebook.variables[name]]))).toEqual(expected);
    }),
    { numRuns: 100 },
  );
  expect(fast).toBeGreaterThan(30);
});

test.each([
  ["a getter", "let n = 1; const box = { get n() { return n; } };", "for (let k = 0; k < 9; k++) n += box.n;"],
  ["a function", "let n = 1; const twice = () => 2 * n;", "for (let k = 0; k < 9; k++) n += twice();"],
  ["a value that computes itself", "let n = 1; const box: any = { valueOf: () => n };", "while (n < 99) n += +box;"],
  ["an iterator", "let n = 1; function* some() { while (n < 50) yield n; }", "for (const x of some()) n += x;"],
  ["a label", "let n = 0;", "outer: for (;;) { while (true) { n++; if (n > 5) break outer; } }"],
  ["var", "let n = 0;", "for (var k = 0; k < 3; k++) n += k;"],
  [
    "an error",
    "let n = 0; const xs: number[] = [];",
    "try { for (;;) { n++; if (n > 3) xs[0]!.toFixed(); } } catch {}",
  ],
])("%s that sees a loop's variable sees it as it is", (_, setting, text) => {
  const { values } = runCells([setting, text]);
  const script = setting.replace(": any", "").replace(": number[]", "");
  expect(values.n).toBe(runScript([script, text.replaceAll("!.", ".")], ["n"]).n);
});

test("a loop of arithmetic is fast, one that calls functions or may run others' code is left as it is", () => {
  const loops = (text: string) => runCells(["let n = 0, text = ''; const f = () => 1; const xs = [1];", text]).loops;
  expect(loops("for (let k = 0; k < 9; k++) { n += Math.sqrt(k); text = 'k'; }")).toEqual([["n"]]);
  expect(loops("for (const x of xs) { for (let k = 0; k < 9; k++) n += x; }")).toEqual([["n"]]);
  expect(loops("for (let k = 0; k < 9; k++) { f(); for (const x of xs) n += x; }")).toEqual([["n"]]);
  expect(loops("for (let k = 0; k < 9; k++) n += f();")).toEqual([]);
  expect(loops("// @ts-nocheck\nfor (let k = 0; k < 9; k++) n += k;")).toEqual([]);
  expect(loops("function g() { for (;;) n++; }")).toEqual([]);
});

test("a seeded Math.random sees its seed, and a loop sees it too", () => {
  const seeded = "let seed = 1, sum = 0; Math.random = () => { seed = (seed * 16807) % 2147483647; return seed; };";
  const own = Math.random;
  try {
    const { values, loops } = runCells([seeded, "for (let k = 0; k < 3; k++) { seed += 1; sum += Math.random(); }"]);
    expect(loops).toEqual([]);
    expect(values.seed).toBe(
      runScript([seeded, "for (let k = 0; k < 3; k++) { seed += 1; sum += Math.random(); }"], ["seed"]).seed,
    );
  } finally {
    Math.random = own;
  }
});
