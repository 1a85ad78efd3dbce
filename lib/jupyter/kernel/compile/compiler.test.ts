import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";
import { NO_CELLS } from "./knownCells.ts";
import { NotebookCells } from "./test/notebookCells.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-compile-"));
afterAll(() => rmSync(folder, { recursive: true }));
const compiler = createCompiler(folder);
const strictFolder = join(folder, "strict");
mkdirSync(strictFolder);
writeFileSync(join(strictFolder, "tsconfig.json"), '{ "compilerOptions": { "strict": true } }');
const strict = createCompiler(strictFolder);

/** Runs cells one after another; gives their variables. */
function run(...cells: readonly string[]): Record<string, unknown> {
  const notebook = new NotebookCells(compiler);
  for (const cell of cells) notebook.run(cell);
  return notebook.variables;
}

/** What the last of the cells gives. */
function last(...cells: readonly string[]): unknown {
  const notebook = new NotebookCells(compiler);
  return cells.map((cell) => notebook.run(cell)).at(-1);
}

/** What is wrong with the last of the cells. */
function wrong(...cells: readonly string[]): readonly string[] {
  const notebook = new NotebookCells(compiler);
  for (const cell of cells.slice(0, -1)) notebook.compile(cell);
  return notebook.wrong(cells.at(-1)!);
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
  expect(wrong("const a = 1;", "const a = 'text';", "a.toFixed();")).toHaveLength(1);
});

test("code pasted from a file may say export", () => {
  const { a, twice } = run(
    "/** One. */\nexport const a = 1; export interface B { c: number }\nexport async function f() {}",
    "export function twice(n: number) { return 2 * n; }\nexport type D = B; export default class {}",
    "export { twice as again }; export default twice(3)",
    "const text = 'export const' + again(1);",
  );
  expect([a, (twice as (n: number) => number)(2)]).toEqual([1, 4]);
});

test("a const of an earlier cell cannot be assigned, a let can, with a value of its type", () => {
  expect(wrong("const a = 1; let b = 1; function f() {}", "a = 2; b = 2; f = null;")).toEqual([
    "Cannot assign to 'a' because it is a constant.",
    "Cannot assign to 'f' because it is no variable.",
  ]);
  expect(wrong("let b = 1; let c: string | number = 1;", "b = 'text'; c = 'text'; c.length;")).toEqual([
    "Type 'string' is not assignable to type 'number'.",
  ]);
});

test("types, interfaces, enums, namespaces and classes carry over, with what is private in them", () => {
  const cells = [
    "interface Shape { a: number } type Two = Shape | string; enum Kind { One = 1, Two } const enum Small { A = 5 }",
    "namespace Tools { export const scale = 10; export type Scale = number; }",
    "const C = class { private x = 1; #y = 2; sum() { return this.x + this.#y; } };",
    "const Mixin = <T extends new (...all: any[]) => object>(Base: T) => class extends Base { mixed = 3; };",
    "class D extends Mixin(C) { protected z = Kind.Two; }",
    "function local() { class Inner { private w = 1; get() { return this.w; } } return new Inner(); }",
    "const two: Two = { a: Small.A }; let s: Tools.Scale = Tools.scale; const d = new D();",
    "[d.sum(), d.mixed, local().get(), s, (two as Shape).a, Kind[2]]",
  ];
  expect(last(...cells)).toEqual([3, 3, 1, 10, 5, "Two"]);
  expect(wrong(...cells.slice(0, -1), "d.x; d.z;")).toHaveLength(2);
});

test("what is new in the language runs: using, decorators, generators' helpers, parameter properties", () => {
  const cells = [
    "const told: string[] = []; const resource = (name: string) => ({ [Symbol.dispose]() { told.push(name); } });",
    "using all = resource('all'); { using inner = resource('inner'); } told.push('end');",
    "function named(value: any, { name }: { name: string | symbol }) { told.push(String(name)); return value; }",
    "@named class Box { constructor(readonly size = 2) {} @named grow() { return this.size * 2; } }",
    "told.push(String(new Box().grow())); told.concat([1, 2, 3].values().map((n) => n * 2).drop(2).map(String).toArray())",
  ];
  expect(last(...cells)).toEqual(["inner", "end", "all", "grow", "Box", "4", "6"]);
  expect(last("RegExp.escape('a.b') + new Float16Array([0.5])[0]")).toBe("\\x61\\.b0.5");
});

