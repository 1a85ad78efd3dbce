import { expect, test } from "vitest";
import type { Waterfall, WaterfallStep } from "./waterfall.ts";
import { waterfallFigure } from "./waterfallFigure.ts";
import { waterfallPicture } from "./waterfallPicture.ts";

const step: WaterfallStep = {
  id: "published",
  title: "As <published> & shown",
  rows: 100,
  nEffective: 20,
  accuracy: 0.9,
  baseRate: 0.55,
  skill: 0.78,
  auc: 0.95,
  aucVolatilityOnly: 0.5,
  winRate: 0.9,
  breakEven: 0.3,
  edge: 0.6,
  interval: [0.4, 1.7],
};
const idle: WaterfallStep = { ...step, id: "shuffle", winRate: NaN, breakEven: NaN, edge: NaN, interval: [NaN, NaN] };
const result: Waterfall = { steps: [step, { ...idle, title: "No trades" }], alone: [{ ...idle, title: "No trades" }] };

test("the picture escapes its texts, cuts what lies beyond the plot, and draws no edge where none is known", () => {
  const svg = waterfallPicture(result, "bars of A & B");
  expect(svg).toContain("As &lt;published&gt; &amp; shown");
  expect(svg).toContain("bars of A &amp; B");
  expect(svg).not.toMatch(/NaN|undefined/);
  expect(svg.match(/<circle/g)).toHaveLength(1);
  const places = [...svg.matchAll(/ x\d?="([\d.-]+)"/g)].map((match) => Number(match[1]));
  expect(Math.max(...places)).toBeLessThanOrEqual(960);
  expect(svg.match(/<text/g)).toHaveLength(svg.match(/<\/text>/g)!.length);
});

test("the figure has a row for each step, also for two of one title, and no NaN, which JSON does not have", () => {
  const { data } = waterfallFigure(result);
  for (const trace of data) {
    expect(new Set(trace.y as string[]).size).toBe(3);
    expect((trace.x as unknown[]).some((x) => Number.isNaN(x))).toBe(false);
  }
});
