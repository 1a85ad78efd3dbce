import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { currentSession, type Matrix, matrixColumn } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { defineFeature } from "./defineFeature.ts";
import { engineerFeatures } from "./engineer.ts";
import { readFeature } from "./readFeature.ts";
import { makePanel } from "./test/markets.ts";

const folder = mkdtempSync(join(tmpdir(), "feature-"));
afterAll(async () => {
  await currentSession().close();
  rmSync(folder, { recursive: true });
});

const write = (name: string, source: string): string => {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
};

/** A file that says for itself what `defineFeature` would make of it: it need not find trident-lab to be read. */
const plain = (name: string, compute: string, history = 4): string =>
  `export default { name: "${name}", window: 4, history: ${history}, scale: "free", compute: ${compute} };`;

const gain3 = "({ close, length }, out) => { for (let i = 3; i < length; i++) out[i] = close[i] / close[i - 3] - 1; }";
const panel = makePanel(3, [{ length: 300 }, { length: 2 }, { length: 120, factor: 0.7 }, { length: 90, still: 0.4 }]);
const bytes = (matrix: Matrix, name: string): Buffer => Buffer.from(matrixColumn(matrix, name).slice().buffer);

describe("a user's feature", () => {
  const cell = defineFeature({
    name: "gain_5",
    window: 6,
    scale: "free",
    compute: ({ close, length }, out) => {
      for (let i = 5; i < length; i++) out[i] = close[i]! / close[i - 5]! - 1;
    },
  });

  test("from a cell and from a file are columns beside the 71, the same on any number of threads", async () => {
    const file = write("gain3.ts", plain("gain_3", gain3));
    const [one, three] = await Promise.all(
      [1, 3].map((threads) => engineerFeatures(panel, { threads, features: [file, cell] })),
    );
    expect(one!.names).toEqual([...FEATURE_NAMES, "gain_3", "gain_5"]);
    expect(Buffer.from(three!.values.buffer).equals(Buffer.from(one!.values.buffer))).toBe(true);
    expect(bytes(one!, "gain_5").equals(bytes(one!, "returns_5"))).toBe(true);
    const { values } = await engineerFeatures(panel);
    expect(Buffer.from(one!.values.buffer, 0, values.byteLength).equals(Buffer.from(values.buffer))).toBe(true);
  });

  test("an edited file is read anew", async () => {
    const file = write("edited.ts", plain("first", gain3));
    expect((await readFeature(file)).feature.name).toBe("first");
    write("edited.ts", plain("second", gain3));
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect((await readFeature(file)).feature.name).toBe("second");
  });

  test("what it does to its bars reaches no other column", async () => {
    const features = [
      { ...cell, name: "spoils", compute: ({ close }: { close: Float64Array }) => void close.fill(1) },
      cell,
    ];
    const matrix = await engineerFeatures(panel, { features });
    expect(bytes(matrix, "gain_5").equals(bytes(matrix, "returns_5"))).toBe(true);
  });

  test("that fails names the ticker", async () => {
    const compute = ({ length }: { length: number }) => {
      if (length === 2) throw new Error("too short");
    };
    await expect(engineerFeatures(panel, { features: [{ ...cell, compute }] })).rejects.toThrow(
      /^compute fails on 2 bars: too short \(feature 'gain_5', T000[13]\)/,
    );
  });

  test("of a name that another has is refused", async () => {
    await expect(engineerFeatures(panel, { features: [cell, cell] })).rejects.toThrow("two features have one name");
  });
});

describe("a file that is no feature", () => {
  test.each([
    ["none.ts", undefined, "there is no such file"],
    ["empty.ts", "export const a = 1;", "the file's default export is no feature"],
    ["broken.ts", "export default (;", "the file does not run"],
    ["throws.ts", "throw new Error('oh');", "the file does not run: oh"],
  ])("%s", async (name, source, sentence) => {
    const file = source === undefined ? join(folder, name) : write(name, source);
    const attempt = readFeature(file);
    await expect(attempt).rejects.toMatchObject({ name: "FeatureError" });
    await expect(attempt).rejects.toThrow(sentence);
    await expect(attempt).rejects.toThrow(name);
  });
});

test("a feature is its file and what that imports: a changed helper is read anew, and is another source", () => {
  const helper = (span: number): string => `export const SPAN = ${span};`;
  write("span.ts", helper(3));
  write("between.ts", `export { SPAN } from "./span.ts";`);
  const file = write(
    "spanned.ts",
    `import { SPAN } from "./between.ts";
     export default { name: "spanned", window: SPAN, history: SPAN, scale: "free", compute: () => {} };`,
  );
  const program = fileURLToPath(new URL("./test/changedHelper.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=source", program, file, join(folder, "span.ts"), helper(4), helper(3)],
    { encoding: "utf8" },
  );
  const [before, same, changed, restored] = stdout.trim().split("\n");
  expect(before, stderr).toMatch(/^3 [0-9a-f]{64}$/);
  expect(same).toBe(before);
  expect(changed).toMatch(/^4 [0-9a-f]{64}$/);
  expect(changed!.slice(2)).not.toBe(before!.slice(2));
  expect(restored).toBe(before);
});

test("a file that looks beyond its bars is refused; one that does not finds trident-lab wherever it lies", () => {
  const data = join(folder, "future.json");
  writeFileSync(data, "[1, 2, 3]");
  write("helper.ts", `import { readFileSync } from "node:fs"; export const f = readFileSync;`);
  write("means.ts", "export const mean = (a: number, b: number): number => (a + b) / 2;");
  const honest = write(
    "honest.ts",
    `import { defineFeature } from "trident-lab"; import { mean } from "./means.ts";
     export default defineFeature({ name: "middle", window: 1, scale: "price", compute: ({ high, low, length }, out) => {
       for (let i = 0; i < length; i++) out[i] = mean(high[i]!, low[i]!);
     } });`,
  );
  const beyond = [
    [`import { readFileSync } from "node:fs"; const x = readFileSync("${data}");`, "it imports node:fs"],
    [`import "https";`, "it imports https"],
    [`import x from "./future.json" with { type: "json" };`, "it imports ./future.json"],
    [`import { f } from "./helper.ts"; f("${data}");`, "it imports node:fs"],
    [`const { readFileSync } = await import("node:fs");`, "it imports node:fs"],
    [`const fs = process.getBuiltinModule("fs");`, "it calls process.getBuiltinModule"],
    [`const x = await fetch("http://127.0.0.1:9/");`, "it calls fetch"],
    [`const x = await new Function("return fetch")()("http://127.0.0.1:9/");`, "it calls fetch"],
    [`import { readPanel } from "trident-lab/market"; await readPanel("synthetic");`, "it imports trident-lab/market"],
    [`import { readPanel } from "trident-lab"; await readPanel("synthetic");`, "the file does not run"],
  ] as const;
  const files = beyond.map(([line], k) => write(`beyond${k}.ts`, `${line}\n${plain("beyond", gain3)}`));
  const program = fileURLToPath(new URL("./test/readFeatures.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=source", program, honest, ...files], {
    encoding: "utf8",
  });
  const said = stdout.trim().split("\n");
  expect(said[0], stderr).toBe("middle");
  beyond.forEach(([line, sentence], k) => {
    expect(said[k + 1], line).toContain(`FeatureError: ${sentence}`);
  });
  expect(said.slice(-2)).toEqual(["reads", "TypeError"]);
});
