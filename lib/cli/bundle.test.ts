import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registerBundle } from "./bundle.ts";
import { plantBundle } from "./test/plantedBundle.ts";
import { runCommand } from "./test/runCommand.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-bundle-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("bundle diff names what differs by its place, in a line each; a bundle does not differ from itself", async () => {
  for (const name of ["a", "b"]) mkdirSync(join(folder, name));
  await plantBundle(join(folder, "a"));
  await plantBundle(join(folder, "b"), {
    policy: { by: "alpha", threshold: 0.6, coverage: 0.5, value: 1 },
    training: { seed: 7 },
  });
  const diff = (...words: readonly string[]) => runCommand([registerBundle], ["bundle", "diff", ...words], folder);

  const same = await diff("a/bundle", "a/bundle", "--json");
  expect([same.code, JSON.parse(same.out)]).toEqual([0, { equal: true, differences: [] }]);
  const other = await diff("a/bundle", "b/bundle", "--json");
  expect(other.code).toBe(1);
  expect(JSON.parse(other.out)).toEqual({
    equal: false,
    differences: [
      { what: "policy.threshold", a: 0.55, b: 0.6 },
      { what: "training.seed", b: 7 },
    ],
  });
  expect((await diff("a/bundle", "b/bundle")).out).toBe("policy.threshold: 0.55 -> 0.6\ntraining.seed: nothing -> 7\n");
  expect((await diff("a/bundle", "a")).code).toBe(1);
  expect((await diff("a/bundle", "none")).code).toBe(2);
});
