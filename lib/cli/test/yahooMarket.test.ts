import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PaperRecord, paperParity, tradePaper, yahooMarket } from "../../deploy/index.ts";
import { labelParameters } from "../../labels/index.ts";
import { findMarketSeries, type Panel, type YahooEffects } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { eveningOf, startYahooReplay, type YahooReplay } from "./yahooReplay.ts";

const FIRST = 700;
const DEMANDED = 400;
const RULE = labelParameters({ method: "triple_barrier", profit: 0.04, stop: 0.04, horizon: 4 });

let folder: string;
let replay: YahooReplay;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "trident-yahoo-"));
  replay = await startYahooReplay({ tickers: 12, years: 3, seed: 6 });
});
afterEach(async () => {
  await replay.close();
  rmSync(folder, { recursive: true });
});

/** Buys half of all tickers by a die, whatever order days are asked in. */
const diceOn = (panel: Panel) => async (date: number) => {
  const t = panel.calendar.indexOf(date);
  const signals = panel.tickers
    .filter((_, k) => panel.session.subarray(panel.offsets[k], panel.offsets[k + 1]).includes(t))
    .map((ticker) => {
      const probability = createRandom(3, ticker, String(date)).uniform();
      const decision = probability < 0.5 ? ("BUY" as const) : ("HOLD" as const);
      const levels = { entry: "next_open" as const, close: 1, target: null, stop: null, horizon: 4, why: null };
      return { ticker, cluster: 1, probability, decision, ...levels };
    });
  return { date: isoDate(date), signals, leftOut: [] };
};

/** Yahoo on the evening of a session; waits take no time. */
function evening(session: number, send: typeof fetch = replay.fetch): YahooEffects {
  const now = eveningOf(replay.calendar[session]!);
  return { fetch: send, clock: { now: () => now, sleep: async () => {} } };
}

const marketOf = (session: number, state = "s.sqlite", effects = evening(session)) =>
  yahooMarket(
    {
      ...{ state: join(folder, state), universes: [], byHand: replay.tickers, demanded: DEMANDED },
      from: replay.calendar[FIRST]!,
    },
    effects,
  );

/** Trades what there is on the evening of a session, as the command does. */
async function trade(session: number, state = "s.sqlite"): Promise<PaperRecord & { equal: boolean }> {
  const { panel, file } = await marketOf(session, state);
  const spy = await findMarketSeries("spy", file);
  const record = await tradePaper({
    ...{ panel, state: join(folder, state), from: replay.calendar[FIRST]!, days: 20, spy: spy.closes },
    plan: { bundle: "a", rule: RULE, promise: null, certificate: null, universe: replay.tickers.join(",") },
    decide: diceOn(panel),
    account: { positions: 6 },
  });
  return { ...record, equal: paperParity(panel, record).equal };
}

test("evening after evening is the replay of the same bars, and asks for new days alone", async () => {
  let last: PaperRecord | undefined;
  for (let session = FIRST; session < FIRST + 4; session++) {
    last = await trade(session);
    expect(last.sessions.map(({ date }) => date)).toEqual([...replay.calendar.slice(FIRST, session + 1)]);
    expect(last.sessions.every(({ spy }) => spy !== null)).toBe(true);
  }
  const asked = replay.asked.length;
  expect(await trade(FIRST + 3)).toEqual(last);
  expect(replay.asked.length).toBe(asked);
  const whole = await trade(FIRST + 3, "whole.sqlite");
  expect(last).toEqual(whole);
  expect(whole.equal).toBe(true);
  expect(whole.trades.length + whole.positions.length).toBeGreaterThan(3);
  const update = replay.asked.find(({ symbol, to }) => symbol === "S0001" && to === replay.calendar[FIRST + 3]! + 1)!;
  expect(update.from).toBeGreaterThan(replay.calendar[FIRST - 10]!);
  await expect(
    tradePaper({
      ...{ panel: (await marketOf(FIRST + 3)).panel, state: join(folder, "s.sqlite"), from: replay.calendar[FIRST]! },
      plan: { bundle: "a", rule: RULE, promise: null, certificate: null, universe: "S0001" },
      ...{ days: 20, account: { positions: 6 }, decide: diceOn((await marketOf(FIRST + 3)).panel) },
    }),
  ).rejects.toThrow("begun with another universe");
});

test("a split and a dividend while a share is held change what a share costs, not what the account is worth", async () => {
  const before = await trade(FIRST + 2);
  const [split, payer] = before.positions.map(({ ticker }) => ticker);
  const date = replay.calendar[FIRST + 3]!;
  // The bars are as of their end: before the event they were not halved yet.
  replay.change(split!, { event: { date, kind: "split" } });
  replay.change(payer!, { event: { date, kind: "dividend" } });
  const plain = await trade(FIRST + 3, "plain.sqlite");
  const after = await trade(FIRST + 3);
  expect(after.equal).toBe(true);
  expect(after.sessions.at(-1)!.equity).toBeCloseTo(plain.sessions.at(-1)!.equity, 6);
  const held = after.positions.find(({ ticker }) => ticker === split);
  if (held) {
    const was = before.positions.find(({ ticker }) => ticker === split)!;
    expect(held.shares).toBeCloseTo(2 * was.shares, 8);
    expect(held.floor).toBeCloseTo(was.floor / 2, 8);
  }
});

