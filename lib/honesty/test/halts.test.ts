import { expect, test } from "vitest";
import { decideRows, policyReturns, pricesOf, ROUND_TRIP_COST, runBacktest } from "../../backtest/index.ts";
import { type Labels, labelPanel } from "../../labels/index.ts";
import { createPanel, type Panel } from "../../market/index.ts";
import { netOfBuying, protocolRows, protocolYear } from "../../published/index.ts";
import { netReturns } from "../../statistics/index.ts";
import { winRateDial } from "../winRateDial.ts";

const RULE = { profit: 0.05, stop: 0.08, horizon: 3 };
const FREE = { commission: 0, spread: 0, impact: 0 };
const BARS = 120;

/**
 * Eight tickers that rise by 0.6 % a day. Every 20 bars each does not trade for longer than two horizons, and opens
 * 30 % lower afterwards.
 */
function haltedPanel(): Panel {
  const ticker: string[] = [];
  const date: number[] = [];
  const open: number[] = [];
  const close: number[] = [];
  for (let t = 0; t < 9; t++) {
    let [price, session] = [100, 0];
    for (let i = 0; i < BARS; i++, session++) {
      // The ninth never halts, so that the sessions of the halts are in the calendar.
      const halted = t < 8 && i > 0 && (i + 2 * t) % 20 === 19;
      if (halted) session += 7;
      open.push(halted ? price * 0.7 : price);
      price = open.at(-1)! * 1.006;
      close.push(price);
      ticker.push(t < 8 ? `T${t}` : "WHOLE");
      date.push(19_000 + session);
    }
  }
  const last = Math.max(...date);
  for (let day = 19_000 + BARS, price = close.at(-1)!; day <= last; day++, price *= 1.006) {
    ticker.push("WHOLE");
    date.push(day);
    open.push(price);
    close.push(price * 1.006);
  }
  const prices = { open: Float64Array.from(open), close: Float64Array.from(close) };
  return createPanel(
    {
      ...prices,
      ticker,
      date: Int32Array.from(date),
      high: prices.open.map((price, i) => Math.max(price, close[i]!)),
      low: prices.open.map((price, i) => Math.min(price, close[i]!)),
      volume: new Float64Array(date.length).fill(1e9),
    },
    { source: "halts", bias: null },
  );
}

const panel = haltedPanel();
const labels = labelPanel(panel, { method: "triple_barrier", ...RULE });

const knownRows = ({ known, rows }: Labels): number[] =>
  Array.from({ length: rows }, (_, row) => row).filter((row) => known[row] === 1);

test("rows before a halt have labels: the real exit after it", () => {
  const unknown = panel.rows - knownRows(labels).length;
  expect(unknown).toBe(RULE.horizon * panel.tickers.length);
  const long = knownRows(labels).filter((row) => labels.exitSession[row]! - labels.decisionSession[row]! > 6);
  expect(long.length).toBeGreaterThan(8 * 5 * 2);
  for (const row of long)
    if (labels.entrySession[row]! - labels.decisionSession[row]! === 1) expect(labels.ret[row]).toBeLessThan(-0.25);
});

test("the dial counts them: no 100 % of wins", () => {
  const dial = winRateDial(panel, { profits: [5], stops: [8], horizons: [3], cost: 0, draws: 100 });
  const [cell] = dial.cells;
  const returns = knownRows(labels).map((row) => labels.ret[row]!);
  expect(cell!.rows).toBe(returns.length);
  expect(cell!.winRate).toBeCloseTo(returns.filter((ret) => ret > 0).length / returns.length, 12);
  expect(cell!.expectancy).toBeCloseTo(returns.reduce((sum, ret) => sum + ret, 0) / returns.length, 12);
  expect(cell!.winRate).toBeLessThan(0.95);
});

test("the waterfall's and the validator's rows are the same", () => {
  for (const method of ["simple", "triple_barrier"] as const) {
    expect(knownRows(labelPanel(panel, { method, ...RULE }))).toEqual(knownRows(labels));
  }
  const honest = labelPanel(panel, { method: "simple", ...RULE });
  const own = protocolRows(protocolYear(panel, BARS * 2), { method: "simple", ...RULE }, new Set(), 1).labels;
  expect(knownRows(own)).toEqual(knownRows(labels));
  const net = netOfBuying(panel, { method: "simple", ...RULE });
  expect(net).toEqual(Float64Array.from(netReturns(honest.ret, ROUND_TRIP_COST)));
});

test("the backtest of each row earns what its label says", () => {
  const gross = new Float64Array(panel.rows).fill(Number.NaN);
  for (let turn = 0; turn <= RULE.horizon; turn++) {
    const rows = knownRows(labels).filter((row) => {
      const t = panel.offsets.findLastIndex((offset) => offset <= row);
      return (row - panel.offsets[t]!) % (RULE.horizon + 1) === turn;
    });
    const chosen = new Set(rows);
    const decisions = decideRows(panel, RULE, (row) => chosen.has(row));
    const { trades } = runBacktest(panel, decisions, { positions: 9, capital: 1e4, participation: 1, costs: FREE });
    for (const { decisionRow, exitPrice, entryPrice } of trades) gross[decisionRow] = exitPrice / entryPrice - 1;
  }
  // In the last sessions a decision is not taken, since the panel might end before its horizon does.
  const last = panel.calendar.length - 1 - RULE.horizon;
  const traded = knownRows(labels).filter((row) => labels.decisionSession[row]! <= last);
  for (const row of traded) expect(gross[row], `row ${row}`).toBeCloseTo(labels.ret[row]!, 12);
});

test("the reference policy loses what the labels lose, also where the last exits lie beyond a halt", () => {
  const cut = panel.calendar.length >> 1;
  const isLong = (row: number) => labels.exitSession[row]! - labels.decisionSession[row]! > 2 * RULE.horizon;
  const rows = knownRows(labels).filter((row) => labels.decisionSession[row]! < cut && isLong(row));
  const { policy } = policyReturns(labels, pricesOf(panel), Uint32Array.from(rows), new Float64Array(panel.rows));
  let expected = 0;
  for (const day of Map.groupBy(rows, (row) => labels.decisionSession[row]!).values()) {
    // The first of equal scores is bought.
    expected += (labels.ret[day[0]!]! - ROUND_TRIP_COST) / RULE.horizon;
  }
  expect(policy.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected, 12);
});
