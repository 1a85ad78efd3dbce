import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { labelParameters } from "../../labels/index.ts";
import { createPanel, lastFetchableDay, type Panel, sessionsBetween } from "../../market/index.ts";
import type { DaySignals } from "../../model/index.ts";
import { barChecks } from "../barChecks.ts";
import { readPaperState } from "../paperState.ts";
import { paperParity, tradePaper } from "../tradePaper.ts";

// What people reported of other programs that trade on paper, each as a case of this one.

const DAYS = [...sessionsBetween(parseIsoDate("2024-01-02"), parseIsoDate("2024-06-28"))];
const TICKERS = ["A", "B", "C", "D"];
const RULE = labelParameters({ method: "triple_barrier", profit: 0.1, stop: 0.1, horizon: 5 });
/** The session from which on is traded. */
const FROM = 40;

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly adjClose: number;
  readonly volume: number;
}

let folder: string;
let states = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-reported-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const newState = () => join(folder, `${++states}.sqlite`);

/** The first sessions of a market in which nothing happens but what `change` makes of a ticker's bar; null takes it away. */
function panelOf(sessions: number, change: (ticker: string, k: number, bar: Bar) => Bar | null = (_, _k, bar) => bar) {
  const bars = TICKERS.flatMap((ticker) =>
    DAYS.slice(0, sessions).flatMap((date, k) => {
      const bar = { open: 100, high: 100.5, low: 99.5, close: 100, adjClose: 100, volume: 1e6 };
      const changed = change(ticker, k, bar);
      return changed === null ? [] : [{ ticker, date, ...changed }];
    }),
  );
  const column = (name: keyof Bar) => Float64Array.from(bars, (bar) => bar[name]);
  return createPanel(
    {
      ticker: bars.map(({ ticker }) => ticker),
      date: Int32Array.from(bars, ({ date }) => date),
      ...{ open: column("open"), high: column("high"), low: column("low"), close: column("close") },
      ...{ adjClose: column("adjClose"), volume: column("volume") },
    },
    { source: "reported", bias: null },
  );
}

const priced = (price: number, bar: Bar): Bar => ({
  ...{ open: price, high: price * 1.005, low: price * 0.995, close: price, adjClose: price },
  volume: bar.volume,
});

/** Trades sessions from `FROM` on; `buys` names the tickers that are bought, by the session of the decision. */
function trade(
  panel: Panel,
  state: string,
  days: number,
  buys: Readonly<Record<number, readonly string[]>>,
  during: () => void = () => {},
) {
  const decide = async (date: number): Promise<DaySignals> => {
    during();
    const bought = buys[DAYS.indexOf(date)] ?? [];
    const levels = { entry: "next_open" as const, close: 100, target: 110, stop: 90, horizon: 5, why: null };
    const signals = bought.map((ticker) => ({
      ...{ ticker, cluster: 1, probability: 0.7, decision: "BUY" as const },
      ...levels,
    }));
    return { date: String(date), signals, leftOut: [] };
  };
  const plan = { bundle: "a", rule: RULE, promise: null, certificate: null };
  return tradePaper({ panel, state, days, decide, plan, from: DAYS[FROM]! });
}

test("an order that is open at a restart is an order still, no position and no second order (freqtrade/freqtrade#10436)", async () => {
  const [panel, state] = [panelOf(60), newState()];
  const first = await trade(panel, state, 1, { [FROM]: ["A"] });
  expect(first.orders).toMatchObject([{ ticker: "A", status: "open" }]);
  expect(first.positions).toEqual([]);
  expect(await trade(panel, state, 1, { [FROM]: ["A"] })).toEqual(first);
  const second = await trade(panel, state, 2, { [FROM]: ["A"] });
  expect(second.orders).toMatchObject([{ ticker: "A", status: "filled" }]);
  expect(second.positions).toMatchObject([{ ticker: "A", entryDate: DAYS[FROM + 1], entryPrice: 100 }]);
});

test("a trade is booked once, however often the program starts (hummingbot/hummingbot#2945)", async () => {
  const [panel, state] = [panelOf(60), newState()];
  const record = await trade(panel, state, 12, { [FROM]: ["A"] });
  expect(record.trades).toMatchObject([{ ticker: "A", end: "time-out", exitDate: DAYS[FROM + 5] }]);
  for (let again = 0; again < 3; again++) expect(await trade(panel, state, 12, { [FROM]: ["A"] })).toEqual(record);
});

test("who looks on while an order is written takes nothing from it (freqtrade/freqtrade#4653)", async () => {
  const state = newState();
  let seen = 0;
  const look = () => {
    if (seen++ > 0) expect(readPaperState(state).sessions.length).toBe(seen - 1);
  };
  const { orders } = await trade(panelOf(60), state, 5, { [FROM + 1]: ["A", "B"] }, look);
  expect([seen, orders.length]).toEqual([5, 2]);
});

test("after days without power it goes on as if there had been none (freqtrade/freqtrade#10403)", async () => {
  const [panel, state] = [panelOf(60), newState()];
  const buys = { [FROM]: ["A"], [FROM + 2]: ["B"], [FROM + 4]: ["C"] };
  await trade(panelOf(FROM + 3), state, 20, buys);
  expect(readPaperState(state).sessions).toHaveLength(3);
  expect(await trade(panel, state, 20, buys)).toEqual(await trade(panel, newState(), 20, buys));
});

