/** Up to so many places are inserted: 2,048 counts cost more than that. */
const FEW = 40;
const BYTES = 8;
const BUCKETS = 256;

const counts = new Uint32Array(BYTES * BUCKETS);
const bits = new Uint32Array(2);
const value = new Float64Array(bits.buffer);
/** The halves of the keys and their places, beside those of the pass before; grown as needed, kept between calls. */
let low = [new Uint32Array(0), new Uint32Array(0)];
let high = [new Uint32Array(0), new Uint32Array(0)];
let other = new Uint32Array(0);

/**
 * Sorts places by the values that lie there, ascending; equal values keep their order, -0 equals 0, NaN comes last. A radix
 * sort by bytes: a comparison in script costs several times as much, and ranks of each day's scores are wanted for many
 * outcomes.
 *
 * ```ts
 * const places = Uint32Array.of(0, 1, 2);
 * sortByValue(places, [0.3, Number.NaN, 0.1]); // places: 2, 0, 1
 * ```
 */
export function sortByValue(places: Uint32Array, values: ArrayLike<number>): void {
  if (places.length <= FEW) insert(places, values);
  else sortByBytes(places, values);
}

function insert(places: Uint32Array, values: ArrayLike<number>): void {
  for (let i = 1; i < places.length; i++) {
    const place = places[i]!;
    const own = values[place]!;
    let at = i;
    for (; at > 0; at--) {
      const before = values[places[at - 1]!]!;
      if (!(before > own || (Number.isNaN(before) && !Number.isNaN(own)))) break;
      places[at] = places[at - 1]!;
    }
    places[at] = place;
  }
}

function sortByBytes(places: Uint32Array, values: ArrayLike<number>): void {
  const n = places.length;
  if (other.length < n) {
    low = low.map(() => new Uint32Array(n));
    high = high.map(() => new Uint32Array(n));
    other = new Uint32Array(n);
  }
  counts.fill(0);
  let [fromLow, toLow] = [low[0]!, low[1]!];
  let [fromHigh, toHigh] = [high[0]!, high[1]!];
  for (let i = 0; i < n; i++) {
    // The sum with 0 makes -0 a 0.
    value[0] = values[places[i]!]! + 0;
    const isLast = Number.isNaN(value[0]);
    // Flipped so that whole numbers without a sign are in the order of the values.
    const flip = bits[1]! >>> 31 === 1 ? 0xffffffff : 0;
    const a = isLast ? 0xffffffff : (bits[0]! ^ flip) >>> 0;
    const b = isLast ? 0xffffffff : (bits[1]! ^ (flip | 0x80000000)) >>> 0;
    fromLow[i] = a;
    fromHigh[i] = b;
    for (let byte = 0; byte < 4; byte++) {
      counts[byte * BUCKETS + ((a >>> (8 * byte)) & 255)]!++;
      counts[(byte + 4) * BUCKETS + ((b >>> (8 * byte)) & 255)]!++;
    }
  }
  let from: Uint32Array = places;
  let to: Uint32Array = other;
  for (let byte = 0; byte < BYTES; byte++) {
    const begin = byte * BUCKETS;
    let sum = 0;
    let isOne = false;
    for (let k = begin; k < begin + BUCKETS; k++) {
      const count = counts[k]!;
      isOne ||= count === n;
      counts[k] = sum;
      sum += count;
    }
    if (isOne) continue;
    const shift = 8 * (byte & 3);
    const key = byte < 4 ? fromLow : fromHigh;
    for (let i = 0; i < n; i++) {
      const at = counts[begin + ((key[i]! >>> shift) & 255)]!++;
      to[at] = from[i]!;
      toLow[at] = fromLow[i]!;
      toHigh[at] = fromHigh[i]!;
    }
    [from, to] = [to, from];
    [fromLow, toLow] = [toLow, fromLow];
    [fromHigh, toHigh] = [toHigh, fromHigh];
  }
  if (from !== places) places.set(from.subarray(0, n));
}
