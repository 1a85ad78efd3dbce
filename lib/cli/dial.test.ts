import { expect, test } from "vitest";
import type { WinRateDial } from "../honesty/index.ts";
import { registerDial } from "./dial.ts";
import { runCommand } from "./test/runCommand.ts";

function dial(...words: readonly string[]) {
  return runCommand([registerDial], ["dial", ...words], "/");
}

test("--json prints the whole dial, 1 %/-15 % in 20 bars among its settings", async () => {
  const { code, out } = await dial("synthetic:tickers=3,years=1", "--json");
  expect(code).toBe(0);
  const { panel, bias, cost, cells } = JSON.parse(out) as WinRateDial;
  expect(panel).toMatch(/^synthetic:tickers=3,years=1,/);
  expect([bias, cost, cells.length]).toEqual(["none known, delisted tickers are in it", 0.001, 144]);
  const cell = cells.find(({ profit, stop, horizon }) => profit === 0.01 && stop === 0.15 && horizon === 20)!;
  expect(cell.winRate).toBeGreaterThan(0.75);
  expect(cell.edge).toBeCloseTo(cell.winRate - cell.breakEven, 12);
  expect(cell.worstDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test("a person reads a table a horizon", async () => {
  const { code, out } = await dial("synthetic:tickers=3,years=1", "--tickers", "S0001,S0002");
  expect(code).toBe(0);
  expect(out).toContain("2 tickers");
  for (const horizon of [3, 7, 14, 20]) expect(out).toMatch(new RegExp(`^${horizon} bars .*\\+1 %.*\\+15 %`, "m"));
  expect(out).toMatch(/The highest win rate: \+1 % \/ -15 % in 20 bars wins \d+\.\d %, breaks even at/);
});

test("a panel that is not there is named", async () => {
  const { code, err } = await dial("/no/such/panel.parquet");
  expect(code).toBe(2);
  expect(err).toContain("/no/such/panel.parquet");
});
