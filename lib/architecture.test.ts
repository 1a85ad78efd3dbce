import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { drawRooms } from "./setup/architecture/drawRooms.ts";
import { readSources } from "./setup/architecture/imports.ts";
import { violations } from "./setup/architecture/violations.ts";

test("the picture of the rooms is that of the sources: npm run rooms", () => {
  const picture = readFileSync(join(root, ".github", "rooms.svg"), "utf8");
  expect(picture).toBe(drawRooms(readSources()));
});

describe("the order of the rooms", () => {
  test("holds in lib", () => {
    const sources = readSources();
    expect(Object.keys(sources).length).toBeGreaterThan(400);
    expect(violations(sources)).toEqual([]);
  });

  test.each([
    ["runtime/a.ts", 'import { readPanel } from "../market/index.ts";', "runtime must not know market"],
    ["features/a.ts", 'import type { Labels } from "../labels/index.ts";', "features must not know labels"],
    ["features/a.test.ts", 'import { simple } from "../labels/index.ts";', "features must not know labels"],
    ["market/a.ts", 'export * from "../cv/index.ts";', "market must not know cv"],
    ["market/a.ts", 'const cv = await import("../cv/index.ts");', "market must not know cv"],
    ["market/a.ts", 'let fold: import("../cv/index.ts").Fold;', "market must not know cv"],
    ["labels/a.ts", 'import { mean } from "../statistics/index.ts";', "labels must not know statistics"],
    ["statistics/a.ts", 'import type { Panel } from "../market/index.ts";', "statistics must not know market"],
    ["engines/a.ts", 'import type { Panel } from "../market/index.ts";', "engines must not know market"],
    ["charts/a.ts", 'import type { Panel } from "../market/index.ts";', "charts must not know market"],
    ["model/a.ts", 'import { fit } from "../engines/index.ts";', "model must not know engines"],
    ["deploy/a.ts", 'import { fit } from "../engines/index.ts";', "deploy must not know engines"],
    ["files/a.ts", 'import { draw } from "../charts/index.ts";', "files must not know charts"],
    ["charts/a.ts", 'import { describe } from "../frames/index.ts";', "charts must not know frames"],
    ["index.ts", 'export * from "./frames/index.ts";', ". must not know frames"],
    ["market/a.ts", 'import { panel } from "../index.ts";', "market must not know ."],
    ["market/a.ts", 'import { runNotebook } from "trident-jupyter";', "market must not know trident-jupyter"],
    ["base/a.ts", 'import { createMatrix } from "../runtime/index.ts";', "trident-base must not know runtime"],
    ["jupyter/a.ts", 'import { createMatrix } from "../runtime/index.ts";', "trident-jupyter must not know runtime"],
    ["jupyter/client/a.ts", 'import { readNotebook } from "../notebook/notebook.ts";', "client must not know notebook"],
    ["jupyter/runs/a.ts", 'import { renderReport } from "../report/renderReport.ts";', "runs must not know report"],
    ["jupyter/a.ts", 'import { isoDate } from "../base/index.ts";', "trident-base is a package of its own"],
    ["cli/a.ts", 'import { wire } from "../jupyter/client/wire.ts";', "trident-jupyter is a package of its own"],
    ["cv/a.ts", 'import { simple } from "../labels/simple.ts";', "only labels's index.ts"],
    ["cv/a.ts", 'import { simple } from "trident-lab/labels";', "by relative path"],
    ["cv/a.ts", 'import { x } from "../drawer/index.ts";', "no known room"],
  ])("%s: %s", (path, source, what) => {
    expect(violations({ [path]: source })).toContainEqual(expect.stringContaining(what));
  });

  test("frames may draw, and figures know no frames", () => {
    const draws = { "frames/a.ts": 'import { htmlTable } from "../charts/index.ts";' };
    expect(violations(draws)).toEqual([]);
  });

  test("what is deployed has no way to the engines, however long", () => {
    const files = {
      "deploy/page.ts": 'import { drawing } from "../dataset/index.ts";',
      "dataset/index.ts": 'export { drawing } from "./drawing.ts";',
      "dataset/drawing.ts": 'export const drawing = async () => (await import("./loan.ts")).loan;',
      "dataset/loan.ts": 'import { fit } from "../engines/index.ts"; export const loan = fit;',
      "engines/index.ts": "export const fit = 1;",
    };
    expect(violations(files)).toContain(
      "deploy/page.ts -> dataset/index.ts -> dataset/drawing.ts -> dataset/loan.ts -> engines/index.ts: " +
        "deploy must not reach engines",
    );
  });

  test.each([
    ["cv/a.ts", 'import { simple } from "../labels/index.ts"; import { mean } from "../statistics/index.ts";'],
    [
      "trident/a.ts",
      'import { fit } from "../engines/index.ts"; import { predict } from "../model/index.ts"; import { Ledger } from "../ledger/index.ts";',
    ],
    [
      "honesty/a.ts",
      'import { train } from "../trident/index.ts"; import { asPublished } from "../published/index.ts";',
    ],
    ["model/a.ts", 'import { monthlyStatistics } from "../behaviour/index.ts";'],
    ["deploy/a.ts", 'import { runBacktest } from "../backtest/index.ts"; import { figure } from "../charts/index.ts";'],
    ["market/a.ts", 'import { createPanel } from "./panel.ts"; import { readFile } from "node:fs/promises";'],
    ["market/test/a.test.ts", 'import { createPanel } from "../index.ts";'],
    [
      "market/a.ts",
      '/** `import { x } from "../cv/index.ts"` */\nexport const x = \'import { y } from "../cv/index.ts"\';',
    ],
    ["runtime/a.ts", 'import { isoDate } from "trident-base"; import { root } from "trident-base/project";'],
    ["jupyter/report/a.ts", 'import { escapeHtml } from "trident-base"; import { readRun } from "../runs/readRun.ts";'],
    ["cli/run.ts", 'import { runNotebook } from "trident-jupyter"; import { draw } from "../charts/index.ts";'],
    ["index.ts", 'export * from "./market/index.ts"; export * from "./charts/index.ts";'],
  ])("%s may: %s", (path, source) => {
    expect(violations({ [path]: source })).toEqual([]);
  });
});
