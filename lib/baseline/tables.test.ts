import { expect, test } from "vitest";
import { STRATEGIES } from "../published/index.ts";
import { accuracyTable } from "./accuracyTable.ts";
import { importanceFigures } from "./importanceFigures.ts";
import { institutionalTable } from "./institutionalTable.ts";
import { overfitTable } from "./overfitTable.ts";
import type { StrategyResult, TradeResult } from "./result.ts";
import { tradesTable } from "./tradesTable.ts";
import { validatorOpponentsTable } from "./validatorOpponentsTable.ts";
import { validatorRecord } from "./validatorRecord.ts";
import { validatorSummary } from "./validatorSummary.ts";
import { validatorVerdict } from "./validatorVerdict.ts";

const estimate = (value: number, spread: number) => ({
  ...{ estimate: value, standardError: spread / 2, low: value - spread, high: value + spread, nEffective: 120 },
  ...{ rows: 500, dates: 100, blockLength: 5, blocks: 20 },
});
const alpha = (value: number, spread: number) => ({
  ...{ estimate: value, beta: 1.2, t: 2 * (value / spread), standardError: spread / 2, low: value - spread },
  ...{ high: value + spread, lowerBound: value - 0.8 * spread, residual: 0.4, dates: 100, blockLength: 5 },
});
const trades = (rows: number, edge: number): TradeResult => ({
  ...{ rows, winRate: estimate(0.5, 0.1), breakEven: 0.5 - edge, edge: estimate(edge, 0.08) },
  expectancy: estimate(0.002, 0.01),
});
const importances = ["vwap", "rsi"].map((name, j) => ({
  ...{ name, group: j === 0 ? "institutional" : "momentum", importance: 0.5, chance: 0.5 },
}));
const learned = {
  strategy: STRATEGIES[1]!,
  published: {
    ...{ nothingToLearn: null, rows: 8000, droppedHold: 3000, testRows: 2400, trainAccuracy: 0.9, accuracy: 0.8 },
    ...{ overfitGap: 0.1, baseRate: 0.6, importances },
  },
  honest: {
    ...{ nothingToLearn: null, rows: 11_000, accuracy: estimate(0.52, 0.04), baseRate: 0.55, skill: -0.07 },
    ...{
      auc: estimate(0.53, 0.02),
      aucVolatilityOnly: 0.56,
      foresight: { signAuc: estimate(0.51, 0.03), rankIc: estimate(0.01, 0.03) },
      model: trades(900, -0.02),
      alwaysBuy: trades(11_000, 0.01),
    },
    ...{ alpha: alpha(-0.0002, 0.0008), overAlwaysBuy: estimate(-0.001, 0.004), importances },
    edgeOverAlwaysBuy: estimate(-0.03, 0.05),
  },
} as unknown as StrategyResult;
const quiet: StrategyResult = {
  strategy: STRATEGIES[0]!,
  published: {
    ...{ ...learned.published, nothingToLearn: "no barrier was reached", rows: 0, testRows: 0, importances: [] },
    ...{ trainAccuracy: NaN, accuracy: NaN, overfitGap: NaN, baseRate: NaN },
  },
  honest: {
    ...{
      ...learned.honest,
      nothingToLearn: "no target was reached",
      model: null,
      alpha: null,
      overAlwaysBuy: null,
      edgeOverAlwaysBuy: null,
      importances: [],
    },
    ...{ baseRate: 1, skill: NaN },
  },
};
const results = [quiet, learned];

/** The texts of a table's rows, the headings first. */
const rowsOf = (html: string): string[][] =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map((cell) => cell[1]!),
  );

test("accuracyTable shows each accuracy beside its constant answer, and where there was nothing to learn", () => {
  expect(rowsOf(accuracyTable(results)).slice(1)).toEqual([
    ["aggressive", "published, nothing to learn: no barrier was reached", "–", "–", "–", "–", "–", "0", "–"],
    [
      "",
      "honest, nothing to learn: no target was reached",
      "52.0 %",
      "48.0 %",
      "56.0 %",
      "100.0 %",
      "–",
      "11,000",
      "120",
    ],
    ["simple", "published", "80.0 %", "–", "–", "60.0 %", "0.50", "8,000", "–"],
    ["", "honest", "52.0 %", "48.0 %", "56.0 %", "55.0 %", "-0.07", "11,000", "120"],
  ]);
});