/** Bars of a symbol, some of them changed or gone. */
function changedBars(symbol: string, change: (day: number) => number | null) {
  const bars = [...replay.bars.get(symbol)!].flatMap(([day, bar]) => {
    const times = change(day);
    if (times === null) return [];
    const { open, high, low, close, adjclose, volume } = bar;
    const scaled = { open: times * open, high: times * high, low: times * low, close: times * close };
    return [[day, { ...scaled, adjclose: times * adjclose, volume }] as const];
  });
  replay.change(symbol, { bars: new Map(bars) });
}

const SESSION = FIRST + 2;
const offline: typeof fetch = () =>
  Promise.reject(
    Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("no"), { code: "ENOTFOUND" }) }),
  );
test.each<[string, () => void, RegExp, YahooEffects["fetch"]?]>([
  [
    "no network",
    () => {},
    /are not there as asked, such as S\d+ \(.*Yahoo cannot be reached: no\. Run it again/,
    offline,
  ],
  [
    "a ticker that is not answered for",
    () => replay.change("S0003", { faults: { kind: "500", times: 8 } }),
    /1 of 12 tickers are not there as asked, such as S0003 \(.*Yahoo gave no whole answer in 8 requests: status 500/,
  ],
  [
    "an answer that is cut off, again and again",
    () => replay.change("S0003", { faults: { kind: "cut off", times: 8 } }),
    /such as S0003 \(.*cut off or no JSON/,
  ],
  [
    "no SPY",
    () => replay.change("SPY", { gone: true }),
    /1 of 1 tickers are not there as asked, such as SPY \(.*Yahoo does not know this ticker/,
  ],
  [
    "yesterday's bars",
    () => {
      for (const ticker of replay.tickers) changedBars(ticker, (day) => (day < replay.calendar[SESSION]! ? 1 : null));
    },
    /Yahoo's bars end on \d+-\d+-\d+, and the session of \d+-\d+-\d+ is over/,
  ],
  [
    "bars of a few tickers alone",
    () => {
      for (const ticker of replay.tickers.slice(3, 7))
        changedBars(ticker, (day) => (day < replay.calendar[SESSION]! ? 1 : null));
    },
    /Yahoo's bars are not complete: \d of \d+ tickers, such as S\d+ have no bar of the last session/,
  ],
  [
    "prices ten times too high",
    () => {
      for (const ticker of replay.tickers.slice(0, 3))
        changedBars(ticker, (day) => (day === replay.calendar[SESSION - 3] ? 10 : 1));
    },
    /Yahoo's bars are not sound: the checks refuse bars of \d of \d+ tickers/,
  ],
  [
    "no ticker at all",
    () => {
      for (const ticker of replay.tickers) replay.change(ticker, { gone: true });
    },
    /nothing was traded: Yahoo has no bars of these tickers/,
  ],
])("%s: refused in a sentence, and no state is begun", async (_, spoil, words, send) => {
  spoil();
  await expect(marketOf(SESSION, "s.sqlite", evening(SESSION, send))).rejects.toThrow(words);
  expect(existsSync(join(folder, "s.sqlite"))).toBe(false);
});

test("at noon the bar of the day that Yahoo shows already is no session (dpguthrie/yahooquery#36)", async () => {
  const noon = eveningOf(replay.calendar[FIRST + 1]!) - 5 * 3_600_000;
  const effects = { fetch: replay.fetch, clock: { now: () => noon, sleep: async () => {} } };
  const { panel } = await marketOf(FIRST, "s.sqlite", effects);
  expect(panel.calendar.at(-1)).toBe(replay.calendar[FIRST]);
});

test("before the first session is over there is nothing to trade; a ticker that is gone is told", async () => {
  const morning = eveningOf(replay.calendar[FIRST]!) - 12 * 3_600_000;
  const effects = { fetch: replay.fetch, clock: { now: () => morning, sleep: async () => {} } };
  await expect(marketOf(FIRST, "s.sqlite", effects)).rejects.toThrow(
    `the first session is ${isoDate(replay.calendar[FIRST]!)}, and the last day that is over is`,
  );
  replay.change("S0002", { gone: true });
  const { panel, notes } = await marketOf(FIRST);
  expect(notes).toEqual([expect.stringMatching(/^S0002: Yahoo does not know this ticker/)]);
  expect(panel.tickers).not.toContain("S0002");
});
