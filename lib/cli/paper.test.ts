import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { syntheticMarket } from "../market/index.ts";
import { registerPaper } from "./paper.ts";
import { plantBundle } from "./test/plantedBundle.ts";
import { runCommand } from "./test/runCommand.ts";

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
