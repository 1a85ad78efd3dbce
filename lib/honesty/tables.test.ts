import { expect, test } from "vitest";
import { dialTable } from "./dialTable.ts";
import type { WaterfallStep } from "./waterfall.ts";
import { waterfallRecord } from "./waterfallRecord.ts";
import { waterfallTable } from "./waterfallTable.ts";
import type { DialCell } from "./winRateDial.ts";

const cell: DialCell = {
  ...{
    profit: 0.01,
    stop: 0.15,
    horizon: 20,
    rows: 5000,
    nEffective: 321.4,
    winRate: 0.9,
    winRateInterval: [0.8, 0.95],
  },
  ...{ breakEven: 0.92, edge: -0.02, expectancy: -0.0005, interval: [-0.002, 0.001] },
  ...{ worstDate: "2022-06-10", worstDateReturn: -0.08 },
};
const dial = {
  ...{
    panel: "bars",
    bias: null,
    adjustment: "adj_close" as const,
    tickers: 3,
    delisted: 0,
    from: "a",
    to: "b",
    cost: 0.001,
  },
  cells: [{ ...cell, profit: 0.02 }, cell],
};
const step: WaterfallStep = {
  ...{ id: "published", title: "As published", rows: 100, nEffective: 20, accuracy: 0.9, baseRate: 0.55, skill: 0.78 },
  ...{ auc: 0.95, aucVolatilityOnly: 0.5, winRate: 0.9, breakEven: 0.3, edge: 0.6, interval: [0.4, 0.8] },
};
const honest: WaterfallStep = { ...step, id: "shuffle", title: "Honest", accuracy: 0.5, edge: Number.NaN };

test("dialTable shows the settings that it names, with what they cost, and no others", () => {
  const html = dialTable(dial);
  expect(html.match(/<tr>/g)).toHaveLength(2);
  expect(html).toContain("+1 % / -15 % in 20 bars");
  expect(html).toContain("-0.20 % to 0.10 %");
  expect(html).toContain("2022-06-10: -8.0 %");
  expect(html).toContain("net of 10 basis points a round trip");
});

test("waterfallTable marks leaks that are there alone, and waterfallRecord takes the ends", () => {
  const html = waterfallTable({ steps: [step, honest], alone: [{ ...step, title: "Rows shuffled" }] });
  const titles = [...html.matchAll(/scope="row"[^>]*>([^<]*)</g)].map((match) => match[1]);
  expect(titles).toEqual(["As published", "Honest", "+ Rows shuffled"]);
  expect(html).not.toContain("NaN");
  expect(waterfallRecord({ steps: [step, honest], alone: [] })).toEqual({
    ...{ waterfall_published_accuracy: 0.9, waterfall_honest_accuracy: 0.5, waterfall_honest_edge: Number.NaN },
  });
});
