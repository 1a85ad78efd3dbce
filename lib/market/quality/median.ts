import { selectRank } from "../../runtime/index.ts";

/** The median of the first `count` values, which are reordered; NaN of none. None of them may be NaN. */
export function median(values: Float64Array, count = values.length): number {
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  selectRank(values, middle, count);
  if (count % 2 === 1) return values[middle]!;
  let below = values[0]!;
  for (let k = 1; k < middle; k++) if (values[k]! > below) below = values[k]!;
  return (below + values[middle]!) / 2;
}

/**
 * For each value the median of the positive ones among it and the `reach` values on either side; NaN where there are
 * none. Results go to the same places of `out`.
 */
export function slidingMedian(values: Float64Array, reach: number, out: Float64Array): void {
  const window = new Float64Array(2 * reach + 1);
  let size = 0;
  const placeOf = (value: number): number => {
    let low = 0;
    for (let high = size; low < high; ) {
      const middle = (low + high) >> 1;
      if (window[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const enter = (value: number): void => {
    if (!(value > 0)) return;
    const place = placeOf(value);
    window.copyWithin(place + 1, place, size++);
    window[place] = value;
  };
  const leave = (value: number): void => {
    if (!(value > 0)) return;
    const place = placeOf(value);
    window.copyWithin(place, place + 1, size--);
  };
  for (let i = 0; i < Math.min(reach, values.length); i++) enter(values[i]!);
  for (let i = 0; i < values.length; i++) {
    if (i - reach - 1 >= 0) leave(values[i - reach - 1]!);
    if (i + reach < values.length) enter(values[i + reach]!);
    const middle = size >> 1;
    out[i] = size === 0 ? Number.NaN : size % 2 === 1 ? window[middle]! : (window[middle - 1]! + window[middle]!) / 2;
  }
}
