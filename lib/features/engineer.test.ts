import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { venvProgram } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { type Panel, readPanel, selectTickers } from "../market/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { engineerFeatures } from "./engineer.ts";
import { type Difference, differences } from "./test/differences.ts";
import { type Character, makePanel } from "./test/markets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bars = join(root, "../shared/market/quick46-2022-2024.parquet");
const reference = join(root, "../shared/reference/features-quick46.parquet");
const present = existsSync(bars) && existsSync(reference);
if (!present) console.log("features: reference bars absent");

describe.runIf(present)("the recorded reference", () => {
  test("NVDA, KO, PALI and IONQ have the recorded features", async () => {
    const panel = selectTickers(await readPanel(bars), ["NVDA", "KO", "PALI", "IONQ"]);
    const expected = await readReference();
    expect(FEATURE_NAMES).toEqual([...expected.keys()]);
    const features = await engineerFeatures(panel);
    const found = new Map(FEATURE_NAMES.map((name) => [name as string, matrixColumn(features, name)]));
    const rows = Array.from({ length: panel.rows }, (_, i) => i);
    expect(rows.length).toBe(expected.get("close")!.length);
    const wrong = differences(
      rows,
      (row) => panel.adjClose[row]!,
      (name, row) => found.get(name)![row]!,
      (name, row) => expected.get(name)![row]!,
    );
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

/** The recorded features by name, sorted by ticker, then date; null is NaN. */
async function readReference(): Promise<ReadonlyMap<string, Float64Array>> {
  const connection = await (await DuckDBInstance.create()).connect();
  const sorted = `SELECT * EXCLUDE (ticker, date) FROM read_parquet('${reference}') ORDER BY ticker, date`;
  const columns = await (await connection.runAndReadAll(sorted)).getColumnsObjectJS();
  connection.closeSync();
  return new Map(
    Object.entries(columns).map(([name, values]) => [
      name,
      Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
    ]),
  );
}

const characters: readonly Character[] = [
  ...Array.from({ length: 32 }, (_, k) => ({ length: k + 1 })),
  ...[38, 39, 40, 49, 50, 51, 52, 199, 200, 251, 252, 253].map((length) => ({ length, factor: 0.8 })),
  { length: 600, factor: 0.3 },
  { length: 600, price: 1e6, volume: 1e10 },
  { length: 600, price: 0.02, volume: 1, volatility: 0.05 },
  { length: 300, price: 3e-4, volume: 1e9, volatility: 0.08 },
  { length: 500, volume: 3, still: 0.3 },
  { length: 500, jumps: 0.05, volatility: 0.04 },
  { length: 400, volatility: 2e-4 },
  { length: 400, flatFrom: 120, factor: 0.9 },
  { length: 90, flatFrom: 0 },
  // What moved once and then stands still: sums decay and never are 0.
  ...[1, 0.5, 1e-2, 1e-4, 1e-6, 1e-9, 1e-12, -1e-9, -1e-3, -0.5].map((step) => ({ length: 700, price: 10, step })),
  { length: 4000, price: 10, step: 1 },
  { length: 700, price: 1e-12, step: 0.5 },
  { length: 320, flatFrom: 250, still: 0.05, volume: 1e10 },
];

describe("pandas and TA-Lib", () => {
  test("made-up bars of every kind have the features of the reference", async () => {
    const panel = makePanel(7, characters);
    const expected = runReference(panel);
    expect(expected.names).toEqual(FEATURE_NAMES);
    const features = await engineerFeatures(panel);
    const place = new Map(expected.names.map((name, j) => [name, j]));
    const wrong = differences(
      Array.from({ length: panel.rows }, (_, i) => i),
      (row) => panel.adjClose[row]!,
      (name, row) => features.values[place.get(name)! * features.stride + row]!,
      (name, row) => Math.fround(expected.values[row * 71 + place.get(name)!]!),
    );
    // In closes that stand still pandas keeps a residue of those before; their spread is 0, and so is vol_accel. Of moves
    // as small as rounding its spread is rounding.
    const move = (row: number) => Math.abs(panel.adjClose[row]! / panel.adjClose[row - 1]! - 1);
    const residue = ({ feature, row, found }: Difference): boolean =>
      feature === "vol_accel" &&
      ((found === 0 && [0, 1, 2, 3].every((k) => move(row - k) === 0)) ||
        Array.from({ length: 20 }, (_, k) => move(row - k)).every((size) => size < 1e-11));
    const ours = wrong.filter((w) => !residue(w)).map((w) => ({ ...w, ...placeOf(panel, w.row) }));
    const kinds = Map.groupBy(ours, ({ feature, character }) => `${feature} ${JSON.stringify(character)}`);
    expect([...kinds.values()].map(([first]) => first)).toEqual([]);
  });
});

function placeOf(panel: Panel, row: number) {
  const t = panel.offsets.findLastIndex((offset) => offset <= row);
  return { character: characters[t], bar: row - panel.offsets[t]! };
}

/** The 71 by the reference program, a row a bar. */
function runReference(panel: Panel): { readonly names: readonly string[]; readonly values: Float64Array } {
  const folder = mkdtempSync(join(tmpdir(), "features-"));
  try {
    const rows = new Float64Array(6 * panel.rows);
    const columns = [panel.open, panel.high, panel.low, panel.close, panel.adjClose, panel.volume];
    columns.forEach((column, j) => {
      column.forEach((value, i) => {
        rows[6 * i + j] = value;
      });
    });
    writeFileSync(join(folder, "bars.f64"), rows);
    writeFileSync(
      join(folder, "lengths.json"),
      JSON.stringify(panel.tickers.map((_, t) => panel.offsets[t + 1]! - panel.offsets[t]!)),
    );
    execFileSync(venvProgram("python"), [join(root, "lib/features/test/oracle.py"), folder], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    const bytes = readFileSync(join(folder, "features.f64"));
    return {
      names: JSON.parse(readFileSync(join(folder, "names.json"), "utf8")) as string[],
      values: new Float64Array(new Uint8Array(bytes).buffer),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([1, 2])("progress is told until all tickers are done, on %d threads", async (threads) => {
  const panel = await readPanel("synthetic:tickers=7,years=1");
  const told: number[] = [];
  await engineerFeatures(panel, {
    threads,
    onProgress: (done, total) => {
      expect(total).toBe(panel.tickers.length);
      told.push(done);
    },
  });
  expect(told.at(-1)).toBe(panel.tickers.length);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});
