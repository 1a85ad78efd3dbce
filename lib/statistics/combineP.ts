import { UsageError } from "trident-base";

/**
 * One p of several independent ones, by Fisher's method: -2 times the sum of their logarithms is chi-squared with twice
 * as many degrees of freedom, whose tail is a finite sum for an even number of them. Fisher, "Statistical methods for
 * research workers", 4th edition, 1932, section 21.1. NaN without any.
 *
 * ```ts
 * combineP([0.04, 0.2]); // 0.047
 * ```
 *
 * @throws UsageError if a p is not above 0 and at most 1.
 */
export function combineP(ps: readonly number[]): number {
  const wrong = ps.find((p) => !(p > 0 && p <= 1));
  if (wrong !== undefined) throw new UsageError(`a p is ${wrong}`, { remedy: "Give numbers above 0, at most 1." });
  const half = -ps.reduce((sum, p) => sum + Math.log(p), 0);
  let term = 1;
  let tail = 0;
  for (let k = 0; k < ps.length; k++) {
    tail += term;
    term *= half / (k + 1);
  }
  return ps.length === 0 ? Number.NaN : Math.exp(-half) * tail;
}
