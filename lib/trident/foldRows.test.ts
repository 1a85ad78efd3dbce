import { expect, test } from "vitest";
import { purgedKFold } from "../cv/index.ts";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { foldRows } from "./foldRows.ts";

const panel = await readPanel("synthetic:tickers=6,years=2,seed=2");
const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.05, horizon: 6 });
const folds = purgedKFold(labels, { folds: 4 });
const odd = (row: number) => row % 2 === 1;

test("the stopping slice is the last 15 % of the training dates; what reaches into it is not learned from", () => {
  for (const fold of folds) {
    const { rows, stopping, test: tested } = foldRows(labels, fold, odd, true);
    const [from, to] = stopping!;
    const [learn, watch] = [rows.subarray(0, from), rows.subarray(from, to)];
    const dates = [...new Set(Array.from(fold.train, (row) => labels.decisionSession[row]!))].sort((a, b) => a - b);
    const start = dates[Math.floor(0.85 * dates.length)]!;
    expect([...watch]).toEqual([...fold.train].filter((row) => odd(row) && labels.decisionSession[row]! >= start));
    expect([...learn]).toEqual([...fold.train].filter((row) => odd(row) && labels.exitSession[row]! < start));
    expect(to).toBe(rows.length);
    expect([...tested]).toEqual([...fold.test].filter(odd));
    const scored = new Set(fold.test);
    expect(rows.some((row) => scored.has(row))).toBe(false);
  }
});

test("without one, all training rows of the cluster are learned from", () => {
  const { rows, stopping } = foldRows(labels, folds[1]!, odd, false);
  expect([[...rows], stopping]).toEqual([[...folds[1]!.train].filter(odd), undefined]);
});
