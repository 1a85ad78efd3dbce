import { expect, test } from "vitest";
import { lastBars, readPanel } from "../market/index.ts";
import { EVERY_LEAK } from "./leaks.ts";
import { protocolLabels } from "./protocolLabels.ts";

const labelling = { method: "simple", profit: 0.06, stop: 0.05, horizon: 7 } as const;
const year = lastBars(await readPanel("synthetic:tickers=8,years=2,seed=4"), 251);
const leaky = protocolLabels(year, labelling, EVERY_LEAK);
const own = protocolLabels(year, labelling, new Set());

/** Rows whose window ends in their own ticker, and those whose window runs on into the next. */
const inside: number[] = [];
const across: number[] = [];
for (let t = 0; t < year.tickers.length; t++) {
  for (let row = year.offsets[t]!; row < year.offsets[t + 1]!; row++) {
    if (row + labelling.horizon >= year.rows) continue;
    (row + labelling.horizon < year.offsets[t + 1]! ? inside : across).push(row);
  }
}

test("inside a ticker the seams change neither label nor window", () => {
  for (const row of inside.filter((each) => own.known[each] === 1)) {
    expect(leaky.known[row]).toBe(1);
    expect(leaky.label[row]).toBe(own.label[row]);
    expect(leaky.exitSession[row]).toBe(own.exitSession[row]);
  }
});

test("across a seam only the published labels have an answer, with a window by the clock", () => {
  expect(across).toHaveLength((year.tickers.length - 1) * labelling.horizon);
  const last = year.calendar.length - 1;
  for (const row of across) {
    expect(leaky.known[row]).toBe(1);
    expect(leaky.exitSession[row]).toBe(Math.min(last, year.session[row]! + labelling.horizon));
  }
  const listed = across.filter((row) => year.session[row]! + labelling.horizon > last);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.map((row) => own.known[row])).toEqual(listed.map(() => 0));
});