test("overfitTable, tradesTable, validatorOpponentsTable and institutionalTable have dashes where nothing was learned", () => {
  expect(rowsOf(overfitTable(results))[2]).toEqual([
    ...["simple", "+5 % / -8 % in 7 bars", "90.0 %", "80.0 %", "10.0 %", "2,400", "3,000"],
  ]);
  expect(
    rowsOf(tradesTable(results))
      .slice(1)
      .map((row) => row.slice(0, 4)),
  ).toEqual([
    ["aggressive", "forest", "0", "–"],
    ["", "always BUY", "11,000", "50.0 %"],
    ["simple", "forest", "900", "50.0 %"],
    ["", "always BUY", "11,000", "50.0 %"],
  ]);
  expect(
    rowsOf(validatorOpponentsTable(results))
      .slice(1)
      .map((row) => row.slice(0, 5)),
  ).toEqual([
    ["aggressive", "–", "–", "–", "–"],
    ["simple", "-0.020 %", "-0.50", "1.20", "-0.10 %"],
  ]);
  expect(
    rowsOf(institutionalTable(results))
      .slice(1)
      .map((row) => row.slice(2)),
  ).toEqual([
    ["–", "–", "–"],
    ["–", "–", "–"],
    ["1", "1.0", "100 %"],
    ["1", "1.0", "100 %"],
  ]);
  expect(importanceFigures(results)).toHaveLength(2);
});

test("validatorSummary speaks of the strategy furthest ahead of a constant answer", () => {
  expect(validatorSummary(results)).toContain("furthest ahead of a constant answer is *simple*: **80.0 %** accuracy");
  expect(validatorSummary(results)).toContain("**No strategy** has an alpha");
  expect(validatorSummary([quiet])).toContain("**Nothing to learn**");
  const paid = { ...learned, honest: { ...learned.honest, alpha: alpha(0.003, 0.001) } } as StrategyResult;
  expect(validatorSummary([quiet, paid])).toContain("- *simple*: an alpha on the panel's equal weight");
});

test("validatorVerdict fails, passes, or has not enough data", () => {
  const { status, lines } = validatorVerdict(results);
  expect(status).toBe("fail");
  expect(lines.map((line) => [line.status, line.detail])).toEqual([
    ["pass", "No strategy's lower bound passes what honest results show."],
    ["not enough data", "Nothing to learn: no target was reached."],
    ["fail", "Beta 1.20. Accuracy 52.0 %, a constant answer 55.0 %; one of 2 tries."],
  ]);
  expect(lines[2]).toMatchObject({ title: "simple, +5 % / -8 % in 7 bars", value: -0.02, interval: [-0.1, 0.06] });
  expect(validatorVerdict([quiet]).status).toBe("not enough data");
});

test("what is too good to be true is no pass, however much it earns", () => {
  const honest = { ...learned.honest, alpha: alpha(0.002, 0.0008), auc: estimate(0.75, 0.02) };
  const wild = { ...learned, honest } as StrategyResult;
  const { status, lines } = validatorVerdict([wild]);
  expect(status).toBe("fail");
  expect(lines.map((line) => [line.id, line.status])).toEqual([
    ["auc simple", "fail"],
    ["simple", "pass"],
  ]);
  expect(validatorSummary([wild])).toContain("- Too good to be true: AUC less that of volatility alone, simple 0.19.");
  expect(validatorSummary(results)).toContain("- Nothing here is too good to be true.");
});

test("validatorRecord names numbers by strategy, null where the forest never bought", () => {
  expect(validatorRecord(results)).toMatchObject({
    ...{ aggressive_honest_edge: null, aggressive_over_always_buy: null },
    ...{ aggressive_alpha_t: null, simple_alpha_t: -0.5 },
    ...{ simple_published_accuracy: 0.8, simple_honest_edge: -0.02 },
  });
});
