import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exitRule, type LabelExit, type LabelOptions, labelPanel } from "../labels/index.ts";
import { type BarColumns, createPanel, type Panel, syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { decideRows, placeDecisions } from "./decisions.ts";
import { pricesOf } from "./prices.ts";
import { runBacktest } from "./runBacktest.ts";
import { summarise } from "./summary.ts";
import { flatPanel } from "./test/flatPanel.ts";

const FREE = { commission: 0, spread: 0, impact: 0 };
const market = syntheticMarket({ tickers: 12, years: 3, seed: 5 }).panel;

/** Ten bars of one ticker. */
const barsOf = (changes: Parameters<typeof flatPanel>[1][string]) => flatPanel(10, { A: changes });

const once = (panel: Panel, row = 0) =>
  decideRows(panel, { profit: 0.05, stop: 0.08, horizon: 5 }, (other) => other === row);
const run = (panel: Panel) => runBacktest(panel, once(panel), { positions: 1, costs: FREE, capital: 1000 });

describe("exits", () => {
  test("the stop comes first within a bar that touches both", () => {
    const [trade] = run(barsOf({ 2: { high: 120, low: 80 } })).trades;
    expect(trade).toMatchObject({ entryRow: 1, exitRow: 2, exitPrice: 92, end: "stop" });
    expect(trade!.pnl).toBeCloseTo(-80, 9);
  });

  test("a bar that opens beyond a barrier is left at its open, but not the entry bar", () => {
    expect(run(barsOf({ 3: { open: 80, low: 80 } })).trades[0]).toMatchObject({ exitRow: 3, exitPrice: 80 });
    expect(run(barsOf({ 3: { open: 111, high: 111 } })).trades[0]).toMatchObject({ exitPrice: 111, end: "target" });
    expect(run(barsOf({ 1: { open: 90, low: 90, high: 100 } })).trades[0]).toMatchObject({
      entryPrice: 90,
      exitPrice: 94.5,
      end: "target",
    });
  });

  test("time is up at the close of bar `horizon` after the decision", () => {
    const [trade] = run(barsOf({ 5: { close: 103, high: 103 } })).trades;
    expect(trade).toMatchObject({ exitRow: 5, exitPrice: 103, end: "time-out" });
  });

  test("a bar without volume is passed by: an order lapses, an exit waits for the next open", () => {
    expect(run(barsOf({ 1: { volume: 0 } }))).toMatchObject({ trades: [], unfilled: 1, decisions: 1 });
    const [trade] = run(barsOf({ 5: { volume: 0 }, 6: { open: 97, low: 97 } })).trades;
    expect(trade).toMatchObject({ exitRow: 6, exitPrice: 97, end: "time-out" });
    const stopped = run(barsOf({ 2: { low: 50, volume: 0 } })).trades[0];
    expect(stopped).toMatchObject({ end: "time-out", exitPrice: 100 });
  });

  test("a decision whose horizon ends after the last session is not taken", () => {
    const panel = barsOf({});
    expect(runBacktest(panel, once(panel, 4), { costs: FREE }).decisions).toBe(1);
    expect(runBacktest(panel, once(panel, 5), { costs: FREE }).decisions).toBe(0);
  });
});

test("each decision may have barriers of its own, or none", () => {
  const panel = flatPanel(10, { A: { 2: { high: 104, low: 90 } }, B: { 2: { high: 104, low: 90 } } });
  const own = (row: number) =>
    row < 10 ? { profit: 0.02, stop: 0.2, horizon: 5 } : { profit: Number.POSITIVE_INFINITY, stop: 1, horizon: 4 };
  const decisions = decideRows(panel, own, (row) => row % 10 === 0);
  const { trades } = runBacktest(panel, decisions, { positions: 2, costs: FREE });
  expect(trades.map(({ exitPrice, exitRow, end }) => [exitPrice, exitRow % 10, end])).toEqual([
    [102, 2, "target"],
    [100, 4, "time-out"],
  ]);
});

test("what is not traded is counted with its reason", () => {
  const panel = flatPanel(10, { A: {}, B: { 1: { volume: 0 } }, C: {} });
  const rows = [0, 1, 2, 6, 10, 20];
  const decisions = decideRows(panel, { profit: 9, stop: 0.5, horizon: 5 }, (row) => rows.includes(row));
  const [second, last] = [panel.calendar[1]!, panel.calendar[9]!];
  const all = runBacktest(panel, decisions, { positions: 1, costs: FREE });
  expect(all).toMatchObject({ decisions: 5, unfilled: 4, leftOut: { "horizon ends after the last session": 1 } });
  expect(all.lapsed).toEqual({ "no bar to enter in": 1, "no free place": 3 });
  const two = runBacktest(panel, decisions, { positions: 2, costs: FREE, start: second, end: last });
  expect(two).toMatchObject({ leftOut: { "before the start": 3, "horizon ends after the last session": 1 } });
  expect(two.lapsed).toEqual({ "held already": 1 });
});

test("exposure is that within the session, also where positions are left by its close", () => {
  const panel = barsOf({});
  const daily = decideRows(panel, { profit: 0.05, stop: 0.08, horizon: 1 }, (row) => row < 9);
  const { exposure } = runBacktest(panel, daily, { positions: 2, costs: FREE });
  expect([...exposure]).toEqual([0, ...Array<number>(9).fill(0.5)]);
  expect(summarise(panel, runBacktest(panel, daily, { positions: 2, costs: FREE })).exposure).toBeCloseTo(0.45, 9);
});

test("an entry is limited by what was known at its decision; fills that are too large for their bar are counted", () => {
  const usual = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, { volume: 100 }]));
  const sizeWith = (volume: number, options = {}) => {
    const panel = barsOf({ ...usual, 4: { volume } });
    return runBacktest(panel, once(panel, 3), { positions: 1, costs: FREE, capital: 1e6, ...options });
  };
  const [plain, rich, poor] = [100, 1e9, 1].map((volume) => sizeWith(volume));
  expect(plain!.trades[0]!.shares).toBeCloseTo(10, 9);
  expect(rich!.trades).toEqual(plain!.trades);
  expect(poor!.trades).toEqual(plain!.trades);
  expect([plain, rich, poor].map((result) => result!.overVolume)).toEqual([0, 0, 1]);
  const exit = barsOf({ ...usual, 8: { volume: 1 } });
  expect(runBacktest(exit, once(exit, 3), { positions: 1, costs: FREE, capital: 1e6 }).overVolume).toBe(1);
});

