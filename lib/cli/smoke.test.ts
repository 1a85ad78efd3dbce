import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SmokeCheck } from "../deploy/index.ts";
import { panelBefore, syntheticMarket, writePanel } from "../market/index.ts";
import { registerSmoke } from "./smoke.ts";
import { plantBundle } from "./test/plantedBundle.ts";
import { runCommand } from "./test/runCommand.ts";

const { panel } = syntheticMarket({ tickers: 12, years: 3, seed: 6 });
const today = isoDate(panel.calendar.at(-1)! + 1);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trident-smoke-"));
  await plantBundle(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of a market, and which checks have failed. */
async function smoke(market: string, day = today) {
  const { code, out, err } = await runCommand(
    [registerSmoke],
    ["smoke", "bundle", "--market", market, "--today", day, "--json"],
    folder,
  );
  if (code > 1 || out === "") throw new Error(err);
  const said = JSON.parse(out);
  const failed = (said.checks as readonly SmokeCheck[]).filter(({ passed }) => passed === false).map(({ id }) => id);
  expect([said.mayTrade, code]).toEqual(failed.length === 0 ? [true, 0] : [false, 1]);
  return { ...said, failed };
}

test("sound bars may be traded on", async () => {
  const { failed, date, decisions, bought } = await smoke("synthetic:tickers=12,years=3,seed=6");
  expect(failed).toEqual([]);
  expect(date).toBe(isoDate(panel.calendar.at(-1)!));
  expect(decisions).toBeGreaterThan(400);
  expect(bought).toBeGreaterThan(100);
  expect(bought).toBeLessThan(decisions);
}, 30_000);

test("stale, short and broken bars may not", async () => {
  const market = "synthetic:tickers=12,years=3,seed=6";
  expect((await smoke(market, isoDate(panel.calendar.at(-1)! + 10))).failed).toEqual(["fresh"]);
  const early = panelBefore(panel, 300);
  await writePanel(join(folder, "short.parquet"), early);
  const short = await smoke("short.parquet", isoDate(early.calendar.at(-1)! + 1));
  expect(short.failed).toEqual(["long", "decides"]);
  const broken = panelBefore(panel, panel.calendar.length);
  for (const t of [0, 1, 2]) {
    broken.close[panel.offsets[t + 1]! - 30]! *= 10;
    broken.adjClose[panel.offsets[t + 1]! - 30]! *= 10;
  }
  await writePanel(join(folder, "broken.parquet"), broken);
  expect((await smoke("broken.parquet")).failed).toContain("sound");
}, 60_000);
