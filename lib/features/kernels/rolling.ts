/**
 * Sums, spreads and extremes over the last `n` values. All take the values from index `first` on (those before are not
 * there), write `length` results and leave NaN where the window is not full. No kernel allocates but for its window.
 */

/**
 * Sum of the last `n` values. The line is cut into blocks of `n`; a window is the tail of one block and the head of the
 * next, so that nothing is ever subtracted: a value leaves without a trace, however large it was, and no error grows
 * with the length of the series (Van Herk's and Gil-Werman's scheme for extremes, here for sums).
 *
 * @param least values that make a sum already, at the start of the series.
 */
export function rollingSum(
  x: Float64Array,
  first: number,
  n: number,
  length: number,
  out: Float64Array,
  least = n,
): void {
  const tail = new Float64Array(n + 1);
  out.fill(Number.NaN, 0, Math.min(first + least - 1, length));
  for (let block = first; block < length; block += n) {
    const end = Math.min(block + n, length);
    let head = 0;
    for (let i = block, k = 1; i < end; i++, k++) {
      head += x[i]!;
      const count = i - first + 1;
      if (count >= least) out[i] = head + tail[k]!;
    }
    for (let i = end - 1, k = i - block, sum = 0; k >= 0; i--, k--) {
      sum += x[i]!;
      tail[k] = sum;
    }
  }
}

/** Mean of the last `n` values; that of equal values is the value itself, to the bit. */
export function rollingMean(x: Float64Array, first: number, n: number, length: number, out: Float64Array): void {
  rollingSum(x, first, n, length, out);
  let equal = 0;
  for (let i = first; i < length; i++) {
    const value = x[i]!;
    equal = value === x[i - 1] && i > first ? equal + 1 : 1;
    out[i] = equal >= n ? value : out[i]! / n;
  }
}

/**
 * Sample standard deviation of the last `n` values from their rolling sum and that of their squares. Where the
 * difference of the two loses more than half of its digits, the window is summed again about its newest value.
 *
 * @param least values that make a spread already, at the start of the series.
 */
export function rollingStd(
  x: Float64Array,
  sums: Float64Array,
  squares: Float64Array,
  first: number,
  n: number,
  length: number,
  out: Float64Array,
  least = n,
): void {
  out.fill(Number.NaN, 0, Math.min(first + least - 1, length));
  for (let i = first + least - 1; i < length; i++) {
    const count = Math.min(i - first + 1, n);
    const sum = sums[i]!;
    let about = squares[i]! - (sum * sum) / count;
    if (about <= 1e-6 * squares[i]!) about = centredSquares(x, i, count);
    out[i] = Math.sqrt(about / (count - 1));
  }
}

/** Sum of squared deviations from the mean of the `n` values that end at `i`. */
function centredSquares(x: Float64Array, i: number, n: number): number {
  const origin = x[i]!;
  let sum = 0;
  for (let j = i - n + 1; j <= i; j++) sum += x[j]! - origin;
  const mean = sum / n;
  let squares = 0;
  for (let j = i - n + 1; j <= i; j++) {
    const d = x[j]! - origin - mean;
    squares += d * d;
  }
  return squares;
}

/** Largest of the last `n` values, of fewer at the start if they are at least `least`. */
export function rollingMax(x: Float64Array, n: number, length: number, out: Float64Array, least = n): void {
  const tail = new Float64Array(n + 1);
  tail.fill(Number.NEGATIVE_INFINITY);
  for (let block = 0; block < length; block += n) {
    const end = Math.min(block + n, length);
    let head = Number.NEGATIVE_INFINITY;
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = x[i]!;
      const kept = tail[k]!;
      head = Math.max(value, head);
      out[i] = Math.max(head, kept);
    }
    for (let i = end - 1, k = i - block, largest = Number.NEGATIVE_INFINITY; k >= 0; i--, k--) {
      largest = Math.max(x[i]!, largest);
      tail[k] = largest;
    }
    tail[n] = Number.NEGATIVE_INFINITY;
  }
  out.fill(Number.NaN, 0, Math.min(least - 1, length));
}

/** Smallest of the last `n` values, of fewer at the start if they are at least `least`. */
export function rollingMin(x: Float64Array, n: number, length: number, out: Float64Array, least = n): void {
  const tail = new Float64Array(n + 1);
  tail.fill(Number.POSITIVE_INFINITY);
  for (let block = 0; block < length; block += n) {
    const end = Math.min(block + n, length);
    let head = Number.POSITIVE_INFINITY;
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = x[i]!;
      const kept = tail[k]!;
      head = Math.min(value, head);
      out[i] = Math.min(head, kept);
    }
    for (let i = end - 1, k = i - block, smallest = Number.POSITIVE_INFINITY; k >= 0; i--, k--) {
      smallest = Math.min(x[i]!, smallest);
      tail[k] = smallest;
    }
    tail[n] = Number.POSITIVE_INFINITY;
  }
  out.fill(Number.NaN, 0, Math.min(least - 1, length));
}

/** Median of the last `n` values, of fewer at the start if they are at least `least`: a window kept in order. */
export function rollingMedian(x: Float64Array, n: number, length: number, out: Float64Array, least = n): void {
  const ordered = new Float64Array(n + 1);
  for (let i = 0, count = 0; i < length; i++) {
    if (count === n) {
      const old = x[i - n]!;
      let k = 0;
      while (ordered[k]! < old) k++;
      for (; k < n - 1; k++) ordered[k] = ordered[k + 1]!;
      count--;
    }
    const value = x[i]!;
    let k = count++;
    for (; k > 0 && ordered[k - 1]! > value; k--) ordered[k] = ordered[k - 1]!;
    ordered[k] = value;
    const middle = count >> 1;
    out[i] =
      count < least ? Number.NaN : count % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
  }
}