test("what is left of the cash buys no dust", () => {
  // A rises to 500, so that B gets what cash is left, and nothing is left for C.
  const panel = flatPanel(10, { A: { 2: { close: 500, high: 500 } }, B: {}, C: {} });
  const rows = [0, 12, 22];
  const decisions = decideRows(panel, { profit: 9, stop: 0.5, horizon: 5 }, (row) => rows.includes(row));
  const { trades, unfilled } = runBacktest(panel, decisions, { positions: 3, costs: FREE, capital: 900 });
  expect(trades.map(({ ticker, shares }) => [ticker, shares])).toEqual([
    [0, 3],
    [1, 6],
  ]);
  expect(unfilled).toBe(1);
});

test("a fill costs what a fill of its value costs, all of it paid from the cash", () => {
  const panel = flatPanel(10, { A: { 1: { volume: 1000 } } });
  const costs = { commission: 0.01, spread: 0, impact: 1 };
  const { trades } = runBacktest(panel, once(panel), { positions: 1, participation: 1, costs, capital: 50_000 });
  const { shares, entryCosts } = trades[0]!;
  // A volatility of 0.05, as nothing is known of it, times the root of the share of 100,000 dollars.
  expect(entryCosts).toBeCloseTo(shares * 100 * (0.01 + 0.05 * Math.sqrt(shares / 1000)), 9);
  expect(shares * 100).toBeCloseTo(50_000 / (1.01 + 0.05 * Math.sqrt(0.5)), 9);
});

test("what is delisted is paid out, and all may be lost", () => {
  const panel = flatPanel(20, { A: {}, Z: {} });
  const gone = createPanel(
    rowsWhere(panel, (row) => row < 5 || row >= 20),
    { source: "test", bias: null },
  );
  const options = { positions: 1, capital: 1000, costs: { commission: 0.01, spread: 0, impact: 0 } };
  const [trade] = runBacktest(gone, once(gone, 3), options).trades;
  expect(trade).toMatchObject({ end: "delisted", exitPrice: 70, exitCosts: 0 });
  const lost = runBacktest(gone, once(gone, 3), { ...options, costs: FREE, delistingReturn: -1 });
  expect(lost.equity.at(-1)).toBe(0);
  expect(lost.exposure.at(-1)).toBe(0);
  expect(summarise(gone, lost)).toMatchObject({ totalReturn: -1, maxDrawdown: -1 });
});

