import fc from "fast-check";
import { expect, test } from "vitest";
import { type Panel, syntheticMarket } from "../market/index.ts";
import { Account, type AccountState } from "./account.ts";
import { type Decisions, decideRows } from "./decisions.ts";
import { pricesOf } from "./prices.ts";
import type { Trade } from "./result.ts";
import { runBacktest } from "./runBacktest.ts";
import { putDown, type SavedPosition, takeUp } from "./savedPosition.ts";
import { backtestSettings } from "./settings.ts";
import { brokenMarket } from "./test/oraclePanels.ts";
import { randomPolicy } from "./test/randomPolicy.ts";

const markets = [syntheticMarket({ tickers: 20, years: 2, seed: 5 }).panel, brokenMarket()];
const prices = markets.map(pricesOf);

/** Steps an account session by session, put down as text and taken up again between two sessions. */
function stepped(
  panel: Panel,
  decisions: Decisions,
  first: number,
  last: number,
  options: object,
  p = pricesOf(panel),
) {
  const settings = backtestSettings(options);
  const trades: Trade[] = [];
  const equity: number[] = [];
  const ticker = Int32Array.from(decisions.row, (row) => panel.offsets.findIndex((offset) => offset > row) - 1);
  let state: AccountState | undefined;
  for (let s = first; s <= last; s++) {
    const events = { trade: (trade: Trade) => trades.push(trade), lapse: () => {} };
    const account = new Account(panel, p, settings, events, state, true);
    const due = [...decisions.row.keys()].filter((k) => {
      const row = decisions.row[k]!;
      return panel.session[row]! >= first && row + 1 < panel.offsets[ticker[k]! + 1]! && panel.session[row + 1] === s;
    });
    account.trade(s, { decisions, due: Int32Array.from(due), ticker });
    equity.push(account.equity);
    const { positions, ...dollars } = account.state;
    const text = JSON.stringify(positions.map((position) => putDown(panel, p, position)));
    const saved = JSON.parse(text) as readonly SavedPosition[];
    state = { ...dollars, positions: saved.map((position) => takeUp(panel, p, position)) };
  }
  return { trades, equity, state: state! };
}

test("a week and sixty sessions, put down after each, are the backtest of that stretch, bit by bit", () => {
  fc.assert(
    fc.property(
      fc.nat(1),
      fc.nat(1e6),
      fc.constantFrom(5, 60),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (m, k, days, at) => {
        const panel = markets[m]!;
        const { decisions, options } = randomPolicy(panel, "stepped", k);
        const first = Math.floor(at * (panel.calendar.length - days));
        const last = first + days - 1;
        const span = { start: panel.calendar[first]!, end: panel.calendar[last]! };
        const whole = runBacktest(panel, decisions, { ...options, ...span, openEnd: true, prices: prices[m]! });
        const { trades, equity, state } = stepped(panel, decisions, first, last, options, prices[m]);
        expect(equity).toEqual([...whole.equity]);
        expect(trades).toEqual(whole.trades);
        expect(state.equity).toBe(whole.equity.at(-1));
      },
    ),
    { numRuns: 60 },
  );
});

test("with an open end nothing is sold because the stretch ends; its sessions are those of a longer one", () => {
  const [panel] = markets;
  const decisions = decideRows(panel!, { profit: 0.1, stop: 0.1, horizon: 20 }, (row) => row % 7 === 0);
  const [start, end] = [panel!.calendar[300]!, panel!.calendar[304]!];
  const week = runBacktest(panel!, decisions, { start, end, openEnd: true });
  const longer = runBacktest(panel!, decisions, { start });
  expect([...week.equity]).toEqual([...longer.equity.slice(0, 5)]);
  expect(week.trades.some((trade) => trade.end === "end")).toBe(false);
  expect(runBacktest(panel!, decisions, { start, end }).decisions).toBe(0);
});

test("entries bring what is invested to the allowed share of the equity at most", () => {
  const [panel] = markets;
  const decisions = decideRows(panel!, { profit: 0.5, stop: 0.5, horizon: 10 }, () => true);
  const most = (exposure: number) =>
    Math.max(...runBacktest(panel!, decisions, { positions: 5, exposure, costs: { impact: 0 } }).exposure);
  expect(most(1)).toBeGreaterThan(0.99);
  // What was bought may rise above it.
  expect(most(0.4)).toBeGreaterThan(0.35);
  expect(most(0.4)).toBeLessThan(0.55);
});

test("a position is worth what it was when its source adjusts earlier prices", () => {
  const [panel] = markets;
  const position = {
    ...{ ticker: 1, decisionRow: 600, entryRow: 601, entryPrice: 10, shares: 6, entryCosts: 1, target: 12, floor: 9 },
    ...{ due: 610, row: 605 },
  };
  const saved = putDown(panel!, prices[0]!, position);
  const halved = { ...prices[0]!, close: prices[0]!.close.map((price) => price / 2) };
  const taken = takeUp(panel!, halved, saved);
  expect(taken).toMatchObject({ entryPrice: 5, shares: 12, target: 6, floor: 4.5, due: 610, row: 605, entryCosts: 1 });
  expect(() => takeUp(panel!, halved, { ...saved, ticker: "NONE" })).toThrow(/lacks a bar of a position.*NONE/);
});
