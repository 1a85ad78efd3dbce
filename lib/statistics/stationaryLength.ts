import { blockLength } from "./blockLength.ts";

/**
 * The mean length of the blocks of a stationary bootstrap that suits a series, not rounded, at least 1: by Politis and
 * White (2004), as corrected in 2009, the circular one's `blockLength` times the cube root of 2 / 3.
 */
export function stationaryLength(series: ArrayLike<number>): number {
  return Math.max(1, (2 / 3) ** (1 / 3) * blockLength(series));
}
