import { join } from "node:path";
import { expect, test } from "vitest";
import { Ledger } from "../../ledger/index.ts";
import { finish, finishWithoutHosts, inFolder, killAfter, resultOf } from "./killed.ts";
import { plantedMarket, searchMarket } from "./placebo.ts";

const TRIALS = 8;

test("a search says what won, what it is worth after all trials, and what it was worth later", async () => {
  await inFolder(async (folder) => {
    const whole = await finish(folder, TRIALS);
    const { best, published, honest } = whole;
    expect(published).toHaveLength(TRIALS);
    expect(honest).toHaveLength(TRIALS);
    const values = (trials: typeof honest): number[] => trials.flatMap(({ value }) => value ?? []);
    expect(best.published.value).toBe(Math.max(...values(published)));
    expect(best.honest.value).toBe(Math.max(...values(honest)));
    for (const winner of [best.published, best.honest]) {
      expect(Math.round(winner.profit * 100) / 100).toBe(winner.profit);
      expect(winner.deflated).toBeGreaterThanOrEqual(0);
      expect(winner.deflated).toBeLessThanOrEqual(1);
    }
    const judged = honest.filter(({ t }) => t !== null).length;
    expect(whole.selection.honest).toMatchObject({ trials: judged, isBest: expect.any(Boolean) });
    expect(whole.selection.honest!.pbo).toBeLessThanOrEqual(1);
    expect(whole.selection.honest!.spa).toBeGreaterThan(0);
    const said = whole.believable.lines.map(({ id }) => id);
    for (const name of ["as published", "honest"]) {
      const of = (measure: string) => `${measure} ${name} out of fold`;
      expect(said).toEqual(expect.arrayContaining(["sharpe", "auc", "sign_auc", "rank_ic"].map(of)));
    }
    expect(said).toContain("sharpe honest on the later year");
    expect(whole.believable.status).toBe("pass");
    // 504 sessions, of which the last 252 are held out; the ledger has every trial and one look.
    expect(best.panel.sessions).toBe(252);
    expect(best.holdout).toMatchObject({ openings: 1, honest: { sessions: expect.any(Number) } });
    if (!("reason" in best.holdout)) expect(best.holdout.honest!.from > best.panel.to).toBe(true);
    const ledger = new Ledger(join(folder, "ledger.sqlite"));
    const recorded = ledger.trials({ study: best.study.honest });
    expect(ledger.count({ dataHash: best.panel.dataHash }).all).toBe(2 * TRIALS);
    expect(best.study.counted).toBe(2 * TRIALS);
    ledger.close();
    expect(recorded.map(({ value }) => value)).toEqual(honest.map(({ value }) => value));
    const last = recorded.find(({ returns }) => returns)!.returns!.dates;
    expect(new Date(last[last.length - 1]! * 86_400_000).toISOString().slice(0, 10) <= best.panel.to).toBe(true);

    // Killed twice, once as a whole and twice under the host: the same study, the same winner.
    await inFolder(async (killed) => {
      await killAfter(killed, TRIALS, 3);
      const resumed = await finishWithoutHosts(killed, TRIALS, [6, 11]);
      expect(resultOf(resumed)).toEqual(resultOf(whole));
    });
  });
});

test("a planted signal is found, and is there on the later year", async () => {
  const { winner, later } = await inFolder((folder) => searchMarket(folder, 2, plantedMarket(2, { signal: 0.3 })));
  expect(winner.value).toBeGreaterThan(4);
  expect(later).toBeGreaterThan(2);
});
