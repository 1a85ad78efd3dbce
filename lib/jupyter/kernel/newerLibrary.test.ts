import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";

const compiler = createCompiler();

test.each([
  ["[3, 1, 2].toSorted((a, b) => b - a)", "number[]"],
  ["([3, 1] as readonly number[]).with(0, 5)", "number[]"],
  ["[1, 2].toReversed()", "number[]"],
  ["[1, 2].findLast((each) => each < 2)", "number"],
  ["new Float64Array([2, 1]).toSorted().with(0, 7)", "Float64Array"],
  ["new BigInt64Array(1).toReversed()", "BigInt64Array"],
  ["new Set([1]).union(new Set(['a']))", "Set<string | number>"],
  ["new Set([1]).isSubsetOf(new Set([1, 2]))", "boolean"],
  ["Object.groupBy([1, 2, 3], (each) => (each % 2 ? 'odd' : 'even')).odd", "number[]"],
  ["Map.groupBy(['a'], (each) => each.length)", "Map<number, string[]>"],
  ["Promise.withResolvers<number>().promise", "Promise<number>"],
  ["Promise.try((a: number) => a, 1)", "Promise<number>"],
  ["Array.fromAsync([Promise.resolve(1)])", "Promise<number[]>"],
])("%s is known, as this Node has it", (code, type) => {
  const cell = `const value = ${code};`;
  const found = compiler.convert("", cell);
  if (!("code" in found)) throw new Error(JSON.stringify(found));
  expect(found.declarations).toContain(`value: ${type};`);
  runInThisContext(code.replace(/ as readonly number\[\]|<number>|: number/g, ""));
});
