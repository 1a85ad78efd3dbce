import type { Random } from "../runtime/index.ts";

/**
 * One resample of the stationary bootstrap (Politis and Romano, "The stationary bootstrap", JASA 89, 1994): blocks that
 * start anywhere, geometric in length, around the end, until there are as many periods as before.
 *
 * @param take gets each block's start and its end, exclusive, which lies beyond `periods` where it wraps.
 */
export function stationaryBlocks(
  periods: number,
  meanLength: number,
  random: Random,
  take: (start: number, end: number) => void,
): void {
  const goesOn = Math.log(1 - 1 / meanLength);
  for (let taken = 0; taken < periods; ) {
    const start = random.integer(periods);
    // For a mean length of 1, `goesOn` is -Infinity and the length 1.
    const length = 1 + Math.floor(Math.log(1 - random.uniform()) / goesOn);
    const end = start + Math.min(length, periods - taken);
    take(start, end);
    taken += end - start;
  }
}
