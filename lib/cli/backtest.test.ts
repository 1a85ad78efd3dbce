import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterAll, expect, test } from "vitest";
import { syntheticMarket, writePanel } from "../market/index.ts";
import { registerBacktest } from "./backtest.ts";
import { runCommand } from "./test/runCommand.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-backtest-"));
afterAll(() => rmSync(folder, { recursive: true }));

function trident(...argv: string[]) {
  return runCommand([registerBacktest], argv, folder);
}

function decisionsFile(): string {
  const { panel } = syntheticMarket({ tickers: 12, years: 2 });
  const lines = ["ticker,date,score,profit,stop,horizon"];
  for (let row = 0; row < panel.rows; row += 7) {
    const t = panel.offsets.findIndex((offset) => offset > row) - 1;
    lines.push(`${panel.tickers[t]},${isoDate(panel.date[row]!)},${row % 13},0.05,0.08,10`);
  }
  const file = join(folder, "decisions.csv");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

test("trades, equity and a tear sheet from a file of decisions", async () => {
  const args = ["backtest", decisionsFile(), "--market", "synthetic:tickers=12,years=2", "--json", "--out"];
  const { code, out } = await trident(...args, "run");
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  expect(Object.keys(answer.opponents)).toEqual(["blind", "timing", "equal weight", "momentum", "SPY"]);
  const read = (name: string) => readFileSync(join(folder, "run", name), "utf8");
  const [tradeHead, ...trades] = read("trades.csv").trim().split("\n");
  expect(tradeHead).toBe("ticker,cluster,decision_date,entry_date,entry_price,exit_date,exit_price,shares,costs,pnl");
  expect(trades).toHaveLength(answer.trades);
  const [equityHead, ...equity] = read("equity.csv").trim().split("\n");
  expect(equityHead).toBe("date,equity,exposure,spy");
  expect(equity).toHaveLength(answer.sessions);
  const pnl = trades.reduce((sum, line) => sum + Number(line.split(",").at(-1)), 0);
  const last = Number(equity.at(-1)!.split(",")[1]);
  expect(Math.abs(last - 100_000 - pnl)).toBeLessThan(0.01);
  expect(answer.totalReturn).toBeCloseTo(last / 100_000 - 1, 12);
  expect(answer).toMatchObject({
    blind: { p: expect.any(Number), t: expect.any(Number), draws: 1000, weak: true, edge: expect.any(Number) },
    believable: {
      status: "pass",
      lines: [
        { id: "sharpe", status: "pass" },
        { id: "edge", status: "pass" },
      ],
    },
    timing: { exposure: answer.exposure },
    ...{ beta: expect.any(Number), alpha: { t: expect.any(Number) } },
    rules: { different: 1, most: [{ profit: 0.05, stop: 0.08, horizon: 10 }] },
    settings: { capital: 100_000, positions: 10, costs: { commission: 0.0001, spread: 1, impact: 1 } },
    sources: [{ name: "decisions.csv", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, { name: answer.market }],
  });
  expect(read("tearsheet.html")).toContain("Returns by month");
  expect(read("tearsheet.html")).toContain("Nothing here is too good to be true");
  // The same bytes again.
  const again = await trident(...args, "again");
  expect(JSON.parse(again.out)).toEqual({ ...answer, out: join(folder, "again") });
  for (const name of ["trades.csv", "equity.csv"]) {
    expect(readFileSync(join(folder, "again", name), "utf8")).toBe(read(name));
  }
});

test("SPY is found in and beside a folder market and as its ticker; where there is none, text and JSON say so", async () => {
  const { panel, index } = syntheticMarket({ tickers: 12, years: 2 });
  mkdirSync(join(folder, "market", "bars"), { recursive: true });
  await writePanel(join(folder, "market", "bars", "bars.parquet"), panel);
  const decided = decisionsFile();
  const run = (...more: string[]) =>
    trident("backtest", decided, "--market", "market/bars", "--out", "spy", "--draws", "20", ...more);
  const without = JSON.parse((await run("--json")).out);
  expect(without.opponents.SPY).toBeUndefined();
  expect(without.spy).toContain("none: there is no spy.parquet or spy.csv in or beside the market");
  expect((await run()).out).toMatch(/^Nothing here is too good to be true; /);
  expect((await run()).out).toContain("SPY is left out: none: there is no spy.parquet");
  const lines = Array.from(panel.calendar, (day, s) => `${isoDate(day)},${index[s]}`);
  writeFileSync(join(folder, "market", "spy.csv"), ["date,close", ...lines].join("\n"));
  const found = JSON.parse((await run("--json")).out);
  expect(found.spy).toBe("spy.csv");
  expect(found.opponents.SPY.totalReturn).toBeCloseTo(index.at(-1)! / index[0]! - 1, 1);
});

test("the sheet says what the settings are, and nothing else", async () => {
  const args = ["backtest", decisionsFile(), "--market", "synthetic:tickers=12,years=2", "--draws", "20", "--out"];
  const sheet = (name: string) => readFileSync(join(folder, name, "tearsheet.html"), "utf8");
  await trident(...args, "free", "--commission", "0", "--spread", "0", "--impact", "0");
  expect(sheet("free")).toContain("Fills cost nothing: no commission, no spread, no slippage.");
  expect(sheet("free")).not.toContain("Each fill pays");
  await trident(...args, "paid", "--impact", "0", "--positions", "3", "--sizing", "volatility");
  expect(sheet("paid")).toContain("Each fill pays a commission of 1 basis point and the estimated half spread.");
  expect(sheet("paid")).toContain("Not charged: slippage.");
  expect(sheet("paid")).toContain("in 3 positions at most");
  expect(sheet("paid")).toContain("decisions.csv");
});

test("says what is wrong with a call", async () => {
  const args = ["backtest", decisionsFile(), "--market", "synthetic:tickers=12,years=2", "--out", "x"];
  expect(await trident(...args, "--positions", "0")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--positions/),
  });
  expect(await trident(...args, "--start", "2024-13-01")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/2024-13-01/),
  });
  expect(await trident(...args, "--commission", "")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--commission/),
  });
  // The decisions are not overwritten by the trades.
  renameSync(decisionsFile(), join(folder, "trades.csv"));
  const over = ["backtest", "trades.csv", "--market", "synthetic:tickers=12,years=2", "--out", "."];
  expect(await trident(...over)).toMatchObject({ code: 1, err: expect.stringMatching(/what is read/) });
  const other = ["backtest", decisionsFile(), "--market", "synthetic:tickers=3,years=2", "--out", "x"];
  expect(await trident(...other)).toMatchObject({ code: 1, err: expect.stringMatching(/ticker without bars \(S0004/) });
});
