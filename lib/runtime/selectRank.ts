/**
 * Brings the value of this rank to its place, smaller ones before it and greater ones after: Hoare's selection. None of
 * the values may be NaN.
 *
 * @param values the first `count` are reordered, from place `from` on; those before it are the smallest already.
 */
export function selectRank(values: Float64Array, rank: number, count = values.length, from = 0): void {
  let to = count - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1]!;
    let [low, high] = [from, to];
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      const kept = values[low]!;
      values[low++] = values[high]!;
      values[high--] = kept;
    }
    if (rank <= high) to = high;
    else if (rank >= low) from = low;
    else return;
  }
}
