import { expect, test } from "vitest";
import { syntheticMarket } from "../../market/index.ts";
import { ownPipeline } from "./pipeline.ts";
import { auditPipeline } from "./runAudit.ts";

test("the project's own pipeline passes on fifty markets without a false alarm", async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { panel } = syntheticMarket({ tickers: 12, years: 3, seed });
    const checks = await auditPipeline(panel, ownPipeline());
    expect({ seed, failed: checks.filter(({ passed }) => !passed) }).toEqual({ seed, failed: [] });
  }
}, 3_600_000);
