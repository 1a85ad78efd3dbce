import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decideRows, runBacktest } from "../backtest/index.ts";
import { exitRule, type LabelExit, labelParameters } from "../labels/index.ts";
import { panelBefore, syntheticMarket } from "../market/index.ts";
import { PredictionError } from "../model/index.ts";
import { createRandom } from "../runtime/index.ts";
import { readPaperState } from "./paperState.ts";
import { promiseKept } from "./promiseKept.ts";
import { randomDecider } from "./test/randomDecider.ts";
import { type PaperOptions, paperParity, tradePaper } from "./tradePaper.ts";

let folder: string;
let files = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-paper-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RULE = labelParameters({ method: "triple_barrier", profit: 0.04, stop: 0.04, horizon: 5 });
const newState = () => join(folder, `state-${++files}.sqlite`);
const market = syntheticMarket({ tickers: 12, years: 1, seed: 3 }).panel;
const optionsOf = (more: Partial<PaperOptions> = {}): PaperOptions => ({
  ...{ panel: market, state: newState(), from: market.calendar[100]!, days: 20 },
  plan: { bundle: "a", rule: RULE, promise: null, certificate: null },
  decide: randomDecider(market, 0.3, 5),
  ...more,
});

test("a week and sixty sessions of replay are the backtest of that stretch, to a cent", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(5, 60),
      fc.double({ min: 0.02, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom("equal" as const, "volatility" as const),
      async (seed, days, share, positions, sizing) => {
        const { panel } = syntheticMarket({ tickers: 10, years: 1, seed });
        const account = { positions, sizing };
        const from = 60 + 2 * seed;
        const start = panel.calendar[from]!;
        const decide = randomDecider(panel, share, seed);
        const vol = { method: "triple_barrier", profit: 0.5, stop: 0.7, horizon: 5, barriers: "vol" } as const;
        const rule = seed % 2 === 0 ? RULE : labelParameters(vol);
        const plan = { bundle: "a", rule, promise: null, certificate: null };
        const options = { panel, state: newState(), from: start, decide, plan, account, dailyLoss: 1 };
        // Half of it, then the rest from the file.
        await tradePaper({ ...options, days: Math.ceil(days / 2) });
        const record = await tradePaper({ ...options, days });
        // The decisions by another way than the state's.
        const score = (row: number) => {
          const t = panel.offsets.findLastIndex((offset) => offset <= row);
          return createRandom(seed, panel.tickers[t]!, String(panel.date[row]!)).uniform();
        };
        const exit = (row: number) => {
          const first = panel.offsets.findLast((offset) => offset <= row)!;
          return exitRule(rule, panel.adjClose, first, row);
        };
        const all = decideRows(
          panel,
          (row) => exit(row) as LabelExit,
          (row) => score(row) < share && typeof exit(row) !== "string",
          score,
        );
        const backtest = runBacktest(panel, all, {
          ...account,
          start,
          end: panel.calendar[from + days - 1]!,
          openEnd: true,
        });
        expect(record.sessions.map(({ equity }) => equity)).toEqual([...backtest.equity]);
        expect(record.trades.map(({ pnl }) => pnl)).toEqual(backtest.trades.map(({ pnl }) => pnl));
        expect(paperParity(panel, record)).toEqual({ sessions: days, largestDifference: 0, equal: true });
        const filled = record.orders.filter(({ status }) => status === "filled").length;
        expect(filled).toBe(record.trades.length + record.positions.length);
      },
    ),
    // In the example a ticker is bought before 20 bars of it tell its volatility.
    { numRuns: 12, examples: [[37, 5, 0.03471512685038481, 1, "equal"]] },
  );
}, 60_000);

test("what comes later changes nothing, and a session that is there is not traded again", async () => {
  const whole = await tradePaper(optionsOf());
  const cut = panelBefore(market, 125);
  const options = optionsOf({ panel: cut });
  expect(await tradePaper(options)).toEqual(whole);
  expect(await tradePaper(options)).toEqual(whole);
  expect((await tradePaper({ ...options, panel: market, days: 30 })).sessions).toHaveLength(30);
});

test("a state of another plan or other sessions is refused as it is", async () => {
  const options = optionsOf();
  await tradePaper(options);
  const { plan } = options;
  await expect(tradePaper({ ...options, plan: { ...plan, bundle: "b" } })).rejects.toThrow("another bundle");
  await expect(tradePaper({ ...options, account: { positions: 2 } })).rejects.toThrow("another settings");
  await expect(tradePaper({ ...options, from: market.calendar[101]! })).rejects.toThrow("another from");
  await expect(tradePaper({ ...options, days: 0 })).rejects.toThrow("days is 0");
  await expect(tradePaper({ ...options, from: market.calendar.at(-1)! + 1 })).rejects.toThrow(/no session from/);
  expect(() => readPaperState(join(folder, "none"))).toThrow(/there is no such state/);
});

test("the kill switch and a day's loss stop orders; positions are left by their rules", async () => {
  const stopped = optionsOf({ days: 5 });
  await tradePaper(stopped);
  writeFileSync(`${stopped.state}.stop`, "");
  const { orders, sessions, positions } = await tradePaper({ ...stopped, days: 15 });
  const later = orders.filter(({ date }) => date > market.calendar[104]!);
  expect(new Set(later.map(({ status, reason }) => `${status}: ${reason}`))).toEqual(
    new Set(["refused: the kill switch is on"]),
  );
  expect(sessions.at(-1)!.note).toBe("the kill switch is on");
  expect(positions).toEqual([]);

  const wary = await tradePaper(optionsOf({ dailyLoss: 0.002 }));
  const falls = wary.sessions.filter(({ equity }, k) => k > 0 && equity < 0.998 * wary.sessions[k - 1]!.equity);
  expect(falls.length).toBeGreaterThan(0);
  for (const { date, note } of falls) {
    expect(note).toMatch(/^the session lost \d\.\d %, more than 0\.2 %$/);
    expect(wary.orders.filter((order) => order.date === date).every(({ status }) => status === "refused")).toBe(true);
  }
  expect(paperParity(market, wary).equal).toBe(true);
});

test("a day that cannot be decided on is traded without orders, and says why", async () => {
  const decide = async () => {
    throw new PredictionError("no ticker can be decided on");
  };
  const { sessions, orders } = await tradePaper(optionsOf({ decide, days: 2 }));
  expect(sessions.map(({ note }) => note)).toEqual(Array(2).fill("no ticker can be decided on"));
  expect(orders).toEqual([]);
  const broken = optionsOf({ decide: () => Promise.reject(new RangeError("a fault of the program")) });
  await expect(tradePaper(broken)).rejects.toThrow(RangeError);
});

test("a promise that is not kept is withdrawn, one that is stands", async () => {
  const watched = async (promise: number | null) =>
    promiseKept(
      await tradePaper(optionsOf({ days: 140, plan: { bundle: "a", rule: RULE, promise, certificate: null } })),
    );
  expect(await watched(null)).toBeNull();
  const broken = await watched(0.97);
  expect(broken!.withdrawnAt).toBeGreaterThan(1);
  expect(await watched(0.2)).toMatchObject({ withdrawnAt: null });
  // The last of 23 blocks may have trades that are still open.
  expect(broken!.blocks).toBeGreaterThan(20);
});
