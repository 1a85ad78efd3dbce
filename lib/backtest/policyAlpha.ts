import type { EqualWeightReturn } from "../behaviour/index.ts";
import { type Alpha, alpha, alphaSharpe, type SharpeSample } from "../statistics/index.ts";
import type { PolicyReturns } from "./referencePolicy.ts";

/** What a policy earned that its beta does not explain. */
export interface PolicyAlpha {
  /** Of the policy's net daily returns on the panel's equal weight without costs; its t is the honest objective. */
  readonly alpha: Alpha;
  /** Of alpha plus residual, for `deflatedAlpha`. */
  readonly sharpe: SharpeSample;
  /** The panel's equal-weight return on the policy's sessions; 0 where no ticker has one. */
  readonly market: Float64Array;
}

/**
 * The alpha of a policy. Against always-BUY with its costs, 10 basis points a day at horizon 1, it would be flattered;
 * as an excess it would be beta.
 *
 * @param equalWeight of the whole panel, by session of its calendar.
 */
export function policyAlpha({ first, policy }: PolicyReturns, { value }: EqualWeightReturn): PolicyAlpha {
  const market = value.slice(first, first + policy.length).map((r) => (Number.isNaN(r) ? 0 : r));
  return { alpha: alpha(policy, market), sharpe: alphaSharpe(policy, market), market };
}
