import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type Panel, selectTickers } from "../market/index.ts";
import { currentSession, type Matrix, matrixColumn } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import type { UserFeature } from "./defineFeature.ts";
import { engineerFeatures } from "./engineer.ts";
import { type Character, makePanel } from "./test/markets.ts";

afterAll(() => currentSession().close());

const character: fc.Arbitrary<Character> = fc.record({
  length: fc.integer({ min: 1, max: 400 }),
  price: fc.constantFrom(1e-3, 1, 50, 1e5),
  volume: fc.constantFrom(1, 1e4, 1e10),
  volatility: fc.constantFrom(1e-4, 0.02, 0.1),
  still: fc.constantFrom(0, 0.3),
  flatFrom: fc.integer({ min: -99, max: 400 }),
  jumps: fc.constantFrom(0, 0.05),
  factor: fc.constantFrom(1, 0.7),
});
const characters = fc.array(character, { minLength: 1, maxLength: 4 });
const seed = fc.integer({ min: 0, max: 1_000_000 });

/** The bytes of rows `from` to `to`, all columns. */
function bytesOf(matrix: Matrix, from: number, to: number): Buffer {
  return Buffer.concat(
    FEATURE_NAMES.map((_, j) => {
      const column = matrix.values.subarray(j * matrix.stride + from, j * matrix.stride + to);
      return Buffer.from(column.buffer, column.byteOffset, column.byteLength);
    }),
  );
}

test("what is known at a bar does not change when later bars change", async () => {
  await fc.assert(
    fc.asyncProperty(seed, character, fc.integer({ min: 0, max: 399 }), async (from, one, bar) => {
      const panel = makePanel(from, [one]);
      const known = Math.min(bar + 1, panel.rows);
      const other = makePanel(from + 1, [one]);
      const changed: Panel = {
        ...other,
        ...Object.fromEntries(
          (["open", "high", "low", "close", "adjClose", "volume"] as const).map((name) => {
            const column = other[name].slice();
            column.set(panel[name].subarray(0, known));
            return [name, column];
          }),
        ),
      };
      const [before, after] = [await engineerFeatures(panel), await engineerFeatures(changed)];
      expect(bytesOf(after, 0, known).equals(bytesOf(before, 0, known))).toBe(true);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("what is known of a ticker does not change when others are added", async () => {
  await fc.assert(
    fc.asyncProperty(seed, characters, fc.nat(), async (from, all, pick) => {
      const panel = makePanel(from, all);
      const together = await engineerFeatures(panel);
      const t = pick % panel.tickers.length;
      const alone = await engineerFeatures(selectTickers(panel, [panel.tickers[t]!]));
      expect(bytesOf(together, panel.offsets[t]!, panel.offsets[t + 1]!).equals(bytesOf(alone, 0, alone.rows))).toBe(
        true,
      );
    }),
    { numRuns: 40, seed: 1 },
  );
});

test("any number of threads gives the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(seed, characters, async (from, all) => {
      const panel = makePanel(from, all);
      const [one, two, three] = await Promise.all([1, 2, 3].map((threads) => engineerFeatures(panel, { threads })));
      for (const other of [two!, three!]) {
        expect(Buffer.from(other.values.buffer).equals(Buffer.from(one!.values.buffer))).toBe(true);
      }
    }),
    { numRuns: 15, seed: 1 },
  );
});

test("a block that is used again has the bytes of a new one", async () => {
  const [first, second] = [1, 2].map((seed) => makePanel(seed, [{ length: 300 }, { length: 40, still: 0.3 }]));
  const into = await engineerFeatures(first!);
  expect(await engineerFeatures(second!, { into })).toBe(into);
  expect(bytesOf(into, 0, into.rows).equals(bytesOf(await engineerFeatures(second!), 0, into.rows))).toBe(true);
  const longer = makePanel(1, [{ length: 341 }]);
  await expect(engineerFeatures(longer, { into })).rejects.toMatchObject({ name: "UsageError" });
});

test("no value is infinite, whatever the bars", async () => {
  await fc.assert(
    fc.asyncProperty(seed, characters, async (from, all) => {
      const { values } = await engineerFeatures(makePanel(from, all));
      expect(values.every((value) => value - value === 0 || Number.isNaN(value))).toBe(true);
    }),
    { numRuns: 20, seed: 1 },
  );
});

test("a number of threads that is none is refused", async () => {
  const panel = makePanel(1, [{ length: 3 }]);
  for (const threads of [0, -1, 1.5, Number.NaN]) {
    await expect(engineerFeatures(panel, { threads })).rejects.toMatchObject({ name: "UsageError" });
  }
});

test("what float32 rounds to infinity is missing, what it rounds to its largest number is not", async () => {
  const largest = (2 - 2 ** -23) * 2 ** 127;
  const half = 2 ** 128 - 2 ** 103;
  const written = [largest, half * (1 - 2 ** -53), half, -half, -largest, Number.POSITIVE_INFINITY, Number.NaN];
  const feature: UserFeature = {
    name: "edge",
    window: 1,
    history: 1,
    scale: "free",
    compute: ({ length }, out) => out.set(written.slice(0, length)),
  };
  const matrix = await engineerFeatures(makePanel(1, [{ length: written.length }]), { features: [feature] });
  const { NaN: missing } = Number;
  expect([...matrixColumn(matrix, "edge")]).toEqual([largest, largest, missing, missing, -largest, missing, missing]);
});
