import { stripTypeScriptTypes } from "node:module";
import fc from "fast-check";
import { expect } from "vitest";
import type { CompiledCell } from "../compiledCell.ts";
import { createCompiler } from "../compiler.ts";
import { withCell } from "../knownCells.ts";
import { NotebookCells } from "./notebookCells.ts";

type Text = fc.Arbitrary<string>;

/** The names that statements of every program find. */
const SETTING =
  "let a = 1, b = 2.5, c = -3; var w = 4; const xs = [3, 1.5, -2], told: unknown[] = []; function inc(n: number) { a += n; return a; }";

const pick = (...texts: readonly string[]): Text => fc.constantFrom(...texts);
const join = (...parts: readonly (string | Text)[]): Text =>
  fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part))).map((all) => all.join(""));
const variable = pick("a", "b", "c", "w");

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const of = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: "expression" },
      variable,
      pick("1", "0.5", "-2", "xs.length", "xs[1]", "told.length", "Math.PI"),
      join("(", of, pick(" + ", " - ", " * ", " % ", " | "), of, ")"),
      join("(", of, " > ", of, " ? ", of, " : ", of, ")"),
      join("inc(", of, ")"),
      join("Math.min(", of, ", ", of, ")"),
      join("(", variable, pick(" = ", " += ", " *= ", " -= "), of, ")"),
      join("[", of, ", ", of, "].map((x) => x + ", variable, ")[1]"),
    ),
  };
});

/** Statements; `$` is a number that no other statement of the program has. */
const statement = fc.oneof(
  join("let v$ = ", expression, "; told.push(v$); v$ += ", variable, ";"),
  join(
    "const k$ = ",
    expression,
    ", { p: p$, q: [q$ = ",
    expression,
    "] } = { p: k$, q: [] as number[] }; told.push(p$ + q$);",
  ),
  join("var w$ = ", expression, "; { var u$ = w$ + 1; } for (var i$ = 0; i$ < 3; i$++) w$ += i$; told.push(u$, i$);"),
  join("function f$(x: number) { ", variable, " += x; return x * ", variable, "; }\ntold.push(f$(", expression, "));"),
  join("const g$ = (x: number) => inc(x) + ", expression, ";\ntold.push(g$(2), g$.name);"),
  join(
    "class C$ { #x = ",
    expression,
    "; static n = ",
    variable,
    "; get() { return this.#x + ",
    variable,
    "; } set x(v: number) { this.#x = v; c++; } }\nconst o$ = new C$(); o$.x = ",
    expression,
    "; told.push(o$.get(), C$.n, C$.name);",
  ),
  join(
    "const m$ = { a, b, twice() { return this.a * 2; }, get g() { return ",
    variable,
    "; } }; ",
    variable,
    "++; told.push(m$.g, m$.twice(), m$.b);",
  ),
  join("[a, b] = [b, a]; ({ a: c, w = 3 } = { a: ", expression, " } as { a: number; w?: number });"),
  join("for (let i = 0; i < 6; i++) { a += i * ", expression, "; if (b > 1000) break; b -= ", variable, "; }"),
  join("for (let i = 0; i < 9; i++) { c = (c * 3 + i) % 17; w += c & 3; }"),
  join(
    "outer: for (const x of xs) { for (let i = 0; ; i++) { if (i > x) continue outer; w += i; if (w > 500) break outer; } }",
  ),
  join(
    "try { if (",
    expression,
    " > 2) throw new RangeError('r'); b++; } catch (error) { told.push(String(error)); } finally { a++; }",
  ),
  join(
    "switch (Math.trunc(",
    expression,
    ") % 3) { case 0: told.push('zero'); case 1: { let inner = a; inner++; b = inner; break; } default: w--; }",
  ),
  join(
    "function* s$() { let i = 0; while (i++ < 3) yield i * ",
    variable,
    "; }\ntold.push(...s$()); for (const x of s$()) c -= x;",
  ),
  join("a += await Promise.resolve(", expression, "); for await (const x of [1, Promise.resolve(b)]) c += x;"),
  join(
    "const t$ = (s: TemplateStringsArray, ...v: number[]) => s.join('') + v.length; told.push(t$`x${",
    expression,
    "}y`);",
  ),
  join(
    "(() => { const a = ",
    expression,
    "; const read = () => a + b; b = read(); })(); told.push(typeof inc, eval('1 + 1'));",
  ),
  join("xs.push(", expression, "); xs[0] = ", variable, "; told.push(xs.at(-1)); if (xs.length > 6) { xs.splice(2); }"),
);

/** A program, and after which of its statements a cell ends. */
const program = fc.tuple(
  fc.array(statement, { minLength: 2, maxLength: 7 }).map((all) => all.map((each, i) => each.replaceAll("$", `${i}`))),
  fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
);

const NAMES = ["a", "b", "c", "w", "xs", "told"];

/** What a program leaves in its variables; rejects with what it throws, as one does that reads a variable too early. Node's own stripper takes its types out. */
async function runScript(text: string): Promise<object> {
  const body = stripTypeScriptTypes(
    `async function script() { "use strict"; ${text}\nreturn { ${NAMES.join(", ")} }; }`,
  );
  return (new Function(`${body}\nreturn script;`)() as () => Promise<object>)();
}

/** Holds programs that are cut into cells to what the same programs give as one script. */
export async function checkPrograms(numRuns: number): Promise<void> {
  const compiler = createCompiler(import.meta.dirname);
  await fc.assert(
    fc.asyncProperty(program, async ([statements, cuts]) => {
      const notebook = new NotebookCells(compiler);
      const cells = [SETTING];
      const compiledCells: CompiledCell[] = [];
      let cell = "";
      statements.forEach((each, i) => {
        cell += `${each}\n`;
        if (!cuts[i] && i < statements.length - 1) return;
        cells.push(cell);
        cell = "";
      });
      for (const each of cells) {
        const compiled = compiler.compile(notebook.known, each);
        // TypeScript sees through some of what cannot be.
        fc.pre(each === SETTING || "code" in compiled);
        if (!("code" in compiled)) throw new Error(JSON.stringify(compiled));
        notebook.known = withCell(notebook.known, compiled.module);
        compiledCells.push(compiled);
      }
      const runCells = async () => {
        for (const each of compiledCells) await notebook.execute(each);
        return Object.fromEntries(NAMES.map((name) => [name, notebook.variables[name]]));
      };
      const script = await runScript([SETTING, ...statements].join("\n")).catch(String);
      expect(await runCells().catch(String)).toEqual(script);
    }),
    { numRuns },
  );
}
