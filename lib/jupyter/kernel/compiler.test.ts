import { expect, test } from "vitest";
import { type Conversion, createCompiler } from "./compiler.ts";

const compiler = createCompiler();

function convert(declarations: string, code: string): Conversion {
  const found = compiler.convert(declarations, code);
  if (!("code" in found)) throw new Error(JSON.stringify(found));
  return found;
}

/** Runs cells one after another on one `exports`, as the runner does. */
function run(...cells: readonly string[]): Record<string, unknown> {
  const exported: Record<string, unknown> = {};
  let declarations = "";
  for (const cell of cells) {
    const conversion = convert(declarations, cell);
    declarations = conversion.declarations;
    new Function("exports", "require", conversion.code)(exported, (name: string) => process.getBuiltinModule(name));
  }
  return exported;
}

test("a shorthand property finds the variable of an earlier cell, and an inner one of that name before it", () => {
  const { found, inner, set, seed } = run(
    "let seed = 3; const other = 1;",
    "const found = { seed, other }; const inner = (() => { const seed = 4; return { seed } })();\n({ seed } = { seed: 7 });",
    "const set = seed;",
  );
  expect({ found, inner, set, seed }).toEqual({ found: { seed: 3, other: 1 }, inner: { seed: 4 }, set: 7, seed: 7 });
});

test("a function of an earlier cell sees what a later cell assigns", () => {
  expect(run("let n = 0; const next = () => ++n;", "n = 10; const m = next();").m).toBe(11);
  expect(run("const { a, b: [c] } = { a: 1, b: [2] };", "const sum = a + c;").sum).toBe(3);
});

test("names can be declared again, imports too", () => {
  const cells = [
    'import { join } from "path";\nconst a = join("x", "y");',
    'import { join } from "path";\nconst a = [join("z")];',
  ];
  expect(run(...cells).a).toEqual(["z"]);
  expect(run("const a = 1;", "class a {}", "const b = new a();").b).toBeTypeOf("object");
});

test("code pasted from a file may say export", () => {
  const { a, twice } = run(
    "/** One. */\nexport const a = 1; export interface B { c: number }\nexport async function f() {}",
    "export function twice(n: number) { return 2 * n; }\nexport type D = B;",
    "const text = 'export const';",
  );
  expect([a, (twice as (n: number) => number)(2)]).toEqual([1, 4]);
});

test("a module that a cell awaits is known as what it is", () => {
  const { declarations } = convert(
    "",
    'const http = await import("node:http"), a = 1;\nconst arrow = await import("apache-arrow");',
  );
  expect(declarations).toMatch(/http: typeof import\("(node:)?http"\), a/);
  expect(
    compiler.convert(declarations, 'http.createServer().listen(0, "127.0.0.1"); new arrow.Vector([]);'),
  ).toHaveProperty("code");
  expect(compiler.convert(declarations, "http.nothing")).toHaveProperty("0.message");
});

test("type errors say where they are, and @ts-nocheck lets them pass", () => {
  const wrong = 'const a = 1;\nconst n: number = "three";';
  expect(compiler.convert("", wrong)).toEqual([
    { message: "Type 'string' is not assignable to type 'number'.", line: 1, column: 6, length: 1 },
  ]);
  expect(run(`// @ts-nocheck\n${wrong}`).n).toBe("three");
  expect(compiler.convert("", "// @ts-nocheck\nconst = 3")).toMatchObject([{ line: 1 }, { line: 1 }]);
});

test("completes members, and tells what a name is", () => {
  const { declarations } = convert("", "/** How many. */\nfunction count(a: number): string { return String(a); }");
  const { matches, start, end } = compiler.complete("", "Math.ma", 7);
  expect({ matches: matches.map(({ text }) => text), start, end }).toMatchObject({ start: 5, end: 7 });
  expect(matches[0]).toEqual({ text: "max", type: "method" });
  expect(compiler.inspect(declarations, "count(1)", 5)).toMatchObject({
    signature: "function count(a: number): string",
  });
  expect(compiler.inspect("", "   ", 1)).toBeUndefined();
});

test.each([
  ["const a = 1;", "complete", undefined],
  ["for (const a of [1]) {", "incomplete", "  "],
  ["const text = `a", "incomplete", ""],
  ["/* a", "incomplete", ""],
  ["f(1,", "incomplete", ""],
  ["const = 3 }", "invalid", undefined],
  ["a b c", "invalid", undefined],
  ["await fetch('x')", "complete", undefined],
])("%s is %s", (code, status, indent) => {
  expect(compiler.isComplete(code)).toEqual({ status, ...(indent === undefined ? {} : { indent }) });
});
