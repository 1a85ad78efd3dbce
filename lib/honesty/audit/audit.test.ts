import { expect, test } from "vitest";
import { syntheticMarket } from "../../market/index.ts";
import { PLANTED_LEAKS, PLANTED_MARKET, quickPipeline } from "../test/plantedLeaks.ts";
import { AUDIT_CHECKS } from "./check.ts";
import { forwardReturns } from "./forwardReturns.ts";
import { auditPipeline, CHECKS, judgeTests } from "./runAudit.ts";
import { auditSubject } from "./subject.ts";
import { checkTooGood } from "./tooGoodCheck.ts";

const market = syntheticMarket(PLANTED_MARKET).panel;
const quick = quickPipeline();

for (const { id, title, panel = () => market, pipeline } of PLANTED_LEAKS) {
  test(`${id} catches: ${title}`, async () => {
    const subject = await auditSubject(panel(), { ...quick, ...pipeline });
    const checks = judgeTests(await CHECKS[id](subject));
    expect(checks.filter(({ passed }) => !passed).map((check) => check.id)).toContain(id);
  });
}

test("the table names the leaks that are planted here, and no others", () => {
  for (const [id, { catches }] of Object.entries(AUDIT_CHECKS)) {
    expect(catches).toEqual(PLANTED_LEAKS.filter((leak) => leak.id === id).map(({ title }) => title));
  }
  expect(PLANTED_LEAKS.length).toBeGreaterThanOrEqual(20);
});

test("a clean pipeline passes; audit.verify.ts sees fifty markets", async () => {
  const { panel } = syntheticMarket({ tickers: 8, years: 2.5, seed: 1 });
  const checks = await auditPipeline(panel, quick);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
}, 120_000);

test("what is too good is released by corruption, purging and refit alone", async () => {
  const score = forwardReturns(market, 10);
  const subject = await auditSubject(market, { ...quick, learn: async () => score });
  const checked = (id: "purged_folds" | "decay", passed: boolean) => ({ id, subject: "", passed, detail: "" });
  const released = await checkTooGood(subject, [checked("purged_folds", true), checked("decay", false)]);
  const kept = await checkTooGood(subject, [checked("purged_folds", false)]);
  expect([released.passed, kept.passed]).toEqual([true, false]);
  expect(released.detail).toMatch(/^Too good to be true: .* Released/);
  expect(kept.detail).toMatch(/Not released while purged_folds do not pass/);
});
