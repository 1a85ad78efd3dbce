import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterAll, expect, test } from "vitest";
import { pricesOf } from "../../backtest/index.ts";
import { syntheticMarket } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { readTrades } from "./readTrades.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-trades-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { panel } = syntheticMarket({ tickers: 8, years: 1, seed: 3 });
const prices = pricesOf(panel);
const day = (row: number): string => isoDate(panel.date[row]!);

/** Trades of all tickers, held for 3 to 8 bars, filled at these prices with a tenth of a percent of costs. */
function trades(entered: "open" | "close", left: "open" | "close"): readonly string[] {
  const random = createRandom(`${entered} ${left}`);
  return panel.tickers.flatMap((ticker, t) => {
    const lines: string[] = [];
    for (let row = panel.offsets[t]! + 1; row + 8 < panel.offsets[t + 1]!; row += 9 + random.integer(20)) {
      const exit = row + 3 + random.integer(6);
      const ret = prices[left][exit]! / prices[entered][row]! - 1.001;
      lines.push(`${ticker},${day(row)},${day(exit)},${ret}`);
    }
    return lines;
  });
}

function write(lines: readonly string[], header = "ticker,entry_date,exit_date,ret"): string {
  const file = join(folder, "trades.csv");
  writeFileSync(file, `${[header, ...lines].join("\n")}\n`);
  return file;
}

test.each([
  ["open", "open", 1, 0],
  ["open", "close", 1, 1],
  ["close", "open", 0, -1],
  ["close", "close", 0, 0],
] as const)("trades from %s to %s are told by their returns", async (entered, left, before, more) => {
  const lines = trades(entered, left);
  const read = await readTrades(panel, write(lines.toReversed()));
  expect(read.trades).toMatchObject({ entered, left, merged: 0, undecided: 0 });
  expect(read.trades!.ret).toHaveLength(lines.length);
  const [row, rule] = [...read.rules!].sort(([a], [b]) => a - b)[0]!;
  const [, entry, exit] = lines[0]!.split(",");
  expect(day(row + before)).toBe(entry);
  expect(rule).toEqual({ profit: Number.POSITIVE_INFINITY, stop: 1, horizon: rule.horizon });
  const held =
    panel.date.indexOf((Date.parse(exit!) / 864e5) | 0) - panel.date.indexOf((Date.parse(entry!) / 864e5) | 0);
  expect(rule.horizon).toBe(held + more);
});

test("returns that neither price explains are taken to be decided at the later one", async () => {
  const random = createRandom("neither");
  const lines = trades("open", "close").map((line) => line.replace(/[^,]*$/, `${0.2 * random.normal()}`));
  const read = await readTrades(panel, write(lines.map((line) => line.replace(/,-[1-9][^,]*$/, ",-0.9"))));
  expect(read.trades!.entered).toBeUndefined();
  expect(day(Math.min(...read.rules!.keys()))).toBe(lines[0]!.split(",")[1]);
});

test("partial exits are one decision, open trades and other tickers are counted", async () => {
  const lines = trades("close", "close");
  const [ticker, entry, exit, ret] = lines[0]!.split(",");
  const later = day(panel.date.indexOf((Date.parse(exit!) / 864e5) | 0) + 1);
  const more = [`${ticker},${entry},${later},${ret}`, `${ticker},${entry},,`, `NOBODY,${entry},${exit},0`];
  const read = await readTrades(panel, write([...lines, ...more]));
  expect(read).toMatchObject({ rowsOfFile: lines.length + 3, unscored: 1, trades: { merged: 1 } });
  expect(read.strange).toMatchObject({ ofOtherTickers: 1, withoutBar: 0, offSession: 0 });
});

test("what no trade can be is refused with ticker and date", async () => {
  const lines = trades("close", "close");
  const [ticker, entry, exit] = lines[0]!.split(",");
  const refused = (line: string) => expect(readTrades(panel, write([...lines, line]))).rejects;
  await refused(`${ticker},${exit},${entry},0`).toThrow(`left on ${entry}, before it is entered`);
  await refused(`${ticker},${entry},${exit},-1.2`).toThrow("a trade returns -1.2");
  await refused(`${ticker},${entry},${exit},much`).toThrow("ret is 'much', not a number");
  await expect(readTrades(panel, write(lines.slice(0, 3)))).rejects.toThrow("3 of 3 trades have an entry and an exit");
  await expect(
    readTrades(
      panel,
      write(
        lines.map((line) => line.slice(0, 16)),
        "ticker,entry_date",
      ),
    ),
  ).rejects.toThrow("exit_date");
});
