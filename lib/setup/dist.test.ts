import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../base/project.mjs";
import { buildDist, distIsFresh } from "./build.mjs";

/** The rooms that a notebook may import: those with a public face, less what is no library. */
const rooms = readdirSync(join(root, "lib")).filter(
  (name) =>
    !["base", "cli", "setup", "jupyter", "dist"].includes(name) && existsSync(join(root, "lib", name, "index.ts")),
);

/** What the stock kernel's compiler says of each cell, compiled one after another as a notebook's are. */
function compile(cells: readonly string[]): readonly (readonly string[])[] {
  const program = `
    const { createConverter } = require("tslab/dist/converter.js");
    const converter = createConverter({ isJS: false, isBrowser: false });
    const cells = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const told = cells.map((cell) => converter.convert("", cell).diagnostics.map((each) => each.messageText));
    console.log(JSON.stringify(told));
    converter.close();`;
  const answer = execFileSync(process.execPath, ["-e", program], { cwd: root, input: JSON.stringify(cells) });
  return JSON.parse(answer.toString()) as string[][];
}

beforeAll(buildDist);

test("the stock kernel's compiler reads every room by its package name", () => {
  expect(rooms).toContain("market");
  const cells = rooms.map((room) => `import * as ${room} from "trident-lab/${room}"; Object.keys(${room})`);
  const told = compile(['import * as lib from "trident-lab"; lib.readPanel', ...cells]);
  expect(Object.fromEntries(told.map((diagnostics, i) => [rooms[i - 1] ?? ".", diagnostics]))).toEqual(
    Object.fromEntries([".", ...rooms].map((name) => [name, []])),
  );
});

test("and types them: what is wrong is told, what is right is not", () => {
  const panel = 'import { createPanel } from "trident-lab/market"; import { matrixColumn } from "trident-lab/runtime";';
  const [wrongColumn, wrongMatrix, noSuchName, right] = compile([
    `${panel} const wrong: string = createPanel({} as any, { source: "", bias: null }).close;`,
    `${panel} const alsoWrong: string = matrixColumn({} as any, "rsi");`,
    'import { createPanels } from "trident-lab/market"; createPanels',
    `${panel} const right: number = createPanel({} as any, { source: "", bias: null }).close[0]!;`,
  ]);
  expect(wrongColumn).toEqual(["Type 'Float64Array' is not assignable to type 'string'."]);
  expect(wrongMatrix).toEqual(["Type 'Float32Array' is not assignable to type 'string'."]);
  expect(noSuchName?.[0]).toContain("createPanels");
  expect(right).toEqual([]);
});

test("each room has one file of declarations, and what it imports of others is there", () => {
  const dist = join(root, "lib", "dist");
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
  expect(files.sort()).toEqual([...rooms.map((room) => join(room, "index.d.ts")), "index.d.ts"].sort());
  const folder = mkdtempSync(join(root, "lib", ".dist-"));
  try {
    const errorsOf = (): readonly string[] => {
      const names = files.map((name) => join("..", "dist", name));
      const options = { skipLibCheck: false, types: ["node"], rootDir: root };
      const config = {
        extends: "../../tsconfig.json",
        compilerOptions: options,
        include: [],
        files: ["own.ts", ...names],
      };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
      const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { cwd: root });
      return `${stdout}`.split("\n").filter((line) => /^lib\/(?:dist|\.dist-)/.test(line));
    };
    writeFileSync(join(folder, "own.ts"), "");
    expect(errorsOf()).toEqual([]);
    writeFileSync(join(folder, "own.ts"), 'export { noSuchName } from "../dist/market/index.ts";');
    expect(errorsOf().join()).toContain("noSuchName");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test("a dist that was made of these sources is fresh", () => {
  expect(distIsFresh()).toBe(true);
});