test.each([
  ["[3, 1, 2].toSorted((a, b) => b - a)", "number[]"],
  ["([3, 1] as readonly number[]).with(0, 5)", "number[]"],
  ["new Float64Array([2, 1]).toSorted().with(0, 7)", "Float64Array"],
  ["new Set([1]).union(new Set(['a']))", "Set<string | number>"],
  ["Object.groupBy([1, 2, 3], (each) => (each % 2 ? 'odd' : 'even'))", "Partial<Record<string, number[]>>"],
  ["Promise.try((a: number) => a, 1)", "Promise<number>"],
  ["Iterator.from([1]).some((n) => n > 0)", "boolean"],
])("%s is known, as this Node has it", (code, type) => {
  const notebook = new NotebookCells(compiler);
  notebook.run(`const value = ${code};`);
  expect(notebook.wrong(`const same: ${type} = value;`)).toEqual([]);
  expect(notebook.wrong("const other: { nothing: 1 } = value;")).toHaveLength(1);
});

test("declare global and what it adds are known to later cells, the newest of it", () => {
  const cells = [
    "declare global { interface Array<T> { second(): T } var shared: number; }\nArray.prototype.second = function () { return this[1]; };",
    "globalThis.shared = 4; declare global { interface Array<T> { third(): T } }",
    "declare global { interface Array<T> { second(): string } }",
  ];
  try {
    expect(last(cells[0]!, cells[1]!, "[shared, [1, 2].second()]")).toEqual([4, 2]);
    expect(wrong(...cells, "[1, 2].second().length; [1].third();")).toEqual([]);
  } finally {
    Reflect.deleteProperty(Array.prototype, "second");
    Reflect.deleteProperty(globalThis, "shared");
  }
});

test("a module that a cell awaits is known as what it is", async () => {
  const notebook = new NotebookCells(compiler);
  await notebook.run('const http = await import("node:http"), a = 1;');
  expect(notebook.wrong('http.createServer().listen(0, "127.0.0.1");')).toEqual([]);
  expect(notebook.wrong("http.nothing")).toHaveLength(1);
});

test("errors say where they are, and @ts-nocheck lets those of types pass, for the next cell to know the names", () => {
  const code = 'const a = 1;\nconst n: number = "three";';
  expect(compiler.compile(NO_CELLS, code)).toEqual([
    { message: "Type 'string' is not assignable to type 'number'.", line: 1, column: 6, length: 1 },
  ]);
  expect(run(`// @ts-nocheck\n${code}`, "const m = n;").m).toBe("three");
  expect(compiler.compile(NO_CELLS, "// @ts-nocheck\nconst = 3")).toMatchObject([{ line: 1 }, { line: 1 }]);
});

test.each([
  ["const inc = Math.", "Identifier expected.", 0, 17],
  ["function f() {\n  return 1;\n", "'}' expected.", 1, 11],
  ["const a = (1 + 2;\n// end", "')' expected.", 0, 16],
  ["const page = <b>text</b>;", expect.stringMatching(/^JSX cannot be run in a notebook/), 0, 13],
  ["pannel", "Cannot find name 'pannel'. Did you mean 'panel'?", 0, 0],
  ["panel.lenght", expect.stringMatching(/Did you mean 'length'\?$/), 0, 6],
])("%s is refused in its own words", (code, message, line, column) => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("const panel = [1];");
  const [first] = compiler.compile(notebook.known, code) as readonly object[];
  expect(first).toMatchObject({ message, line, column });
});

