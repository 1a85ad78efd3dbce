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
  const declared = ["", "base", "jupyter"].flatMap((name) => {
    const dist = join(root, "lib", name, "dist");
    const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".d.ts"));
    return files.map((file) => join(name, "dist", file));
  });
  const faces = rooms.map((room) => join("dist", room, "index.d.ts"));
  const whole = ["", "base", "jupyter"].map((name) => join(name, "dist", "index.d.ts"));
  expect(declared.sort()).toEqual([...faces, ...whole].sort());
  const folder = mkdtempSync(join(root, "lib", ".dist-"));
  try {
    const errorsOf = (): readonly string[] => {
      const options = { skipLibCheck: false, types: ["node"], rootDir: root };
      const files = ["own.ts", ...declared.map((file) => join("..", file))];
      const config = { extends: "../../tsconfig.json", compilerOptions: options, include: [], files };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
      const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { cwd: root });
      // What is installed has errors of its own.
      return `${stdout}`.split("\n").filter((line) => line.startsWith("lib"));
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
