/** The first place of `sorted[from .. to)`, in ascending order, whose value is not below `value`; `to` where all are. */
export function bisectLeft(sorted: ArrayLike<number>, value: number, from = 0, to = sorted.length): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
