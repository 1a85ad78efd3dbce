import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ledger } from "../../ledger/index.ts";
import { createPanel, type Panel, syntheticMarket, writePanel } from "../../market/index.ts";
import { registerBundle } from "../bundle.ts";
import { registerPaper } from "../paper.ts";
import { registerSmoke } from "../smoke.ts";
import { plantBundle } from "./plantedBundle.ts";
import { runCommand } from "./runCommand.ts";

const MARKET = "synthetic:tickers=12,years=3,seed=6";
const { panel } = syntheticMarket({ tickers: 12, years: 3, seed: 6 });
const day = (session: number): string => isoDate(panel.calendar[session]!);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trident-refusals-"));
  await plantBundle(folder);
  mkdirSync(join(folder, "other"));
  await plantBundle(join(folder, "other"), { training: { seed: 8 } });
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "text.sqlite"), "no database");
  new Ledger(join(folder, "ledger.sqlite")).close();
  await writePanel(join(folder, "hole.parquet"), without(panel, panel.calendar[702]!));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The panel without a day. */
function without(whole: Panel, gone: number): Panel {
  const rows = [...whole.date.keys()].filter((row) => whole.date[row] !== gone);
  const tickerOf = (row: number) => whole.tickers[whole.offsets.findLastIndex((offset) => offset <= row)]!;
  const take = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  const { open, high, low, close, adjClose, volume } = whole;
  return createPanel(
    {
      ticker: rows.map(tickerOf),
      date: Int32Array.from(rows, (row) => whole.date[row]!),
      ...{ open: take(open), high: take(high), low: take(low), close: take(close) },
      ...{ adjClose: take(adjClose), volume: take(volume) },
    },
    { source: "a hole", bias: null },
  );
}

const run = (line: string) =>
  runCommand([registerBundle, registerSmoke, registerPaper], line.split(" ").filter(Boolean), folder);

const PAPER = `paper bundle --market ${MARKET}`;
test.each<[string, number, RegExp]>([
  ["bundle inspect", 2, /missing required argument 'bundle'/],
  ["bundle inspect none", 2, /there is no such file or folder .*trident train/],
  ["bundle inspect empty", 1, /^trident: .*empty/],
  ["bundle inspect text.sqlite", 1, /^trident: .*text\.sqlite/],
  ["bundle verify none", 2, /there is no such file or folder/],
  ["bundle verify empty", 1, /^trident: .*empty/],
  ["bundle diff bundle", 2, /missing required argument 'b'/],
  ["bundle diff bundle empty", 1, /^trident: .*empty/],
  ["bundle inspect bundle --unknown", 2, /unknown option '--unknown'/],
  ["smoke bundle", 2, /--market/],
  ["smoke bundle --market none.parquet", 2, /there is no such file or folder/],
  ["smoke bundle --market text.sqlite", 1, /^trident: .*text\.sqlite/],
  [`smoke bundle --market ${MARKET} --today 2024-13-01`, 2, /2024-13-01/],
  ["paper bundle", 2, /--market/],
  [`${PAPER} --state s.sqlite`, 2, /--from/],
  [`${PAPER} --from ${day(700)}`, 2, /--state/],
  [`${PAPER} --from yesterday --state s.sqlite`, 2, /yesterday/],
  [`${PAPER} --from ${day(700)} --state s.sqlite --days 0`, 2, /--days is '0'/],
  [`${PAPER} --from ${day(700)} --state s.sqlite --days 1.5`, 2, /--days is '1\.5'/],
  [`${PAPER} --from ${day(700)} --state s.sqlite --positions -1`, 2, /--positions is '-1'/],
  [`${PAPER} --from ${day(700)} --state s.sqlite --exposure 2`, 2, /--exposure is '2'/],
  [`${PAPER} --from ${day(700)} --state s.sqlite --daily-loss 0`, 2, /--daily-loss is '0'/],
  [`${PAPER} --from ${day(700)} --state s.sqlite --capital much`, 2, /--capital is 'much'/],
  [`${PAPER} --from 2999-01-01 --state s.sqlite`, 1, /the panel has no session from 2999-01-01 on/],
  [`${PAPER} --from ${day(700)} --state empty`, 1, /this is a folder, not a file to write/],
  [`${PAPER} --from ${day(700)} --state bundle/s.sqlite`, 1, /lies in, what is read/],
  [`${PAPER} --from ${day(700)} --state text.sqlite`, 1, /state of paper trading cannot be opened/],
  [`${PAPER} --from ${day(700)} --state ledger.sqlite`, 1, /is a database, but no state of paper trading/],
  [`${PAPER} --from ${day(700)} --state /proc/paper/s.sqlite`, 1, /^trident: .*\/proc/],
  ["paper status", 2, /missing required argument 'state'/],
  ["paper status none.sqlite", 2, /there is no such file/],
  ["paper status text.sqlite", 1, /state of paper trading cannot be read/],
  ["paper status ledger.sqlite", 1, /the file is no state of paper trading of this version/],
  ["paper status empty", 1, /state of paper trading cannot be read/],
  ["paper serve none.sqlite", 2, /there is no such file/],
  ["paper serve text.sqlite --port x", 2, /--port is 'x'/],
])("%s: exit %i, in a sentence", async (line, code, words) => {
  const said = await run(line);
  expect([said.code, said.err]).toEqual([code, expect.stringMatching(new RegExp(words.source, "m"))]);
  expect(said.err).not.toContain("unexpected: run it again");
  expect(said.out).toBe("");
});

test("a state goes on with its own bundle alone", async () => {
  const words = `--market ${MARKET} --from ${day(700)} --state own.sqlite --days 1`;
  expect((await run(`paper bundle ${words}`)).code).toBe(0);
  const other = await run(`paper other/bundle ${words}`);
  expect([other.code, other.err]).toEqual([1, expect.stringMatching(/the state was begun with another bundle/)]);
});

test("a session that the bars lack is told, by the trading and by the smoke test", async () => {
  const traded = await run(`paper bundle --market hole.parquet --from ${day(700)} --state hole.sqlite --days 3`);
  expect(traded.code).toBe(0);
  expect(traded.out).toContain(`The bars lack the session of ${day(702)} of the exchange`);
  const smoke = await run(`smoke bundle --market hole.parquet --today ${isoDate(panel.calendar.at(-1)! + 1)}`);
  expect([smoke.code, smoke.out]).toEqual([1, expect.stringMatching(/sound: FAILED, .*tickers have no bar/)]);
});

test("a clock that is behind the bars is told", async () => {
  const smoke = await run(`smoke bundle --market ${MARKET} --today ${day(740)}`);
  expect([smoke.code, smoke.out]).toEqual([1, expect.stringMatching(/fresh: FAILED, .*the clock is behind/)]);
});
