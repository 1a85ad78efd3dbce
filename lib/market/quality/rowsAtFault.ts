/** Bars at a ticker's end that may be at fault rather than all before them; more would make the ticker look delisted. */
const LAST = 5;

/**
 * The rows of the source at fault where the bars from `start` on do not go together with those from `bar` on: those
 * before it, as prices are adjusted to the latest; but the last few bars of a ticker where there are fewer of them, since
 * a wrong price explains as much.
 *
 * @param row the source's rows, by bar.
 */
export function rowsAtFault(row: Uint32Array, start: number, bar: number, end: number): readonly number[] {
  const isLast = end - bar <= LAST && end - bar < bar - start;
  return Array.from(isLast ? row.subarray(bar, end) : row.subarray(start, bar));
}
