import { gammaln } from "simple-statistics";

/** The probability that blind drawing of `drawn` from `all`, of which some are marked, gives at least `count` marked. */
export function hypergeometricTail(count: number, drawn: number, marked: number, all: number): number {
  let tail = 0;
  for (let k = Math.max(count, 0); k <= Math.min(drawn, marked); k++) {
    if (drawn - k > all - marked) continue;
    tail += Math.exp(logChoose(marked, k) + logChoose(all - marked, drawn - k) - logChoose(all, drawn));
  }
  return Math.min(1, tail);
}

/** In logarithms: the ways themselves leave a double's range from a thousand things on. */
function logChoose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}
