import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assemble } from "./assemble.mjs";

test("the compiled kernels are those of their sources, byte for byte", { timeout: 60_000 }, async () => {
  expect(readFileSync(join(import.meta.dirname, "compiled.ts"), "utf8")).toBe(await assemble());
});