test("types of other cells are named as the cell names them", () => {
  expect(wrong("class A { private x = 1 }", "class B { y: A }", "const b = new B(); b.y = 'text';")).toEqual([
    "Type 'string' is not assignable to type 'A'.",
  ]);
  const [again] = wrong("class A { private x = 1 } const a = new A();", "class A { private z = 1 }", "const b: A = a;");
  expect(again).not.toMatch(/import\(|__/);
});

test("the nearest tsconfig.json decides how strict the checks are", () => {
  const code = "[1].find((n) => n > 5).toFixed()";
  expect(compiler.compile(NO_CELLS, code)).toHaveProperty("code");
  expect(strict.compile(NO_CELLS, code)).toMatchObject([{ message: "Object is possibly 'undefined'." }]);
});

test("files of the user's are imported by their path, and what is wrong in them is said of them", () => {
  writeFileSync(join(folder, "up.ts"), 'import { deep } from "./strict/deep.mts";\nexport const up: number = deep;');
  writeFileSync(join(strictFolder, "deep.mts"), "export const deep = 7;");
  writeFileSync(join(strictFolder, "data.json"), '{ "a": 3 }');
  writeFileSync(join(strictFolder, "old.cjs"), "exports.named = 1;");
  writeFileSync(join(strictFolder, "common.cts"), "const typed: number = 1;\nmodule.exports = { typed };");
  const cell = `import { up } from "../up.ts"; import { deep } from "./deep.mts"; import { named } from "./old.cjs";
    import { typed } from "./common.cts"; import data from "./data.json" with { type: "json" }; const sum: number = up + deep + named + typed + data.a;`;
  const found = strict.compile(NO_CELLS, cell);
  expect(found).toMatchObject({
    imports: [{}, {}, {}, {}, { specifier: "./data.json", attributes: { type: "json" } }],
  });
  writeFileSync(join(strictFolder, "deep.mts"), 'export const deep = "seven";');
  expect(strict.compile(NO_CELLS, cell)).toMatchObject([
    { line: 1 },
    { file: "../up.ts", line: 1, column: 13, message: "Type 'string' is not assignable to type 'number'." },
  ]);
  for (const text of [
    "export enum E { A }",
    "export class A { constructor(public a = 1) {} }",
    "@f class A {} function f() {}",
  ]) {
    writeFileSync(join(strictFolder, "deep.mts"), `${text} export const deep = 1;`);
    const told = { file: "deep.mts", message: expect.stringMatching(/^Node/) };
    expect(strict.compile(NO_CELLS, cell)).toEqual(expect.arrayContaining([expect.objectContaining(told)]));
  }
});

test.each([
  ['import data from "./broken.json" with { type: "json" }', /^This is no JSON: /, "broken.json", 1],
  ['import data from "./good.json"', /^Node imports JSON as what it is: .*type: "json"/, undefined, 0],
  ['import { a } from "./good.json" with { type: "json" }', /^A JSON file exports its whole value alone/, undefined, 0],
  ['export * from "./good.json"', /^A cell cannot export all of another module/, undefined, 0],
])("%s is refused with a sentence", (cell, message, file, line) => {
  writeFileSync(join(folder, "good.json"), '{ "a": 3 }');
  writeFileSync(join(folder, "broken.json"), '{ "a": 3,\n  b }');
  const [first] = compiler.compile(NO_CELLS, cell) as readonly object[];
  expect(first).toMatchObject({ message: expect.stringMatching(message), line, ...(file && { file }) });
});

test("JSON is held to what Node reads, not to what TypeScript lets pass", () => {
  const cell = 'import data from "./comma.json" with { type: "json" }; data.a';
  writeFileSync(join(folder, "comma.json"), '{ "a": 3, }');
  expect(compiler.compile(NO_CELLS, cell)).toMatchObject([{ file: "comma.json", line: 0 }]);
  writeFileSync(join(folder, "comma.json"), '\ufeff{ "a": 3 }');
  expect(compiler.compile(NO_CELLS, cell)).toHaveProperty("code");
});

test("a module that was missing is found when it is there", () => {
  const cell = 'import { late } from "./late.ts"; late';
  expect(compiler.compile(NO_CELLS, cell)).toMatchObject([{ message: expect.stringContaining("./late.ts") }]);
  writeFileSync(join(folder, "late.ts"), "export const late = 1;");
  expect(compiler.compile(NO_CELLS, cell)).toHaveProperty("code");
});

test.each([
  ["let a = await wait(await wait(1)).b;", ["__await__((0, __vars__.wait)(await __await__((0, __vars__.wait)(1))).b)"]],
  [
    "for await (const x of wait) await (wait(), x);",
    ["of __each__(__vars__.wait))", "__await__(((0, __vars__.wait)(), x))"],
  ],
  ["if (wait) { await wait\n} else await [await wait]", ["__await__(__vars__.wait)", "__await__([await __await__("]],
])("what %s waits for can be ended", (cell, parts) => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("let wait: any;");
  const { code, isAsync } = notebook.compile(cell);
  for (const part of parts) expect(code).toContain(part);
  expect(isAsync).toBe(true);
});

