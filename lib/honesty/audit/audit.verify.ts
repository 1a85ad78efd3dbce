import { expect, test } from "vitest";
import { syntheticMarket } from "../../market/index.ts";
import { ownPipeline } from "./pipeline.ts";
import { auditPipeline } from "./runAudit.ts";

/** How many markets; TRIDENT_MARKETS sets another number. */
const MARKETS = Number(process.env.TRIDENT_MARKETS ?? 50);

test(`the project's own pipeline passes on ${MARKETS} markets without a false alarm`, async () => {
  for (let seed = 1; seed <= MARKETS; seed++) {
    const { panel } = syntheticMarket({ tickers: 12, years: 3, seed });
    const checks = await auditPipeline(panel, ownPipeline());
    expect({ seed, failed: checks.filter(({ passed }) => !passed) }).toEqual({ seed, failed: [] });
    console.log(`market ${seed} of ${MARKETS}: ${checks.length} checks passed`);
  }
}, 3_600_000);
