/**
 * Calls with each run of equal values among sorted places, `[from, to)` in their order; a NaN is a run of its own.
 *
 * @param order places of values, ascending by them, as `sortByValue` leaves them.
 */
export function eachTie(order: Uint32Array, values: ArrayLike<number>, call: (from: number, to: number) => void): void {
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    call(from, to);
    from = to;
  }
}
