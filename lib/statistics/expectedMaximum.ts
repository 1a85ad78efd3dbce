import { UsageError } from "trident-base";
import { normalQuantile } from "./normal.ts";

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * About the expected maximum of `trials` independent standard normals: (1 - g) q(1 - 1/N) + g q(1 - 1/(N e)), with q the
 * normal quantile and g Euler and Mascheroni's constant. Bailey, Borwein, Lopez de Prado and Zhu, "Pseudo-mathematics
 * and financial charlatanism", Notices of the AMS 61(5), 2014, proposition 1. 0 for one trial: nothing is chosen.
 *
 * @throws UsageError if `trials` is not a whole number of at least 1.
 */
export function expectedMaximum(trials: number): number {
  if (!Number.isSafeInteger(trials) || trials < 1) {
    throw new UsageError(`the number of trials is ${trials}`, {
      remedy: "Give a whole number, at least 1: every trial that was started counts.",
    });
  }
  if (trials === 1) return 0;
  // Quantiles of the lower tail, where small probabilities keep their digits.
  return (EULER_MASCHERONI - 1) * normalQuantile(1 / trials) - EULER_MASCHERONI * normalQuantile(1 / (trials * Math.E));
}
