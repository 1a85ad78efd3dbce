import fc from "fast-check";
import { expect, test } from "vitest";
import { createMatrix } from "../../runtime/index.ts";
import { binFold } from "./binFold.ts";
import { BINS } from "./forest.ts";

/** The definition: 0 for a missing value, else 1 + the number of different quantiles above the least that it reaches. */
function plainBins(learned: readonly number[], asked: readonly number[]): readonly number[] {
  const sorted = learned.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = Array.from({ length: BINS - 2 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / (BINS - 1))]!);
  const cuts = new Set(at.filter((cut) => cut > sorted[0]!).map((cut) => cut + 0));
  return asked.map((value) => (Number.isNaN(value) ? 0 : 1 + [...cuts].filter((cut) => cut <= value).length));
}

/** The least value above 0 that a matrix holds. */
const LEAST = 2 ** -149;
const near = fc.integer({ min: -40, max: 40 }).map((k) => Math.fround(1 + k / 2 ** 20));
const value = fc.oneof(fc.float(), near, fc.constantFrom(0, -0, Number.NaN, LEAST, -LEAST, Infinity, -Infinity));

test("property: bins are those of the definition, whatever the values", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), fc.array(value, { maxLength: 40 }), (learned, asked) => {
      const all = [...learned, ...asked];
      const matrix = createMatrix(["first", "second"], Math.max(1, all.length));
      matrix.values.set(all, matrix.stride);
      const rows = Uint32Array.from(all.keys());
      const [train, test] = [rows.subarray(0, learned.length).toReversed(), rows.subarray(learned.length)];
      const { trainBins, testBins } = binFold(matrix, { train, test });
      expect([...trainBins.subarray(train.length)]).toEqual(plainBins(learned, learned).toReversed());
      expect([...testBins.subarray(test.length)]).toEqual(plainBins(learned, asked));
    }),
    { numRuns: 300 },
  );
});
