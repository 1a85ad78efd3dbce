import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

/** Rooms from the ground up: a room imports only rooms of lower floors. */
const FLOORS = [
  ["runtime"],
  ["market"],
  ["features", "labels"],
  ["cv", "backtest"],
  ["dataset", "model"],
  ["baseline"],
  ["search", "trident"],
  ["honesty", "deploy"],
  ["cli"],
];

/** Rooms beside the floors: what they may import, and who may import them. */
const ANNEXES: Readonly<Record<string, { readonly imports: readonly string[]; readonly serves: readonly string[] }>> = {
  statistics: { imports: ["runtime"], serves: FLOORS.slice(3).flat().concat("charts") },
  engines: { imports: ["runtime"], serves: ["baseline", "search", "trident", "honesty", "cli"] },
  ledger: { imports: ["runtime"], serves: ["baseline", "search", "trident", "honesty", "cli"] },
  charts: {
    imports: [
      "runtime",
      "market",
      "features",
      "labels",
      "cv",
      "backtest",
      "statistics",
      "dataset",
      "baseline",
      "search",
      "honesty",
    ],
    serves: ["cli"],
  },
  // Stays out of lib/index.ts: who does not use data frames does not read danfojs's types, nor load it.
  frames: { imports: ["runtime", "market"], serves: ["cli"] },
  setup: { imports: ["runtime", "trident-jupyter"], serves: ["cli"] },
  // The workspace that knows nothing of markets.
  "trident-jupyter": { imports: [], serves: ["cli", "setup"] },
  // The parts of it that serve others too, for results to show themselves and for files; they import nothing.
  "trident-jupyter/table": { imports: [], serves: ["runtime"] },
  "trident-jupyter/makeFolder": { imports: [], serves: ["runtime", "cli"] },
  // lib/index.ts, the face of them all.
  ".": { imports: [...FLOORS.slice(0, -1).flat(), "statistics", "engines", "ledger", "charts"], serves: [] },
};

/** A trader's machine has no Python, so these stay out of what is deployed. */
const NEVER: Readonly<Record<string, readonly string[]>> = { deploy: ["engines", "trident", "search", "ledger"] };

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (NEVER[from]?.includes(to)) return false;
  const [low, high] = [to, from].map((room) => FLOORS.findIndex((floor) => floor.includes(room)));
  if (low! >= 0 && high! >= 0) return low! < high!;
  const importer = ANNEXES[from];
  const imported = ANNEXES[to];
  return (
    (importer === undefined || importer.imports.includes(to)) &&
    (!imported || from === "." || imported.serves.includes(from))
  );
}

/** The room of a file, given by its path from lib. */
function roomOf(path: string): string {
  const [room, ...rest] = path.split(sep);
  if (rest.length === 0) return ".";
  return room === "jupyter" ? "trident-jupyter" : room!;
}

/** What a source file imports: statically, by `export ... from`, and by `import(...)` of a value or a type. */
function importsOf(path: string, source: string): readonly string[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  const named = module.staticImports.map((each) => each.moduleRequest.value);
  const passedOn = module.staticExports.flatMap((each) => each.entries).map((entry) => entry.moduleRequest?.value);
  const dynamic = [...source.matchAll(/\bimport\(\s*["']([^"']+)["']/g)].map((match) => match[1]);
  return [...named, ...passedOn, ...dynamic].filter((specifier) => specifier !== undefined);
}

/**
 * What breaks the order of the rooms in these files, keyed by their paths from lib. Tests obey the same order; only the
 * tests that lie in lib itself look at everything. Plain .mjs files run before TypeScript does and import each other
 * directly.
 */
function violations(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([path, source]) => {
    const from = roomOf(path);
    if (from === "." && path.endsWith(".test.ts")) return [];
    return [...new Set(importsOf(path, source))].flatMap((specifier) => {
      if (/^trident-lab(\/|$)/.test(specifier)) return [`${path} imports ${specifier}: inside lib by relative path`];
      const known = specifier.startsWith(".") || specifier.startsWith("trident-jupyter");
      if (!known) return [];
      const target = specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : specifier;
      const to = specifier.startsWith(".") ? roomOf(target) : specifier in ANNEXES ? specifier : "trident-jupyter";
      const face = target === join(to, "index.ts") || target === to || specifier.endsWith(".mjs");
      if (!FLOORS.flat().includes(to) && !(to in ANNEXES)) return [`${path} imports ${specifier}: no known room`];
      if (!mayImport(from, to)) return [`${path} imports ${specifier}: ${from} must not know ${to}`];
      return from === to || face ? [] : [`${path} imports ${specifier}: only ${to}'s index.ts is its public face`];
    });
  });
}

