import { expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { EVERY_LEAK, type LeakId } from "./leaks.ts";
import { protocolRows } from "./protocolRows.ts";
import { protocolYear } from "./protocolYear.ts";

const year = protocolYear(await readPanel("synthetic:tickers=8,years=2,seed=4"));
const labelling = { method: "simple", profit: 0.06, stop: 0.05, horizon: 7 } as const;
const without = (...leaks: LeakId[]) => new Set([...EVERY_LEAK].filter((id) => !leaks.includes(id)));

test("protocolRows drops HOLD and shuffles as published, each row on one side, 30 % of each class tested", () => {
  const { labels, rows, train, test: tested } = protocolRows(year, labelling, EVERY_LEAK, 42);
  expect(rows.every((row) => labels.label[row] !== 0)).toBe(true);
  expect([...train, ...tested].sort((a, b) => a - b)).toEqual([...rows]);
  for (const side of [1, -1]) {
    const of = (some: Uint32Array) => some.filter((row) => labels.label[row] === side).length;
    expect(of(tested)).toBe(Math.round(0.3 * of(rows)));
  }
  expect(protocolRows(year, labelling, EVERY_LEAK, 43).test).not.toEqual(tested);
});

test("protocolRows keeps HOLD without that leak, and by date tests nothing before the last 30 % of the year", () => {
  const {
    labels,
    rows,
    train,
    test: tested,
  } = protocolRows(year, labelling, without("shuffle", "no_purge", "drop_hold"), 42);
  expect(rows.some((row) => labels.label[row] === 0)).toBe(true);
  expect(rows).toHaveLength(labels.known.filter((known) => known === 1).length);
  const first = Math.min(...Array.from(tested, (row) => labels.decisionSession[row]!));
  expect(Math.max(...Array.from(train, (row) => labels.exitSession[row]!))).toBeLessThan(first);
});

test("protocolRows cuts what is not shuffled as it lies with that leak: one ticker and all dates on both sides", () => {
  const { labels, rows, train, test: tested } = protocolRows(year, labelling, without("shuffle"), 42);
  expect([...train, ...tested]).toEqual([...rows]);
  expect(tested).toHaveLength(Math.round(0.3 * rows.length));
  const dates = (some: Uint32Array) => new Set(Array.from(some, (row) => labels.decisionSession[row]!));
  const trained = dates(train);
  expect([...dates(tested)].filter((date) => trained.has(date)).length).toBeGreaterThan(0.9 * dates(tested).size);
});

test("protocolRows leaves both sides empty where no barrier is reached", () => {
  const unreached = { ...labelling, profit: 0.98, stop: 0.98 };
  const { rows, train, test: tested } = protocolRows(year, unreached, without("ticker_boundary"), 42);
  expect([rows, train, tested].map(({ length }) => length)).toEqual([0, 0, 0]);
});

test("protocolRows refuses percent points", () => {
  expect(() => protocolRows(year, { ...labelling, stop: 5 }, EVERY_LEAK, 42)).toThrow("stop is 5");
});