test.each(["const f = async () => await wait;", "async function f() { for await (const x of wait); }", "'await';"])(
  "%s waits for nothing itself",
  (cell) => {
    const notebook = new NotebookCells(compiler);
    notebook.compile("let wait: any;");
    const { code, isAsync } = notebook.compile(cell);
    expect(code).not.toMatch(/__(?:await|each)__/);
    expect(isAsync).toBe(false);
  },
);

test("names say what a cell reads, gives a value and declares", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("let a = 1, b = 2; const f = (n: number) => n;");
  const { names } = notebook.compile("b = f(a); const c = { a }; let d: number | undefined; interface I { b: 1 }");
  expect(names).toEqual({
    read: ["f", "a"],
    written: ["c", "d", "b"],
    declared: ["c", "d"],
    initialized: ["c"],
    unset: ["d"],
  });
});

test("completes members, names of earlier cells, object keys and import paths; tells what a name is", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile(
    "/** How many. */\nfunction count(a: number): string { return String(a); }\ninterface Options { deep: 1 }",
  );
  notebook.compile("/** The best. */\nconst best: number | string = 3; function go(options: Options) {}");
  const texts = (code: string) => compiler.complete(notebook.known, code, code.length).matches.map(({ text }) => text);
  expect(compiler.complete(NO_CELLS, "Math.ma", 7)).toEqual({
    start: 5,
    end: 7,
    matches: [{ text: "max", type: "method" }],
  });
  expect(texts("cou")).toContain("count");
  expect(texts("__c")).toEqual([]);
  expect(texts("go({ ")).toEqual(["deep"]);
  writeFileSync(join(folder, "besides.ts"), "export {};");
  expect(texts('import { up } from "./bes')).toEqual(["besides.ts"]);
  expect(compiler.inspect(notebook.known, "count(1)", 5)).toMatchObject({
    signature: "function count(a: number): string",
    documentation: "How many.",
  });
  expect(compiler.inspect(notebook.known, "best", 4)).toMatchObject({ documentation: "The best." });
  expect(compiler.inspect(notebook.known, "Math.round(count(", 17)).toMatchObject({ documentation: "How many." });
  notebook.compile(
    "/** @param low the lower bound */\nfunction between(low: number, high: number) { return high - low; }",
  );
  expect(compiler.inspect(notebook.known, "between(1, )", 11)).toEqual({
    signature: "between(low: number, high: number): number",
    documentation: "",
    tags: [{ name: "param", text: "low the lower bound" }],
  });
  expect(compiler.inspect(NO_CELLS, "   ", 1)).toBeUndefined();
});

test("tells the options of a function, wherever it is asked for", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile(`interface Options {
      /** How many, at most. */
      readonly most?: number;
      readonly name: string;
    }
    interface Data { readonly rows: number }
    /** Takes some. */
    function take(data: Data, options: Options): number { return data.rows; }
    const bare = (data: Data) => data.rows;`);
  const members = [
    { signature: "most?: number", documentation: "How many, at most." },
    { signature: "name: string", documentation: "" },
  ];
  expect(compiler.inspect(notebook.known, "take", 4)).toMatchObject({ documentation: "Takes some.", members });
  expect(compiler.inspect(notebook.known, "take(", 5)).toMatchObject({ members });
  expect(compiler.inspect(notebook.known, "take({ rows: 1 }, )", 18)).toMatchObject({ members });
  expect(compiler.describe(notebook.known, "take")).toMatchObject({ documentation: "Takes some.", members });
  expect(compiler.inspect(notebook.known, "bare(", 5)).not.toHaveProperty("members");
});

test("names types of earlier cells as they are called there, also those that a cell does not mention", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("class Box { v = 1 }\ninterface Deep<T> { a: { b: T } }");
  notebook.compile("const box = new Box(); const deep: Deep<Box> = { a: { b: box } }; const make = (x: Box) => deep;");
  expect(notebook.wrong("const s: string = make")[0]).toContain("'(x: Box) => Deep<Box>'");
  expect(notebook.wrong("deep.a.b = 3")).toEqual(["Type 'number' is not assignable to type 'Box'."]);
  expect(compiler.inspect(notebook.known, "const all = [box, deep]", 7)).toMatchObject({
    signature: "const all: (Box | Deep<Box>)[]",
  });
  expect(compiler.describe(notebook.known, "deep")).toMatchObject({
    signature: "const deep: Deep<Box>",
    members: [{ signature: "(property) Deep<Box>.a: {\n    b: Box;\n}" }],
  });
});

