import { dirname, join } from "node:path";
import fc from "fast-check";
import type { Json } from "trident-base";
import ts from "typescript-cells";
import { expect, test } from "vitest";
import { fitsType } from "./fitsType.ts";

const CASES: readonly (readonly [type: string, fitting: readonly Json[], others: readonly Json[]])[] = [
  ["number[][]", [[[2]], [], [[]]], [[2], "[[2]]", [["2"]], null]],
  ["Record<string, number>", [{}, { a: 1 }], [{ a: "1" }, [1], null, "{}"]],
  ['Record<"a" | "b", number>', [{ a: 1, b: 2 }], [{ a: 1 }, { a: 1, b: 2, c: 3 }]],
  ["{ a: number }", [{ a: 1 }], [{}, { a: "1" }, { a: 1, b: 2 }, null]],
  [
    "{ a: number; b?: string[], readonly c: null }",
    [
      { a: 1, c: null },
      { a: 1, b: ["x"], c: null },
    ],
    [{ a: 1 }],
  ],
  ["{ a: { b: number }[] }", [{ a: [{ b: 1 }] }], [{ a: [{}] }, { a: { b: 1 } }]],
  ["{ [name: string]: boolean }", [{}, { x: true }], [{ x: 1 }]],
  ["[number, number]", [[1, 2]], [[1], [1, 2, 3], [1, "2"], "1, 2"]],
  ["[low: number, high?: number]", [[1], [1, 2]], [[], [1, 2, 3]]],
  ["[string, ...number[]]", [["a"], ["a", 1, 2]], [[], [1], ["a", "b"]]],
  ["readonly (string | number)[]", [["a", 1]], [[true], "a"]],
  ["ReadonlyArray<Array<string>>", [[["a"]]], [["a"]]],
  ['"a" | "b" | 3 | -1 | true | null', ["a", 3, -1, true, null], ["c", 4, 1, false]],
  ["Partial<{ a: number; b: number }>", [{}, { a: 1 }], [{ c: 1 }]],
  ["Readonly<{ a: number }> & { b: string }", [{ a: 1, b: "x" }], [{ a: 1 }, { a: 1, b: "x", c: 1 }]],
  ["object", [{}, []], [null, 1, "a"]],
  ["unknown", [1, null, "a", []], []],
  ["string | undefined", ["a"], [null, 1]],
  ["Date", [], ["2026-01-01", 1]],
  ["Map<string, number>", [], [{}, []]],
];

test.each(CASES)("%s", (type, fitting, others) => {
  for (const value of fitting) expect([value, fitsType(value, type)]).toEqual([value, true]);
  for (const value of others) expect([value, fitsType(value, type)]).toEqual([value, false]);
});

test("what is not understood may fit, unless something else is wrong", () => {
  for (const type of ["Frame", "(a: number) => void", "keyof Frame", "Frame['a']", "{ a(): void }"]) {
    expect(fitsType(1, type)).toBeUndefined();
  }
  expect(fitsType([1, 2], "[number, Frame]")).toBeUndefined();
  expect(fitsType([true, 2], "[number, Frame]")).toBe(false);
  expect(fitsType(1, "Frame | number")).toBe(true);
});

test("is what TypeScript says of the value written as a literal", () => {
  const leaf = fc.constantFrom("string", "number", "boolean", "null", '"a"', "1", "unknown");
  const { type } = fc.letrec<{ type: string }>((tie) => ({
    type: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      tie("type").map((item) => `(${item})[]`),
      fc.tuple(tie("type"), tie("type")).map(([a, b]) => `${a} | ${b}`),
      fc.tuple(tie("type"), tie("type")).map(([a, b]) => `[${a}, (${b})?]`),
      fc.tuple(tie("type"), tie("type")).map(([a, b]) => `{ a: ${a}; b?: ${b} }`),
      tie("type").map((held) => `Record<string, ${held}>`),
    ),
  }));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<Json>("a", "b", 1, 2, true, null),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 2, noNullPrototype: true }),
    ),
  }));
  const pairs = fc.sample(fc.tuple(type, value), { numRuns: 2_000, seed: 1 });
  // TypeScript lets an object of a union have members of any of its parts; values with those are left out.
  const clear = pairs.filter(([each]) => !/\}.*\||\|.*\{/.test(each));
  const lines = clear.map(([each, held], index) => `const v${index}: ${each} = ${JSON.stringify(held)};`);
  const refused = new Set(refusedLines(lines.join("\n")));
  const wrong = clear.flatMap(([each, held], index) =>
    fitsType(held, each) === refused.has(index) ? [`${each} = ${JSON.stringify(held)}`] : [],
  );
  expect(clear.length).toBeGreaterThan(800);
  expect(wrong).toEqual([]);
});

/** The lines that the compiler has something against. */
function refusedLines(source: string): number[] {
  const library = dirname(ts.getDefaultLibFilePath({}));
  const options: ts.CompilerOptions = { strict: true, noEmit: true, lib: ["lib.es5.d.ts"], types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  const file = ts.createSourceFile("values.ts", source, ts.ScriptTarget.ES2022);
  host.getSourceFile = (name, ...rest) => (name === "values.ts" ? file : getSourceFile(name, ...rest));
  host.getDefaultLibLocation = () => join(library);
  const program = ts.createProgram(["values.ts"], options, host);
  return program.getSemanticDiagnostics(file).map(({ start }) => file.getLineAndCharacterOfPosition(start ?? 0).line);
}
