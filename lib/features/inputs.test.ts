import fc from "fast-check";
import { expect, test } from "vitest";
import type { Panel } from "../market/index.ts";
import { matrixColumn, sharedFloat64 } from "../runtime/index.ts";
import { CATALOGUE } from "./catalogue.ts";
import { defineFeature, type FeatureDefinition } from "./defineFeature.ts";
import { engineerFeatures } from "./engineer.ts";
import { MODEL_INPUTS, modelInputs } from "./inputs.ts";
import { makePanel } from "./test/markets.ts";

test("67 inputs, named for what they hold", async () => {
  const names = MODEL_INPUTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(67);
  expect(names).toEqual(
    expect.arrayContaining([
      "rsi_14",
      "open_to_close",
      "ma_200_to_close",
      "volume_ma_50_to_vol_sma_20",
      "obv_change_20",
    ]),
  );
  for (const { name, scale } of CATALOGUE) if (scale !== "free") expect(names).not.toContain(name);
  const panel = makePanel(1, [{ length: 60 }]);
  expect(modelInputs(panel, await engineerFeatures(panel)).names).toEqual(names);
});

test("levels are over the close or the mean volume; obv is its change over 20 bars, however large it has grown", async () => {
  const panel = makePanel(3, [{ length: 300, volume: 1e10 }, { length: 30 }]);
  const features = await engineerFeatures(panel);
  const inputs = modelInputs(panel, features);
  const feature = (name: string, row: number): number => matrixColumn(features, name)[row]!;
  const input = (name: string, row: number): number => matrixColumn(inputs, name)[row]!;
  for (const row of [250, 299]) {
    expect(input("rsi_14", row)).toBe(feature("rsi_14", row));
    expect(input("ma_200_to_close", row)).toBeCloseTo(feature("ma_200", row) / feature("close", row), 6);
    const volumes = feature("volume_ma_50", row) / feature("vol_sma_20", row);
    expect(input("volume_ma_50_to_vol_sma_20", row)).toBeCloseTo(volumes, 5);
    let signed = 0;
    let whole = 0;
    for (let j = row - 19; j <= row; j++) {
      signed += panel.adjClose[j]! > panel.adjClose[j - 1]! ? panel.volume[j]! : -panel.volume[j]!;
      whole += panel.volume[j]!;
    }
    expect(input("obv_change_20", row)).toBe(Math.fround(signed / whole));
  }
  expect(matrixColumn(inputs, "obv_change_20").findIndex((value) => !Number.isNaN(value))).toBe(20);
  expect(
    matrixColumn(inputs, "obv_change_20")
      .subarray(300)
      .findIndex((value) => !Number.isNaN(value)),
  ).toBe(20);
  expect(input("obv_change_20", 319)).toBeNaN();
});

/** The bars as a source gives them after a later split (`ratio` new shares for one) and dividend. */
function readjusted(panel: Panel, ratio: number, dividendFactor: number): Panel {
  const times = (column: Panel["close"], factor: number): Panel["close"] => {
    const to = sharedFloat64(column.length);
    column.forEach((value, i) => {
      to[i] = value * factor;
    });
    return to;
  };
  return {
    ...panel,
    open: times(panel.open, 1 / ratio),
    high: times(panel.high, 1 / ratio),
    low: times(panel.low, 1 / ratio),
    close: times(panel.close, 1 / ratio),
    adjClose: times(panel.adjClose, dividendFactor / ratio),
    volume: times(panel.volume, ratio),
  };
}

test("a later split or dividend does not change what a model sees", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.record({
        length: fc.integer({ min: 1, max: 400 }),
        price: fc.constantFrom(5, 50, 1e4),
        volume: fc.constantFrom(1e4, 1e10),
        volatility: fc.constantFrom(0.005, 0.02, 0.08),
        jumps: fc.constantFrom(0, 0.02),
        factor: fc.constantFrom(1, 0.7),
      }),
      fc.constantFrom(1, 2, 3, 10, 0.1),
      fc.constantFrom(1, 0.98, 0.7),
      async (seed, character, ratio, dividend) => {
        const panel = makePanel(seed, [character]);
        const later = readjusted(panel, ratio, dividend);
        const before = modelInputs(panel, await engineerFeatures(panel));
        const after = modelInputs(later, await engineerFeatures(later));
        for (const { name } of MODEL_INPUTS) {
          const [a, b] = [matrixColumn(before, name), matrixColumn(after, name)];
          for (let i = 0; i < panel.rows; i++) {
            // A formula's constant of 1e-9 beside a bar's range weighs the more, the smaller the price has become.
            const range = Math.min(panel.high[i]! - panel.low[i]!, later.high[i]! - later.low[i]!);
            const tolerance = 1e-5 + 4e-9 / (dividend * range);
            const same = Number.isNaN(a[i]!)
              ? Number.isNaN(b[i]!)
              : Math.abs(b[i]! - a[i]!) <= Math.max(tolerance * Math.abs(a[i]!), 1e-6);
            if (!same) expect.fail(`${name} at bar ${i}: ${a[i]} became ${b[i]}`);
          }
        }
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

test("features of another panel are refused", async () => {
  const [one, other] = [makePanel(1, [{ length: 30 }]), makePanel(1, [{ length: 31 }])];
  const features = await engineerFeatures(one);
  expect(() => modelInputs(other, features)).toThrow("the features have 30 rows, the panel 31");
});

test("features of one's own are inputs by their scale", async () => {
  const own = (
    name: string,
    scale: FeatureDefinition["scale"],
    column: "high" | "volume",
    divisor: "low" | undefined,
  ) =>
    defineFeature({
      name,
      window: 1,
      scale,
      compute: (bars, out) => {
        for (let i = 0; i < bars.length; i++) out[i] = bars[column][i]! / (divisor ? bars[divisor][i]! : 2);
      },
    });
  const features = [
    own("reach", "free", "high", "low"),
    own("half_high", "price", "high", undefined),
    own("half_volume", "volume", "volume", undefined),
  ];
  const panel = makePanel(5, [{ length: 60 }, { length: 30, factor: 0.5 }]);
  const matrix = await engineerFeatures(panel, { features });
  const inputs = modelInputs(panel, matrix, features);
  expect(inputs.names.slice(67)).toEqual(["reach", "half_high_to_close", "half_volume_to_vol_sma_20"]);
  const quotient = (name: string, by: string): Float32Array =>
    matrixColumn(matrix, name).map((value, i) => value / matrixColumn(matrix, by)[i]!);
  expect(matrixColumn(inputs, "reach")).toEqual(matrixColumn(matrix, "reach"));
  expect([...matrixColumn(inputs, "half_high_to_close")]).toEqual([...quotient("half_high", "close")]);
  expect([...matrixColumn(inputs, "half_volume_to_vol_sma_20")]).toEqual([...quotient("half_volume", "vol_sma_20")]);
  expect(modelInputs(panel, await engineerFeatures(panel)).values).toEqual(
    inputs.values.subarray(0, 67 * inputs.stride),
  );
  expect(() => modelInputs(panel, matrix, features.slice(1))).toThrow("the scale of the column 'reach' is not known");
  const same = own("open_to_close", "free", "high", "low");
  const twice = await engineerFeatures(panel, { features: [same] });
  expect(() => modelInputs(panel, twice, [same])).toThrow("two model inputs have the name 'open_to_close'");
});
