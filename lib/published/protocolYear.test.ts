import { expect, test } from "vitest";
import { engineerFeatures, MODEL_INPUTS, VOLATILITY } from "../features/index.ts";
import { lastBars, readPanel } from "../market/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { EVERY_LEAK } from "./leaks.ts";
import { protocolYear } from "./protocolYear.ts";

const panel = await readPanel("synthetic:tickers=4,years=2,seed=4");
const year = protocolYear(panel, 100);

test("protocolYear makes one matrix for all protocols that see the same", async () => {
  expect(year.panel.rows).toBe(lastBars(panel, 100).rows);
  const filled = await year.matrixOf(EVERY_LEAK);
  expect(await year.matrixOf(new Set(["price_levels", "backfill"]))).toBe(filled);
  expect(filled.names).toHaveLength(71);
  expect(filled.values.some(Number.isNaN)).toBe(false);
  const honest = await year.matrixOf(new Set(["shuffle"]));
  expect(await year.matrixOf(new Set())).toBe(honest);
  expect(honest.names).toEqual(MODEL_INPUTS.map(({ name }) => name));
});

test("protocolYear fills backward only under that leak: the honest year has what all history says", async () => {
  const open = await year.matrixOf(new Set(["price_levels"]));
  const all = await engineerFeatures(panel);
  for (const name of ["ma_50", VOLATILITY] as const) {
    const [ofYear, ofAll] = [matrixColumn(open, name), matrixColumn(all, name)];
    panel.tickers.forEach((_, t) => {
      const [end, length] = [panel.offsets[t + 1]!, year.panel.offsets[t + 1]! - year.panel.offsets[t]!];
      const tail = ofAll.slice(end - length, end);
      expect(ofYear.slice(year.panel.offsets[t]!, year.panel.offsets[t + 1]!)).toEqual(tail);
    });
  }
  const filled = matrixColumn(await year.matrixOf(EVERY_LEAK), "ma_50");
  expect(filled[0]).toBe(filled[49]);
  expect(await year.volatility()).toEqual(matrixColumn(open, VOLATILITY));
});
