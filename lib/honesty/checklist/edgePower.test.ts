import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";
import { edgePower, powerTable } from "./edgePower.ts";

test("edgePower is the level without an edge or a search, and more with each of edge, years and fewer trials", () => {
  expect(edgePower({ sharpe: 0, years: 4, trials: 1 })).toBeCloseTo(0.05, 9);
  // Phi(2 * sqrt 4 - 1.6449) by scipy.stats.norm.cdf.
  expect(edgePower({ sharpe: 2, years: 4, trials: 1 })).toBeCloseTo(0.990744, 5);
  const base = { sharpe: 2, years: 4, trials: 100 };
  expect(edgePower({ ...base, sharpe: 3 })).toBeGreaterThan(edgePower(base));
  expect(edgePower({ ...base, years: 8 })).toBeGreaterThan(edgePower(base));
  expect(edgePower({ ...base, trials: 1000 })).toBeLessThan(edgePower(base));
  expect(() => edgePower({ ...base, years: 0 })).toThrow("years is 0");
  expect(() => edgePower({ ...base, trials: 0 })).toThrow("the number of trials is 0");
});

test("powerTable says by how many trials", () => {
  expect(powerTable(1234)).toContain("after 1,234 trials");
});

test("the README's table is what edgePower says after 100 trials", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  for (const sharpe of [1, 2, 4]) {
    const cells = [0.5, 2, 4, 8].map((years) => `${(100 * edgePower({ sharpe, years, trials: 100 })).toFixed(0)} %`);
    expect(readme).toContain(`\n| ${[sharpe, ...cells].join(" | ")} |\n`);
  }
});
