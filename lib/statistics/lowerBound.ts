import type { BootstrapEstimate } from "./dateBlockBootstrap.ts";
import { studentQuantile } from "./studentQuantile.ts";

/**
 * The one-sided lower bound of an estimate: what it exceeds with this confidence, by Student's t with one degree of
 * freedom less than there are blocks, as its interval. NaN where that is.
 */
export function lowerBound({ estimate, standardError, blocks }: BootstrapEstimate, confidence = 0.95): number {
  return estimate - studentQuantile(confidence, blocks - 1) * standardError;
}
