import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { alpha, alphaSharpe, deflatedAlpha, SESSIONS_A_YEAR, studentTail } from "../../statistics/index.ts";
import { clean } from "../test/simulatedResults.ts";
import { edgePower } from "./edgePower.ts";
import { edgeVerdict } from "./edgeVerdict.ts";

/** Simulated histories a cell; TRIDENT_DRAWS sets another number. */
const DRAWS = Number(process.env.TRIDENT_DRAWS ?? 100);
const TRIALS = 100;

/**
 * The verdict on simulated returns, not on trained markets, which would take days: half the market's, and alpha of this
 * yearly Sharpe ratio with normal residuals. The blind opponent's p is that of alpha's own t, as if its draws knew the
 * market exactly.
 */
function isShown(seed: string, sharpe: number, years: number): boolean {
  const random = createRandom("power", seed);
  const market = Array.from({ length: Math.round(SESSIONS_A_YEAR * years) }, () => 0.01 * random.normal());
  const returns = market.map((m) => 0.5 * m + 0.005 * (sharpe / Math.sqrt(SESSIONS_A_YEAR) + random.normal()));
  // Most of the verdict's time is the SPA's, and no other line helps where the first one does not pass.
  const deflated = deflatedAlpha(alphaSharpe(returns, market), { count: TRIALS, sharpeVariance: Number.NaN });
  if (!(deflated >= 0.95)) return false;
  const { t } = alpha(returns, market);
  const blind = studentTail(t, returns.length - 2);
  const found = edgeVerdict({ returns, market, trials: TRIALS, blind, audit: clean, believable: null });
  return found.status === "pass";
}

test("the verdict says yes as often as edgePower says, at Sharpe ratios of 0, 1, 2 and 4 over 2, 4 and 8 years", () => {
  const rows: Record<string, unknown>[] = [];
  for (const sharpe of [0, 1, 2, 4]) {
    for (const years of [2, 4, 8]) {
      const shown = Array.from({ length: DRAWS }, (_, k) => isShown(`${sharpe} ${years} ${k}`, sharpe, years));
      const share = shown.filter(Boolean).length / DRAWS;
      const said = edgePower({ sharpe, years, trials: TRIALS });
      rows.push({ sharpe, years, share, said: Number(said.toFixed(3)) });
      // Three standard errors of the share, and what the approximation leaves out.
      expect(Math.abs(share - said)).toBeLessThan(0.06 + 3 * Math.sqrt((said * (1 - said)) / DRAWS));
    }
  }
  console.table(rows);
}, 1_800_000);