test("bars that end before today, or for some tickers, are told from fresh ones (freqtrade/freqtrade#3055)", () => {
  const failed = (panel: Panel, today: number) =>
    barChecks(panel, 10, today).flatMap(({ id, passed }) => (passed || id === "sound" ? [] : [id]));
  expect(failed(panelOf(60), DAYS[59]! + 1)).toEqual([]);
  expect(failed(panelOf(60), DAYS[62]!)).toEqual(["fresh"]);
  const behind = panelOf(60, (ticker, k, bar) => (ticker === "B" && k === 59 ? null : bar));
  expect(failed(behind, DAYS[59]! + 1)).toEqual(["complete"]);
});

test("the clocks go forward and a position is held as many sessions as on other days (Lumiwealth/lumibot#662)", async () => {
  const thursday = DAYS.indexOf(parseIsoDate("2024-03-07"));
  const { trades } = await trade(panelOf(70), newState(), 20, { [thursday]: ["A"] });
  expect(trades).toMatchObject([{ entryDate: parseIsoDate("2024-03-08"), exitDate: parseIsoDate("2024-03-14") }]);
  for (const day of ["2024-03-08", "2024-03-11", "2024-11-01", "2024-11-04"]) {
    const at = (time: string) => lastFetchableDay({ now: () => Date.parse(`${day}T${time}Z`), sleep: async () => {} });
    expect([at("22:00:00"), at("21:59:59")]).toEqual([parseIsoDate(day), parseIsoDate(day) - 1]);
  }
});

test("after a split ten for one the stop is a tenth too, and nothing is sold (alpacahq/alpaca-py#469)", async () => {
  const state = newState();
  const buys = { [FROM]: ["A"] };
  const before = panelOf(FROM + 3, (ticker, _, bar) => (ticker === "A" ? { ...priced(1000, bar), volume: 1e5 } : bar));
  const { positions: held } = await trade(before, state, 20, buys);
  const { positions, trades, sessions } = await trade(panelOf(FROM + 4), state, 20, buys);
  expect(trades).toEqual([]);
  expect(positions[0]!.shares).toBeCloseTo(10 * held[0]!.shares, 8);
  expect([held[0]!.floor, positions[0]!.floor]).toEqual([900, 90]);
  expect(sessions.at(-1)!.equity).toBeCloseTo(sessions.at(-2)!.equity, 6);
});

test("a dividend belongs to who holds the share (QuantConnect/Lean#2569)", async () => {
  const state = newState();
  const buys = { [FROM]: ["A"] };
  await trade(panelOf(FROM + 3), state, 20, buys);
  // From the next session on without the dividend of a dollar: earlier prices are adjusted for it.
  const after = panelOf(FROM + 4, (ticker, k, bar) =>
    ticker !== "A" ? bar : k >= FROM + 3 ? priced(99, bar) : { ...bar, adjClose: 99 },
  );
  const record = await trade(after, state, 20, buys);
  const [last, then] = record.sessions.toReversed();
  expect(last!.equity).toBeCloseTo(then!.equity, 6);
  expect(paperParity(after, record).equal).toBe(true);
});

test("what is delisted while it is held is paid out once that is known, and no place is lost (quantopian/zipline#188)", async () => {
  const buys = { [FROM]: ["B"], [FROM + 8]: ["A"] };
  const gone = (sessions: number) =>
    panelOf(sessions, (ticker, k, bar) => (ticker === "B" && k > FROM + 2 ? null : bar));
  const state = newState();
  for (let sessions = FROM + 1; sessions <= FROM + 12; sessions++) await trade(gone(sessions), state, 12, buys);
  const record = readPaperState(state);
  expect(record.trades).toMatchObject([{ ticker: "B", end: "delisted", exitPrice: 70, exitDate: DAYS[FROM + 8] }]);
  expect(record.positions.map(({ ticker }) => ticker)).toEqual(["A"]);
  // Who has all bars at once knew no earlier.
  expect(await trade(gone(60), newState(), 12, buys)).toEqual(record);
  expect(paperParity(gone(60), record).equal).toBe(true);
});

test("a halt is waited out, and left at the price at which trading goes on (QuantConnect/Lean#5275)", async () => {
  const isHalted = (k: number) => k > FROM + 2 && k < FROM + 6;
  const panel = panelOf(60, (ticker, k, bar) =>
    ticker !== "C" ? bar : isHalted(k) ? null : k < FROM + 6 ? bar : priced(80, bar),
  );
  const record = await trade(panel, newState(), 12, { [FROM]: ["C"] });
  expect(record.trades).toMatchObject([{ end: "stop", exitDate: DAYS[FROM + 6], exitPrice: 80 }]);
  expect(paperParity(panel, record).equal).toBe(true);
});

test("a bar without volume fills nothing: an order lapses with its reason, a position leaves later (akfamily/akquant#255)", async () => {
  const panel = panelOf(60, (ticker, k, bar) =>
    (ticker === "C" && k === FROM + 1) || (ticker === "D" && k === FROM + 5) ? { ...bar, volume: 0 } : bar,
  );
  const { orders, trades } = await trade(panel, newState(), 12, { [FROM]: ["C", "D"] });
  expect(orders).toMatchObject([
    { ticker: "C", status: "lapsed", reason: "no bar to enter in" },
    { ticker: "D", status: "filled" },
  ]);
  expect(trades).toMatchObject([{ ticker: "D", end: "time-out", exitDate: DAYS[FROM + 6] }]);
});
