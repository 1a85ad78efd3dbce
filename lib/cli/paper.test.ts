import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { syntheticMarket } from "../market/index.ts";
import { registerPaper } from "./paper.ts";
import { plantBundle } from "./test/plantedBundle.ts";
import { runCommand } from "./test/runCommand.ts";
import { eveningOf, startYahooReplay } from "./test/yahooReplay.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-paper-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a bundle trades a week on paper, is the backtest of that week, and says how it stands", async () => {
  const MARKET = "synthetic:tickers=12,years=3,seed=6";
  const { calendar } = syntheticMarket({ tickers: 12, years: 3, seed: 6 }).panel;
  await plantBundle(folder);
  const paper = (...words: readonly string[]) => runCommand([registerPaper], ["paper", ...words, "--json"], folder);
  const week = ["bundle", "--market", MARKET, "--from", isoDate(calendar[700]!), "--state", "paper.sqlite"];
  const first = await paper(...week, "--days", "3");
  expect(first.err).not.toMatch(/^trident:/m);
  const { code, out } = await paper(...week);
  expect(code).toBe(0);
  const { parity, state, ...said } = JSON.parse(out);
  expect(parity).toEqual({ sessions: 5, largestDifference: 0, equal: true });
  expect(said.sessions.map(({ date }: { date: string }) => date)).toEqual([...calendar.slice(700, 705)].map(isoDate));
  expect(said.sessions.every(({ spy }: { spy: number }) => spy > 0)).toBe(true);
  expect(said.filled).toBeGreaterThan(5);
  expect(said.filled).toBe(said.positions.length + said.trades.length);
  expect(said.open.length).toBeGreaterThan(0);
  for (const { why } of said.open) expect(why[0]).toMatchObject({ input: "returns_5" });
  expect(said.open.every(({ why }: { why: readonly object[] }) => why.length > 0)).toBe(true);

  const status = await paper("status", "paper.sqlite");
  expect(JSON.parse(status.out)).toEqual(said);
  const told = await runCommand([registerPaper], ["paper", "status", "paper.sqlite"], folder);
  expect(told.out).toMatch(/5 sessions, .* dollars of 100,000/);
  expect(told.out).toContain("The bundle promises no precision.");

  const other = await paper(...week, "--positions", "3");
  expect([other.code, other.err]).toEqual([1, expect.stringMatching(/begun with another settings/)]);
  const none = await paper("bundle", "--days", "3");
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/--market/)]);
  expect((await paper("status", "none.sqlite")).code).toBe(2);
}, 60_000);

test("evening after evening the bars come from Yahoo; a day that was missed is told; no answer, no trade", async () => {
  const replay = await startYahooReplay({ tickers: 12, years: 3, seed: 6 });
  vi.useFakeTimers({ toFake: ["Date"] });
  const on = (session: number) => vi.setSystemTime(eveningOf(replay.calendar[session]!));
  const paper = (...words: readonly string[]) => runCommand([registerPaper], ["paper", ...words], folder);
  const from = ["--from", isoDate(replay.calendar[700]!), "--days", "9", "--json"];
  const yahoo = ["bundle", "--market", "yahoo", "--tickers", replay.tickers.join(","), "--state", "y.sqlite", ...from];
  try {
    vi.stubGlobal("fetch", replay.fetch);
    await plantBundle(folder);
    on(700);
    const first = await paper(...yahoo);
    expect(first.err).not.toMatch(/^trident:/m);
    expect(JSON.parse(first.out)).toMatchObject({ late: [], parity: { sessions: 1, equal: true } });
    on(702);
    const { late, state, ...third } = JSON.parse((await paper(...yahoo)).out);
    expect(late).toEqual([isoDate(replay.calendar[701]!)]);
    expect(third.sessions.every(({ spy }: { spy: number }) => spy > 0)).toBe(true);
    expect(third.filled).toBeGreaterThan(0);
    const file = ["bundle", "--market", "y.sqlite.market/bars.parquet", "--state", "file.sqlite", ...from];
    const { state: _, ...replayed } = JSON.parse((await paper(...file)).out);
    expect(replayed).toEqual(third);

    on(703);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed", { cause: refused() })));
    const none = await paper(...yahoo);
    expect([none.code, none.err]).toEqual([
      1,
      expect.stringMatching(/^trident: nothing was traded: 12 of 12 tickers/m),
    ]);
    expect(JSON.parse((await paper("status", "y.sqlite", "--json")).out).sessions).toHaveLength(3);

    vi.stubGlobal("fetch", replay.fetch);
    const fewer = await paper(...yahoo.with(4, "S0001,S0003,S0004,S0005"));
    expect([fewer.code, fewer.err]).toEqual([1, expect.stringMatching(/begun with another universe/)]);
  } finally {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    await replay.close();
  }
  for (const [words, said] of [
    [["--market", "yahoo"], /no tickers were asked for/],
    [["--market", "synthetic", "--tickers", "S0001"], /--tickers and --universe are of --market yahoo/],
    [["--market", "yahoo", "--universe", "sp501"], /--universe is 'sp501': give all, or some of/],
  ] as const) {
    const { code, err } = await paper("bundle", ...words, "--state", "n.sqlite", ...from);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  }
});

const refused = () => Object.assign(new Error("no such host"), { code: "ENOTFOUND" });