describe("the order of the rooms", () => {
  test("holds in lib", () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|mjs)$/.test(path) && !/(^|[\\/])(dist|node_modules|assembly)[\\/]/.test(path))
      .sort();
    expect(files.length).toBeGreaterThan(20);
    const sources = files.map((path) => [path, readFileSync(join(import.meta.dirname, path), "utf8")]);
    expect(violations(Object.fromEntries(sources))).toEqual([]);
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
    ["model/a.ts", 'import { fit } from "../engines/index.ts";', "model must not know engines"],
    ["deploy/a.ts", 'import { fit } from "../engines/index.ts";', "deploy must not know engines"],
    ["deploy/a.ts", 'import { tune } from "../trident/index.ts";', "deploy must not know trident"],
    ["baseline/a.ts", 'import { draw } from "../charts/index.ts";', "baseline must not know charts"],
    ["charts/a.ts", 'import { describe } from "../frames/index.ts";', "charts must not know frames"],
    ["index.ts", 'export * from "./frames/index.ts";', ". must not know frames"],
    ["charts/a.ts", 'import { tune } from "../trident/index.ts";', "charts must not know trident"],
    ["market/a.ts", 'import { panel } from "../index.ts";', "market must not know ."],
    ["market/a.ts", 'import { runNotebook } from "trident-jupyter";', "market must not know trident-jupyter"],
    [
      "market/a.ts",
      'import { tableBundle } from "trident-jupyter/table";',
      "market must not know trident-jupyter/table",
    ],
    ["jupyter/a.ts", 'import { isoDate } from "../runtime/index.ts";', "trident-jupyter must not know runtime"],
    ["cli/a.ts", 'import { wire } from "trident-jupyter/wire.ts";', "only trident-jupyter's index.ts"],
    ["cli/a.ts", 'import { wire } from "../jupyter/wire.ts";', "only trident-jupyter's index.ts"],
    ["cv/a.ts", 'import { simple } from "../labels/simple.ts";', "only labels's index.ts"],
    ["cv/a.ts", 'import { simple } from "trident-lab/labels";', "by relative path"],
    ["cv/a.ts", 'import { x } from "../drawer/index.ts";', "no known room"],
  ])("%s: %s", (path, source, what) => {
    expect(violations({ [path]: source })).toEqual([expect.stringContaining(what)]);
  });

  test.each([
    ["cv/a.ts", 'import { simple } from "../labels/index.ts"; import { mean } from "../statistics/index.ts";'],
    ["trident/a.ts", 'import { fit } from "../engines/index.ts"; import { predict } from "../model/index.ts";'],
    ["market/a.ts", 'import { createPanel } from "./panel.ts"; import { readFile } from "node:fs/promises";'],
    ["market/test/a.test.ts", 'import { createPanel } from "../index.ts";'],
    [
      "market/a.ts",
      '/** `import { x } from "../cv/index.ts"` */\nexport const x = \'import { y } from "../cv/index.ts"\';',
    ],
    ["runtime/a.ts", 'import { tableBundle } from "trident-jupyter/table";'],
    ["cli/run.ts", 'import { runNotebook } from "trident-jupyter"; import { draw } from "../charts/index.ts";'],
    ["index.ts", 'export * from "./market/index.ts"; export * from "./charts/index.ts";'],
  ])("%s may: %s", (path, source) => {
    expect(violations({ [path]: source })).toEqual([]);
  });
});
