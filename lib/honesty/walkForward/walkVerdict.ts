import type { Verdict } from "trident-base";
import { appraisalRatio, combineP, tooGood } from "../../statistics/index.ts";
import type { AuditCheck } from "../audit/check.ts";
import { edgeVerdict } from "../checklist/edgeVerdict.ts";
import type { WalkForward } from "./walkForwardTrident.ts";

/**
 * The edge verdict of a walk-forward, over its anchored stretches one after another: what each model's past chose is
 * judged on the days after it, so that the pooled returns are out of sample throughout. The stretches' p beside the blind
 * opponent are of different days and draws, and become one by Fisher's method.
 *
 * @param given the raw number of trials that share bars with these, at least 1, and the audit where there was one. How
 * often the stretches were opened is added to it, as in a checklist: each look could have been the last.
 * @throws UsageError as `edgeVerdict` does.
 */
export function walkVerdict(
  { steps, pooled }: Pick<WalkForward, "steps" | "pooled">,
  { trials, audit = null }: { readonly trials: number; readonly audit?: readonly AuditCheck[] | null },
): Verdict {
  const { returns, market } = pooled;
  const ps = steps.flatMap(({ kind, found }) => (kind === "anchored" && found.blind?.p ? [found.blind.p] : []));
  const openings = Math.max(0, ...steps.map(({ kind, looked }) => (kind === "anchored" ? looked.openings : 0)));
  const isTraded = returns.some((r) => r !== 0);
  return {
    ...edgeVerdict({
      ...{ returns, market, trials: trials + openings, audit, blind: ps.length > 0 ? combineP(ps) : null },
      believable: isTraded ? tooGood([{ measure: "sharpe", ...appraisalRatio(returns, market) }]) : null,
    }),
    title: "Is there an edge, walking forward?",
  };
}
