import { expect, test } from "vitest";
import { syntheticMarket } from "../market/index.ts";
import { buyAndHold, equalWeight, momentum } from "./opponents.ts";
import { pricesOf } from "./prices.ts";
import { rebalance, type Weights } from "./rebalance.ts";
import { flatPanel } from "./test/flatPanel.ts";

/** All of the equity in one ticker from the open after `first` on. */
const hold =
  (ticker: number, first: number): Weights =>
  (session) =>
    session === first ? new Map([[ticker, 1]]) : undefined;
const FREE = { commission: 0, spread: 0, impact: 0 };

test("what is held from the second open on earns its price's change", () => {
  const panel = flatPanel(6, { A: { 5: { close: 130, high: 130 } }, B: { 1: { open: 80, low: 80 } } });
  const options = { first: 0, last: 5, capital: 1000, costs: FREE };
  expect([...rebalance(panel, hold(0, 0), options).equity]).toEqual([1000, 1000, 1000, 1000, 1000, 1300]);
  expect(rebalance(panel, hold(1, 0), options).equity[1]).toBeCloseTo(1250, 9);
  const { equity, date } = rebalance(panel, equalWeight(panel, 0), options);
  expect([...equity].map((x) => Math.round(x))).toEqual([1000, 1125, 1125, 1125, 1125, 1275]);
  expect([...date]).toEqual([...panel.calendar]);
});

test("costs are paid from the same money, and a ticker without a tradable bar is left alone", () => {
  const panel = flatPanel(6, { A: {}, B: { 1: { volume: 0 } } });
  const options = { first: 0, last: 5, capital: 1000, costs: { commission: 0.01, spread: 0, impact: 0 } };
  // All of the money is wanted, so the purchase shrinks by its own costs.
  expect(rebalance(panel, hold(0, 0), options).equity[5]).toBeCloseTo(1000 / 1.01, 9);
  expect(rebalance(panel, hold(1, 0), options).equity[5]).toBe(1000);
  expect(() =>
    rebalance(
      panel,
      () =>
        new Map([
          [0, 0.7],
          [1, 0.5],
        ]),
      options,
    ),
  ).toThrow(/sum to 1.2/);
});

test("a delisted ticker is paid out after its last bar", () => {
  const panel = syntheticMarket({ tickers: 80, years: 3, seed: 2 }).panel;
  const last = panel.calendar.length - 1;
  const t = panel.tickers.findIndex((_, k) => panel.session[panel.offsets[k + 1]! - 1]! < last - 300);
  const end = panel.offsets[t + 1]! - 1;
  const first = panel.session[end]! - 10;
  const { equity } = rebalance(panel, hold(t, first), { first, last, capital: 1, costs: FREE });
  const { open, close } = pricesOf(panel);
  const enter = end - 9;
  expect(equity[9]).toBeCloseTo(close[end - 1]! / open[enter]!, 9);
  for (const s of [10, 200]) expect(equity[s]).toBeCloseTo((0.7 * close[end]!) / open[enter]!, 9);
});

test("momentum holds the tenth that rose most from 12 months to 1 month ago, as known at the month's end", () => {
  const panel = syntheticMarket({ tickers: 40, years: 3, seed: 7 }).panel;
  const first = 400;
  const chosen = momentum(panel, first)(first)!;
  const rising = panel.tickers.map((_, t) => {
    const row = [...panel.session.subarray(panel.offsets[t]!, panel.offsets[t + 1]!)].indexOf(first);
    const at = panel.offsets[t]! + row;
    return row < 252 ? Number.NEGATIVE_INFINITY : panel.adjClose[at - 21]! / panel.adjClose[at - 252]! - 1;
  });
  const best = rising
    .map((r, t) => [r, t] as const)
    .sort((a, b) => b[0] - a[0])
    .slice(0, chosen.size);
  expect([...chosen.keys()]).toEqual(best.map(([, t]) => t));
  expect(chosen.size).toBe(Math.ceil(rising.filter(Number.isFinite).length / 10));
  expect([...chosen.values()].reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
  // Asked at a session that ends no month it leaves things as they are.
  expect(momentum(panel, first)(first + 2)).toBeUndefined();
});

test("opponents buy no ticker before it joined", () => {
  const panel = flatPanel(300, { A: {}, B: {}, C: {} });
  const members = new Map([["B", [{ since: panel.calendar[299]!, until: null }]]]);
  const known = { ...panel, origin: { ...panel.origin, members } };
  expect([...equalWeight(known, 260)(260)!.keys()]).toEqual([0, 2]);
  expect([...momentum(known, 299)(299)!.keys()]).toEqual([0]);
  const without = new Map([["A", [{ since: null, until: panel.calendar[3]! }]]]);
  expect([...momentum({ ...panel, origin: { ...panel.origin, members: without } }, 299)(299)!.keys()]).toEqual([1]);
});

test("an index is held from the first close on; days without a close keep the one before", () => {
  const index = { date: Int32Array.of(1, 2, 4), close: Float64Array.of(50, 100, 150) };
  expect([...buyAndHold(index, Int32Array.of(2, 3, 4), 1010, 0.01)!]).toEqual([1000, 1000, 1500]);
  expect(buyAndHold(index, Int32Array.of(0, 1), 1010, 0.01)).toBeUndefined();
});
