import { expect, test } from "vitest";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { pricesOf } from "./prices.ts";
import { policyReturns } from "./referencePolicy.ts";
import { ROUND_TRIP_COST } from "./roundTripCost.ts";

const panel = await readPanel("synthetic:tickers=20,years=1,seed=3");
const prices = pricesOf(panel);
/** The longest horizon that is compared. */
const LONGEST = 14;
const longest = labelPanel(panel, { method: "simple", profit: 0.15, stop: 0.12, horizon: LONGEST });
const rows = Uint32Array.from(longest.known.keys()).filter((row) => longest.known[row] === 1);
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

test.each(["simple", "triple_barrier"] as const)(
  "days add up to what the chosen %s trades return after costs",
  (method) => {
    const horizon = 5;
    const labels = labelPanel(panel, { method, profit: 0.05, stop: 0.04, horizon });
    const score = Float64Array.from({ length: panel.rows }, (_, row) => Math.sin(row * 12.9898));
    const daily = policyReturns(labels, prices, rows, score);

    const bySession = Map.groupBy(
      [...rows].filter((row) => labels.known[row] === 1),
      (row) => labels.decisionSession[row]!,
    );
    let policy = 0;
    for (const day of bySession.values()) {
      const net = (row: number): number => labels.ret[row]! - ROUND_TRIP_COST;
      const top = day.toSorted((a, b) => score[b]! - score[a]!).slice(0, Math.max(1, Math.round(day.length / 10)));
      policy += top.reduce((total, row) => total + net(row) / (top.length * horizon), 0);
    }
    expect(sum(daily.policy)).toBeCloseTo(policy, 10);
  },
);

test("a day's return is that of the shares held in it", () => {
  const labels = labelPanel(panel, { method: "simple", profit: 0.05, stop: 0.05, horizon: 1 });
  const daily = policyReturns(labels, prices, rows, new Float64Array(panel.rows));
  const session = labels.decisionSession[rows[10]!]!;
  const day = [...rows].filter((row) => labels.decisionSession[row] === session);
  // The highest tenth of equal scores: the first rows.
  const chosen = day.slice(0, Math.round(day.length / 10));
  const gains = chosen.map((row) => prices.close[row + 1]! / prices.open[row + 1]! - 1 - ROUND_TRIP_COST);
  expect(panel.calendar[daily.first]).toBe(daily.dates[0]);
  expect(daily.policy[session + 1 - daily.first]).toBeCloseTo(gains.reduce((a, b) => a + b, 0) / gains.length, 12);
});

test("dates do not depend on the labels, so that trials can be compared", () => {
  const of = (horizon: number) =>
    policyReturns(
      labelPanel(panel, { method: "triple_barrier", profit: 0.03, stop: 0.03, horizon }),
      prices,
      rows,
      new Float64Array(panel.rows),
      { longest: LONGEST },
    ).dates;
  expect(of(1)).toEqual(of(14));
});

test("nothing after a label's exit moves its day", () => {
  const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.05, horizon: 3 });
  const score = new Float64Array(panel.rows);
  const early = rows.filter((row) => labels.decisionSession[row]! < 120);
  const before = policyReturns(labels, prices, early, score);
  const later = { ...prices, close: prices.close.map((price, row) => (panel.session[row]! > 125 ? 2 * price : price)) };
  expect(policyReturns(labels, later, early, score)).toEqual(before);
});
