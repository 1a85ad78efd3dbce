/** The probability that blind drawing of `drawn` from `all`, of which some are marked, gives at least `count` marked. */
export function hypergeometricTail(count: number, drawn: number, marked: number, all: number): number {
  let tail = 0;
  for (let k = count; k <= Math.min(drawn, marked); k++) {
    tail += (choose(marked, k) * choose(all - marked, drawn - k)) / choose(all, drawn);
  }
  return tail;
}

function choose(n: number, k: number): number {
  let ways = k > n ? 0 : 1;
  for (let i = 1; i <= k; i++) ways *= (n - k + i) / i;
  return ways;
}