test("types of one name are told apart: those of earlier cells are said to be such", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("class A { private x = 1 }\nconst first = new A();");
  expect(notebook.wrong("class A { private x = 2 }\nconst a: A = first;")[0]).toContain(
    "Type 'A of an earlier cell' is not assignable to type 'A'.",
  );
  notebook.compile("class A { private x = 2 }");
  expect(notebook.wrong("const a: A = first;")[0]).toContain(
    "Type 'A of an earlier cell' is not assignable to type 'A'.",
  );
});

test("tells what the name of a type is, by itself too", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("/** Two. */\ninterface Pair { a: 1; b: 2 }");
  expect(compiler.inspect(notebook.known, "Pair", 2)).toMatchObject({
    signature: "interface Pair",
    documentation: "Two.",
  });
});

test("a file is a module where its text says so and no package.json says anything, as Node takes it", () => {
  writeFileSync(join(folder, "twice.ts"), "export default function twice<T>(x: T): T[] { return [x, x]; }");
  writeFileSync(join(folder, "alone.ts"), "const x = 1;");
  expect(wrong('import "./alone.ts"; import twice from "./twice.ts";\ntwice(3).length')).toEqual([]);
  const common = join(folder, "common");
  mkdirSync(common);
  writeFileSync(join(common, "package.json"), '{ "type": "commonjs" }');
  writeFileSync(join(common, "twice.ts"), "export default function twice<T>(x: T): T[] { return [x, x]; }");
  expect(wrong('import twice from "./common/twice.ts";\ntwice(3).length')[0]).toMatch(
    /^This expression is not callable/,
  );
});

test("classes, enums and namespaces that a cell only says are there carry over with their types", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile(
    "declare class There { x: 1 }\ndeclare namespace Space { type T = 1; const a: T }\ndeclare enum Side { A }",
  );
  expect(notebook.wrong("let a: There, b: Space.T = 2, c: Side;")).toEqual(["Type '2' is not assignable to type '1'."]);
  expect(notebook.compile("const a = new There(), b = Space.a;\nSide").code).not.toMatch(
    /__vars__\.(?:There|Space|Side)/,
  );
});

test("what is there stays there where the cell says more of it", () => {
  const { both, made } = run(
    "class Both { x = 2 }\ndeclare namespace Both { type T = 1 }\nfunction make(): number { return 3; }\ndeclare namespace make { type T = 1 }",
    "const one: Both.T = 1, both = new Both().x, made = make() + one;",
  );
  expect([both, made]).toEqual([2, 4]);
});

test("a directive on a cell's last line is of no name that the cell imports", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile("function f() {}");
  expect(notebook.wrong("f();\n// @ts-expect-error\n")).toEqual(["Unused '@ts-expect-error' directive."]);
});

test.each([
  "let a = 1;\nfunction __vars__() { return 2; }",
  "const f = (__vars__: number) => 1 + __vars__;",
  "class __Cells__ {}",
  "{ const __kept__ = 1; }",
  "type __CellsType__ = 1",
])("a name that the kernel has for itself is refused: %s", (code) => {
  expect(wrong(code)).toEqual([
    expect.stringMatching(/^The kernel has '__\w+__' for itself\. Give yours another name$/),
  ]);
  expect(wrong('const told = "__vars__"; told.__vars__')).toEqual([expect.stringMatching(/^Property '__vars__'/)]);
});

test("describes a value by its type's comment and its members", () => {
  const notebook = new NotebookCells(compiler);
  notebook.compile(`/** A shape of things. */
    interface Shape {
      /** How wide. */
      width: number;
      /** Computes. */
      area(): number;
    }
    /** The one. */
    const shape: Shape = { width: 2, area() { return 4; } };`);
  expect(compiler.describe(notebook.known, "shape")).toEqual({
    signature: "const shape: Shape",
    documentation: "The one.\n\nA shape of things.",
    tags: [],
    members: [
      { signature: "(method) Shape.area(): number", documentation: "Computes." },
      { signature: "(property) Shape.width: number", documentation: "How wide." },
    ],
  });
  expect(compiler.describe(notebook.known, "nowhere")).toBeUndefined();
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
  expect(compiler.isComplete(NO_CELLS, code)).toEqual({ status, ...(indent === undefined ? {} : { indent }) });
});