test.each<LabelOptions>([
  { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 },
  { method: "triple_barrier", profit: 0.6, stop: 0.9, horizon: 10, barriers: "vol" },
  { method: "cross_sectional", profit: 0.2, stop: 0.2, horizon: 10 },
])("without costs each trade earns what the label of its row says, delistings included: %j", (options) => {
  const panel = syntheticMarket({ tickers: 60, years: 4, seed: 3 }).panel;
  const labels = labelPanel(panel, options);
  const first = panel.tickers.flatMap((_, t) =>
    Array<number>(panel.offsets[t + 1]! - panel.offsets[t]!).fill(panel.offsets[t]!),
  );
  const rule = (row: number) => exitRule(labels.parameters, panel.adjClose, first[row]!, row);
  const { trades } = runBacktest(
    panel,
    decideRows(
      panel,
      (row) => rule(row) as LabelExit,
      (row) => typeof rule(row) !== "string",
    ),
    { positions: 60, costs: FREE },
  );
  expect(trades.length).toBeGreaterThan(3000);
  expect(trades.some(({ end }) => end === "delisted")).toBe(true);
  for (const { decisionRow, entryPrice, exitPrice, exitRow, entryRow } of trades) {
    expect(labels.known[decisionRow]).toBe(1);
    expect(entryRow).toBe(labels.entryRow[decisionRow]);
    expect(exitRow).toBe(labels.exitRow[decisionRow]);
    expect(exitPrice / entryPrice - 1).toBe(labels.ret[decisionRow]);
  }
});

const policies = fc.record({
  seed: fc.nat(1e6),
  profit: fc.integer({ min: 1, max: 20 }),
  stop: fc.integer({ min: 1, max: 20 }),
  horizon: fc.integer({ min: 1, max: 30 }),
  share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  positions: fc.integer({ min: 1, max: 15 }),
  sizing: fc.constantFrom("equal" as const, "volatility" as const),
  capital: fc.constantFrom<number>(1e3, 1e6, 1e9),
});

/** Some of a panel's bars. */
function rowsWhere(panel: Panel, keep: (row: number) => boolean): BarColumns {
  const rows = Array.from({ length: panel.rows }, (_, row) => row).filter(keep);
  const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return {
    ticker: rows.map((row) => panel.tickers[panel.offsets.findIndex((offset) => offset > row) - 1]!),
    date: Int32Array.from(rows, (row) => panel.date[row]!),
    open: take(panel.open),
    high: take(panel.high),
    low: take(panel.low),
    close: take(panel.close),
    volume: take(panel.volume),
  };
}

interface Policy {
  readonly seed: number;
  readonly profit: number;
  readonly stop: number;
  readonly horizon: number;
  readonly share: number;
}

function decide(panel: Panel, policy: Policy) {
  const random = createRandom(policy.seed, "policy");
  const scores = Float64Array.from({ length: panel.rows }, () => random.uniform());
  return decideRows(
    panel,
    { profit: policy.profit / 100, stop: policy.stop / 100, horizon: policy.horizon },
    (row) => scores[row]! < policy.share,
    (row) => scores[row]!,
  );
}

test("equity is cash and positions recomputed from trades and bars, to a cent in a million", () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const result = runBacktest(market, decide(market, policy), policy);
      const { close } = pricesOf(market);
      const { session, calendar, offsets } = market;
      const worth = new Float64Array(calendar.length).fill(policy.capital);
      for (const {
        ticker,
        entryRow,
        exitRow,
        shares,
        entryPrice,
        exitPrice,
        entryCosts,
        exitCosts,
        pnl,
      } of result.trades) {
        expect(pnl).toBe(shares * (exitPrice - entryPrice) - entryCosts - exitCosts);
        let row = entryRow;
        for (let s = session[entryRow]!; s < calendar.length; s++) {
          while (row + 1 < offsets[ticker + 1]! && session[row + 1]! <= s) row++;
          worth[s]! += s < session[exitRow]! ? shares * (close[row]! - entryPrice) - entryCosts : pnl;
        }
      }
      for (let s = 0; s < calendar.length; s++) {
        expect(Math.abs(result.equity[s]! - worth[s]!)).toBeLessThan(1e-8 * policy.capital);
      }
    }),
    { numRuns: 40 },
  );
});

