import { normalCdf } from "./normal.ts";

const NORMAL_975 = 1.959963984540054;

/**
 * The lower percentile (as a share) of bootstrap draws that makes a two-sided 95 % interval of `blocks` independent
 * pieces: the expanded percentile interval (Hesterberg, "What Teachers Should Know About the Bootstrap", The American
 * Statistician 69, 2015), which makes up for the narrowness of small samples and stays within the statistic's range.
 * It is normal(-t * sqrt(n / (n - 1))) with Student's t of n - 1 degrees of freedom, t by the expansion of Abramowitz
 * and Stegun 26.7.5.
 */
export function intervalLevel(blocks: number): number {
  const v = blocks - 1;
  const z = NORMAL_975;
  const t =
    z +
    (z ** 3 + z) / (4 * v) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3);
  return normalCdf(-t * Math.sqrt(blocks / v));
}
