import { expect, test } from "vitest";
import { asPublishedLabels } from "./asPublishedLabels.ts";
import type { Strategy } from "./strategies.ts";

const strategy: Strategy = { id: "simple", method: "simple", profit: 0.1, stop: 0.05, horizon: 2 };
const triple: Strategy = { ...strategy, id: "triple_barrier", method: "triple_barrier" };

test("simple looks at the target first, whichever close came first; the triple barrier takes the first", () => {
  const close = Float64Array.of(100, 90, 120, 120, 120);
  expect(asPublishedLabels(close, strategy)[0]).toBe(1);
  expect(asPublishedLabels(close, triple)[0]).toBe(-1);
});

test("the time-out of the triple barrier is 1 above the entry, else 0; simple holds", () => {
  const up = Float64Array.of(100, 100, 101, 101, 101);
  const flat = Float64Array.of(100, 101, 100, 100, 100);
  expect(asPublishedLabels(up, triple)[0]).toBe(1);
  expect(asPublishedLabels(flat, triple)[0]).toBe(0);
  expect(asPublishedLabels(up, strategy)[0]).toBe(0);
});

test("labels run straight through the seam between tickers: that is the leak", () => {
  const cheapThenDear = Float64Array.of(10, 10, 10, 500, 500, 500);
  expect([...asPublishedLabels(cheapThenDear, strategy)]).toEqual([0, 1, 1, 0, 0, 0]);
});
