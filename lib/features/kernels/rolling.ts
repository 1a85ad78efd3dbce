/**
 * Sums, spreads and extremes over the last `n` values. All take the values from index `first` on (those before are not
 * there), write `length` results and leave NaN where the window is not full. No kernel allocates but for its window.
 */

/**
 * Sum of the last `n` values. The line is cut into blocks of `n`; a window is the tail of one block and the head of the
 * next, so that nothing is ever subtracted: a value leaves without a trace, however large it was, and no error grows
 * with the length of the series (Van Herk's and Gil-Werman's scheme for extremes, here for sums).
 */
export function rollingSum(x: Float64Array, first: number, n: number, length: number, out: Float64Array): void {
  const tail = new Float64Array(n + 1);
  for (let block = first; block < length; block += n) {
    const end = Math.min(block + n, length);
    let head = 0;
    for (let i = block, k = 1; i < end; i++, k++) {
      head += x[i]!;
      out[i] = head + tail[k]!;
    }
    for (let i = end - 1, k = i - block, sum = 0; k >= 0; i--, k--) {
      sum += x[i]!;
      tail[k] = sum;
    }
  }
  out.fill(Number.NaN, 0, Math.min(first + n - 1, length));
}

/** Mean of the last `n` values; that of equal values is the value itself, to the bit. */
export function rollingMean(x: Float64Array, first: number, n: number, length: number, out: Float64Array): void {
  const tail = new Float64Array(n + 1);
  let equal = 0;
  let before = Number.NaN;
  for (let block = first; block < length; block += n) {
    const end = Math.min(block + n, length);
    let head = 0;
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = x[i]!;
      head += value;
      equal = value === before ? equal + 1 : 1;
      before = value;
      out[i] = equal >= n ? value : (head + tail[k]!) / n;
    }
    for (let i = end - 1, k = i - block, sum = 0; k >= 0; i--, k--) {
      sum += x[i]!;
      tail[k] = sum;
    }
  }
  out.fill(Number.NaN, 0, Math.min(first + n - 1, length));
}

/**
 * Sample standard deviation of the last `n` values from their sum and that of their squares, both over blocks as in
 * {@link rollingSum}. Where the difference of the two loses more than a third of its digits, the window is summed again
 * about its newest value.
 *
 * @param least values that make a spread already, at the start of the series.
 */
export function rollingStd(
  x: Float64Array,
  first: number,
  n: number,
  length: number,
  out: Float64Array,
  least = n,
): void {
  const sumTail = new Float64Array(n + 1);
  const squareTail = new Float64Array(n + 1);
  const perValue = 1 / n;
  const perFreedom = 1 / (n - 1);
  for (let block = first; block < length; block += n) {
    const end = Math.min(block + n, length);
    let sumHead = 0;
    let squareHead = 0;
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = x[i]!;
      sumHead += value;
      squareHead += value * value;
      const sum = sumHead + sumTail[k]!;
      const squares = squareHead + squareTail[k]!;
      const whole = block > first;
      let about = squares - sum * sum * (whole ? perValue : 1 / k);
      if (about <= 1e-6 * squares) about = centredSquares(x, i, whole ? n : k);
      out[i] = Math.sqrt(about * (whole ? perFreedom : 1 / (k - 1)));
    }
    for (let i = end - 1, k = i - block, sum = 0, squares = 0; k >= 0; i--, k--) {
      const value = x[i]!;
      sum += value;
      squares += value * value;
      sumTail[k] = sum;
      squareTail[k] = squares;
    }
  }
  out.fill(Number.NaN, 0, Math.min(first + least - 1, length));
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

/**
 * Median of the last `n` values, of fewer at the start if they are at least `least`: a window kept in order, between two
 * bounds that end every search. The newest value takes the oldest one's place and moves up or down to its own.
 */
export function rollingMedian(x: Float64Array, n: number, length: number, out: Float64Array, least = n): void {
  const ordered = new Float64Array(n + 2).fill(Number.POSITIVE_INFINITY);
  ordered[0] = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const value = x[i]!;
    const old = i < n ? Number.POSITIVE_INFINITY : x[i - n]!;
    let k: number;
    if (value > old) {
      k = 1;
      while (ordered[k]! < old) k++;
      for (; ordered[k + 1]! < value; k++) ordered[k] = ordered[k + 1]!;
    } else {
      k = n;
      while (ordered[k]! > old) k--;
      for (; ordered[k - 1]! > value; k--) ordered[k] = ordered[k - 1]!;
    }
    ordered[k] = value;
    const count = i < n ? i + 1 : n;
    out[i] = (ordered[(count + 1) >> 1]! + ordered[(count + 2) >> 1]!) / 2;
  }
  out.fill(Number.NaN, 0, Math.min(least - 1, length));
}
