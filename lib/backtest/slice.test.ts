import { expect, test } from "vitest";
import { delistedTickers } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { decideRows } from "./decisions.ts";
import { pricesOf } from "./prices.ts";
import { runBacktest } from "./runBacktest.ts";
import { type SliceEnd, tradeSlice } from "./slice.ts";
import { brokenMarket } from "./test/oraclePanels.ts";

test("a slice enters, leaves and earns as the portfolio's position does, whatever halts, is delisted or has no volume", () => {
  const panel = brokenMarket();
  const prices = pricesOf(panel);
  const ends = new Set<string>();
  for (const horizon of [1, 4, 15]) {
    const random = createRandom("slices", horizon);
    const rule = { profit: 0.06, stop: 0.05, horizon };
    const decisions = decideRows(panel, rule, () => random.uniform() < 0.05);
    const last = panel.calendar.length - 60;
    const { trades } = runBacktest(panel, decisions, {
      ...{ positions: panel.tickers.length, participation: 1, capital: 1e4, prices },
      ...{ costs: { commission: 0, spread: 0, impact: 0 }, end: panel.calendar[last]! },
    });
    expect(trades.length).toBeGreaterThan(400);
    const market = { panel, prices, first: 0, last, delistingReturn: -0.3, delisted: delistedTickers(panel) };
    const daily = new Float64Array(last + 1);
    for (const { ticker, decisionRow, entryRow, exitRow, exitPrice, entryPrice, end } of trades) {
      daily.fill(0);
      const out: SliceEnd = { entryRow: -1, exitRow: -1, exitPrice: 0, delisted: false };
      tradeSlice(market, decisionRow, ticker, rule, daily, out);
      expect(out).toEqual({ entryRow, exitRow, exitPrice, delisted: end === "delisted" });
      const gain = daily.reduce((sum, x) => sum + x, 0);
      expect(gain).toBeCloseTo(exitPrice / entryPrice - 1, 9);
      const [from, to] = [panel.session[entryRow]!, panel.session[exitRow]!];
      expect(daily.every((x, s) => x === 0 || (s >= from && s <= to))).toBe(true);
      ends.add(end);
    }
  }
  expect([...ends].sort()).toEqual(["delisted", "end", "stop", "target", "time-out"]);
});

test("without a bar to enter in nothing happens", () => {
  const panel = brokenMarket();
  const prices = pricesOf(panel);
  const daily = new Float64Array(panel.calendar.length);
  const market = {
    panel,
    prices,
    first: 0,
    last: panel.calendar.length - 1,
    delistingReturn: -0.3,
    delisted: delistedTickers(panel),
  };
  const out: SliceEnd = { entryRow: 5, exitRow: 5, exitPrice: 1, delisted: true };
  const end = panel.offsets[1]!;
  expect(tradeSlice(market, end - 1, 0, { profit: 1, stop: 0.5, horizon: 3 }, daily, out).entryRow).toBe(-1);
  expect(daily.every((x) => x === 0)).toBe(true);
});
