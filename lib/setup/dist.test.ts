import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
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

test("a dist that was made of these sources is fresh", () => {
  expect(distIsFresh()).toBe(true);
});
