import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { equalWeightReturn } from "../behaviour/index.ts";
import { Ledger } from "../ledger/index.ts";
import { syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import type { LabelTrial } from "./labelStudy.ts";
import { judgeSelection } from "./selection.ts";

const folder = mkdtempSync(join(tmpdir(), "selection-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { panel } = syntheticMarket({ tickers: 5, years: 2, seed: 1, drift: 0.2 });
const market = equalWeightReturn(panel).value.map((r) => r || 0);
const winner = (number: number) => ({ number }) as LabelTrial;

/** A study of 12 trials of beta 1.5, the third of which earns `edge` a day beside it. */
function study(name: string, edge: number): { readonly ledger: Ledger; readonly study: string } {
  const ledger = new Ledger(join(folder, `${name}.sqlite`));
  for (let number = 0; number < 12; number++) {
    const random = createRandom(name, number);
    const values = market.map((r) => 1.5 * r + (number === 2 ? edge : 0) + 0.004 * random.normal());
    const returns = { dates: panel.calendar, values };
    const trial = {
      study: name,
      number,
      parameters: {},
      dataHash: "a",
      seed: 1,
      status: "complete" as const,
      value: 1,
    };
    ledger.record({ ...trial, returns });
  }
  return { ledger, study: name };
}

test("a trial that earns what the market does not explain is found; one that is not it is not", () => {
  const { ledger, study: name } = study("skilled", 0.0015);
  const good = judgeSelection(ledger, name, panel, winner(2))!;
  expect(good).toMatchObject({ trials: 12, sessions: panel.calendar.length, isBest: true });
  expect(good.pbo).toBeLessThan(0.05);
  expect(good.spa).toBeLessThan(0.01);
  expect(good.lowerBound).toBeGreaterThan(2.5);
  const other = judgeSelection(ledger, name, panel, winner(5))!;
  expect(other.isBest).toBe(false);
  expect(other.spa).toBeGreaterThan(0.1);
  ledger.close();
});

test("beta in a rising market is no skill", () => {
  const found = Array.from({ length: 8 }, (_, k) => {
    const { ledger, study: name } = study(`worthless ${k}`, 0);
    const judged = judgeSelection(ledger, name, panel, winner(2))!;
    ledger.close();
    return judged;
  });
  const overfit = found.reduce((sum, { pbo }) => sum + pbo / found.length, 0);
  expect(overfit).toBeGreaterThan(0.3);
  expect(overfit).toBeLessThan(0.7);
  for (const { spa, lowerBound } of found) {
    expect(spa).toBeGreaterThan(0.05);
    expect(lowerBound).toBeLessThan(1.5);
  }
});

test("a study of which too little is known is not judged", () => {
  const { ledger, study: name } = study("short", 0);
  expect(judgeSelection(ledger, "another", panel, winner(0))).toBeNull();
  expect(judgeSelection(ledger, name, panel, winner(40))).toBeNull();
  ledger.close();
});
