import { expect, test } from "vitest";
import { lastBars, readPanel } from "../market/index.ts";
import { LEAKS } from "./leaks.ts";
import { protocolLabels } from "./protocolLabels.ts";

const barriers = { profit: 0.06, stop: 0.05, horizon: 7 };
const year = lastBars(await readPanel("synthetic:tickers=8,years=2,seed=4"), 251);
const leaky = protocolLabels(year, barriers, new Set(LEAKS.map(({ id }) => id)));
const own = protocolLabels(year, barriers, new Set());

/** Rows whose window ends in their own ticker, and those whose window runs on into the next. */
const inside: number[] = [];
const across: number[] = [];
for (let t = 0; t < year.tickers.length; t++) {
  for (let row = year.offsets[t]!; row < year.offsets[t + 1]!; row++) {
    if (row + barriers.horizon >= year.rows) continue;
    (row + barriers.horizon < year.offsets[t + 1]! ? inside : across).push(row);
  }
}

test("inside a ticker the seams change neither label nor window", () => {
  for (const row of inside.filter((each) => own.labels.known[each] === 1)) {
    expect(leaky.labels.known[row]).toBe(1);
    expect(leaky.labels.label[row]).toBe(own.labels.label[row]);
    expect(leaky.labels.exitSession[row]).toBe(own.labels.exitSession[row]);
  }
});

test("across a seam only the published labels have an answer, with a window by the clock", () => {
  expect(across).toHaveLength((year.tickers.length - 1) * barriers.horizon);
  const last = year.calendar.length - 1;
  for (const row of across) {
    expect(leaky.labels.known[row]).toBe(1);
    expect(leaky.labels.exitSession[row]).toBe(Math.min(last, year.session[row]! + barriers.horizon));
  }
  const listed = across.filter((row) => year.session[row]! + barriers.horizon > last);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.map((row) => own.labels.known[row])).toEqual(listed.map(() => 0));
});

test("a BUY earns the same under every protocol: from the next open to the window's last close, less 10 basis points", () => {
  expect(leaky.net).toEqual(own.net);
  const row = inside.find((each) => own.labels.known[each] === 1)!;
  const open = (year.open[row + 1]! * year.adjClose[row + 1]!) / year.close[row + 1]!;
  expect(own.net[row]).toBeCloseTo(year.adjClose[row + barriers.horizon]! / open - 1 - 0.001, 12);
  for (const seam of across.filter((each) => own.labels.known[each] === 0)) expect(own.net[seam]).toBeNaN();
});
