import fc from "fast-check";
import { expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { labelPanel } from "./labelPanel.ts";
import { labelUniqueness } from "./labelUniqueness.ts";

test("the mean share of a session that a label has to itself, by counting", async () => {
  const panel = await readPanel("synthetic:tickers=3,years=1,seed=2");
  const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.03, stop: 0.03, horizon: 6 });
  const known = Uint32Array.from(labels.known.keys()).filter((row) => labels.known[row] === 1);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), (step) => {
      const rows = known.filter((_, i) => i % step === 0);
      const found = labelUniqueness(labels, rows);
      const tickerOf = (row: number): number => panel.offsets.findLastIndex((offset) => offset <= row);
      for (const row of rows.filter((_, i) => i % 37 === 0)) {
        const mine = rows.filter((other) => tickerOf(other) === tickerOf(row));
        let [sum, sessions] = [0, 0];
        for (let s = labels.entrySession[row]!; s <= labels.exitSession[row]!; s++) {
          sum += 1 / mine.filter((other) => labels.entrySession[other]! <= s && s <= labels.exitSession[other]!).length;
          sessions++;
        }
        expect(found[row]).toBeCloseTo(sum / sessions, 10);
      }
      expect(Number.isNaN(found[panel.rows - 1]!)).toBe(true);
    }),
    { numRuns: 5 },
  );
  const apart = known.filter((_, i) => i % 40 === 0);
  expect(
    [...labelUniqueness(labels, apart)].filter((value) => !Number.isNaN(value) && Math.abs(value - 1) > 1e-12),
  ).toEqual([]);
});