test("never more places than allowed, never on credit, a ticker once at a time", () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const { trades, exposure, equity, unfilled, decisions } = runBacktest(market, decide(market, policy), policy);
      expect(trades.length + unfilled).toBe(decisions);
      const { session } = market;
      const held = new Map<number, number>();
      const count = new Int32Array(market.calendar.length);
      for (const { ticker, entryRow, exitRow, shares } of [...trades].sort((a, b) => a.entryRow - b.entryRow)) {
        expect(shares).toBeGreaterThan(0);
        expect(entryRow).toBeGreaterThanOrEqual(held.get(ticker) ?? 0);
        held.set(ticker, exitRow);
        for (let s = session[entryRow]!; s < session[exitRow]!; s++) count[s]!++;
      }
      expect(Math.max(...count)).toBeLessThanOrEqual(policy.positions);
      exposure.forEach((x, s) => {
        expect(x).toBeLessThanOrEqual(1 + 1e-9);
        expect(equity[s]).toBeGreaterThan(0);
      });
    }),
    { numRuns: 40 },
  );
});

test("what comes later changes nothing of what was", () => {
  const policy = {
    seed: 8,
    profit: 5,
    stop: 8,
    horizon: 10,
    share: 0.2,
    positions: 5,
    sizing: "equal",
    capital: 1e5,
  } as const;
  const whole = runBacktest(market, decide(market, policy), policy);
  const end = market.calendar[400]!;
  const cut = runBacktest(market, decide(market, policy), { ...policy, end });
  // The last decisions are left out of the shorter run: ten sessions before its end, fills one later.
  expect([...cut.equity.slice(0, 391)]).toEqual([...whole.equity.slice(0, 391)]);
});

test("bad options and decisions are refused with what was wrong", () => {
  const none = decideRows(market, { profit: 0.05, stop: 0.08, horizon: 5 }, () => false);
  expect(() => runBacktest(market, none, { positions: 0 })).toThrow(/positions is 0/);
  expect(() => runBacktest(market, none, { capital: Number.NaN })).toThrow(/capital is NaN/);
  expect(() => runBacktest(market, none, { capital: 1e300 })).toThrow(/capital is 1e\+300/);
  expect(() => runBacktest(market, none, { costs: { commission: -1 } })).toThrow(/commission is -1/);
  expect(() => runBacktest(market, none, { costs: { commission: 0.5 } })).toThrow(/commission is 0.5/);
  expect(() => runBacktest(market, none, { start: 10, end: 20 })).toThrow(/no session from 1970-01-11/);
  const columns = { ticker: ["S0001"], date: [market.date[3]!], score: [1], profit: [0.1], stop: [0.1], horizon: [3] };
  expect(placeDecisions(market, columns).row[0]).toBe(3);
  expect(() => placeDecisions(market, { ...columns, ticker: ["NOPE"] })).toThrow(/without bars \(NOPE, /);
  expect(() => placeDecisions(market, { ...columns, stop: [8] })).toThrow(
    /stop is 8, not above 0 and 1 at most \(S0001/,
  );
  expect(() => placeDecisions(market, { ...columns, date: [-5] })).toThrow(/without a bar/);
});

test("capacity counts what is sold as well as what is bought", () => {
  const usual = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i, { volume: 1e6 }]));
  const capacityWith = (exit: number) => {
    const panel = flatPanel(30, { A: { ...usual, 15: { volume: exit } } });
    const result = runBacktest(panel, once(panel, 10), { positions: 1, costs: FREE });
    return summarise(panel, result).capacity!;
  };
  // A hundredth of 100 million dollars a bar; a thousandth of the volume at the exit lets out a thousandth.
  expect(capacityWith(1e6)).toBeCloseTo(1e6, 0);
  expect(capacityWith(1e3)).toBeCloseTo(1e3, 0);
});
