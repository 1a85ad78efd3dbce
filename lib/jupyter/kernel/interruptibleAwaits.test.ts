import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";

const compiler = createCompiler();

function converted(cell: string): string {
  const found = compiler.convert("declare const wait: any;", cell);
  if (!("code" in found)) throw new Error(JSON.stringify(found));
  return found.code;
}

test.each([
  ["let a = await wait(await wait(1)).b;", ["__await__(exports.wait(await __await__(exports.wait(1))).b)"]],
  ["for await (const x of wait) await (wait(), x);", ["of __each__(exports.wait))", "__await__((exports.wait(), x))"]],
  ["if (wait) { await wait\n} else await [await wait]", ["__await__(exports.wait)", "__await__([await __await__("]],
])("what %s waits for can be ended", (cell, parts) => {
  for (const part of parts) expect(converted(cell)).toContain(part);
});

test.each(["const f = async () => await wait;", "async function f() { for await (const x of wait); }", "'await';"])(
  "%s waits for nothing itself",
  (cell) => expect(converted(cell)).not.toMatch(/__(?:await|each)__/),
);
