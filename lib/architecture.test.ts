import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

/** Rooms from the ground up: a room imports only rooms of lower floors. */
const FLOORS = [
  ["trident-base"],
  ["runtime"],
  ["files"],
  ["market"],
  ["features", "labels", "behaviour"],
  ["cv", "backtest"],
  ["dataset"],
  ["model"],
  ["published"],
  ["baseline", "search", "trident"],
  ["honesty", "deploy"],
  ["cli"],
];

const above = (room: string): readonly string[] =>
  FLOORS.slice(FLOORS.findIndex((floor) => floor.includes(room)) + 1).flat();
const TRAINERS = ["published", "baseline", "search", "trident", "honesty", "cli"];

/** Rooms beside the floors: what they may import, and who may import them. */
const ANNEXES: Readonly<Record<string, { readonly imports: readonly string[]; readonly serves: readonly string[] }>> = {
  statistics: { imports: ["trident-base", "runtime"], serves: [...above("labels"), "engines"] },
  // What figures have in common; each room draws its own results.
  charts: { imports: ["trident-base"], serves: above("files") },
  engines: { imports: ["trident-base", "runtime", "files", "statistics"], serves: TRAINERS },
  ledger: { imports: ["trident-base", "runtime", "files"], serves: TRAINERS },
  // Stays out of lib/index.ts: who does not use data frames does not read danfojs's types, nor load it.
  frames: { imports: ["trident-base", "runtime", "market"], serves: ["cli"] },
  setup: { imports: ["trident-base", "runtime", "trident-jupyter"], serves: ["cli"] },
  // The workspace that knows nothing of markets.
  "trident-jupyter": { imports: ["trident-base"], serves: ["cli", "setup"] },
  // lib/index.ts, the face of them all.
  ".": { imports: [...FLOORS.slice(0, -1).flat(), "statistics", "engines", "ledger", "charts"], serves: [] },
};

/** A trader's machine has no Python: nothing that these rooms reach, over whatever detours, lies in the others. */
const SEALED: Readonly<Record<string, readonly string[]>> = {
  model: ["engines", "trident", "search", "ledger"],
  deploy: ["engines", "trident", "search", "ledger"],
  charts: ["engines"],
};

/** Rooms of the workspace trident-jupyter, which are called from each other by file: what each may import. */
const INNER: Readonly<Record<string, readonly string[]>> = {
  client: [],
  picture: [],
  notebook: ["client", "picture"],
  runs: ["client", "notebook"],
  report: ["client", "picture", "notebook", "runs"],
  kernel: ["client", "picture"],
};

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
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
  return room === "jupyter" || room === "base" ? `trident-${room}` : room!;
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

/** A file that another one imports, by its path from lib; undefined for packages of others. */
function targetOf(path: string, specifier: string): string | undefined {
  const [, workspace, face] = /^trident-(base|jupyter)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (workspace !== undefined) return join(workspace, face === undefined ? "index.ts" : `${face}.mjs`);
  return specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : undefined;
}

/**
 * What breaks the order of the rooms in these files, keyed by their paths from lib. Tests obey the same order; only the
 * tests that lie in lib itself look at everything. Plain .mjs files run before TypeScript does and import each other
 * directly.
 */
function violations(files: Readonly<Record<string, string>>): readonly string[] {
  const imports = new Map(
    Object.entries(files)
      .filter(([path]) => roomOf(path) !== "." || !path.endsWith(".test.ts"))
      .map(([path, source]) => [path, [...new Set(importsOf(path, source))]] as const),
  );
  const direct = [...imports].flatMap(([path, specifiers]) => specifiers.flatMap((each) => faultOf(path, each) ?? []));
  return [...direct, ...leaksOf(imports)];
}

function faultOf(path: string, specifier: string): string | undefined {
  const fault = (what: string): string => `${path} imports ${specifier}: ${what}`;
  if (/^trident-lab(\/|$)/.test(specifier)) return fault("inside lib by relative path");
  const target = targetOf(path, specifier);
  if (target === undefined) return undefined;
  const [from, to] = [roomOf(path), roomOf(target)];
  if (!FLOORS.flat().includes(to) && !(to in ANNEXES)) return fault("no known room");
  if (!mayImport(from, to)) return fault(`${from} must not know ${to}`);
  if (from === to) return from === "trident-jupyter" ? innerFaultOf(path, target, fault) : undefined;
  if (specifier.endsWith(".mjs")) return undefined;
  if (to === "trident-base" || to === "trident-jupyter") {
    return specifier.startsWith(".") ? fault(`${to} is a package of its own: by its name`) : undefined;
  }
  return target === join(to, "index.ts") ? undefined : fault(`only ${to}'s index.ts is its public face`);
}

function innerFaultOf(path: string, target: string, fault: (what: string) => string): string | undefined {
  const [from, to] = [path, target].map((each) => each.split(sep)[1]!);
  const known = INNER[from!];
  // The package's index.ts and its tests stand outside.
  if (known === undefined || from === to || known.includes(to!)) return undefined;
  return /\.(test|bench|verify)\.ts$|[\\/]test[\\/]/.test(path) ? undefined : fault(`${from} must not know ${to}`);
}

/** Ways from the files of a sealed room to a room that it must not reach. */
function leaksOf(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return Object.entries(SEALED).flatMap(([room, barred]) => {
    const ways = new Map<string, readonly string[]>();
    for (const path of imports.keys()) if (roomOf(path) === room) ways.set(path, [path]);
    for (const [path, way] of ways) {
      for (const specifier of imports.get(path) ?? []) {
        const target = targetOf(path, specifier);
        if (target !== undefined && !ways.has(target)) ways.set(target, [...way, target]);
      }
    }
    return [...ways.values()]
      .filter((way) => barred.includes(roomOf(way.at(-1)!)))
      .map((way) => `${way.join(" -> ")}: ${room} must not reach ${roomOf(way.at(-1)!)}`);
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
