import { createRandom } from "../runtime/index.ts";

/** Positions of the rows that train and test, each ascending. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * A shuffled split that keeps the share of each class: the roadmap's own, which puts overlapping windows of one move on
 * both sides. It stands only in the published protocol; everything honest splits by the intervals of its labels.
 */
export function stratifiedSplit(classes: Int8Array, testShare: number, seed: number): Split {
  const isTest = new Uint8Array(classes.length);
  for (const value of [...new Set(classes)].sort((a, b) => a - b)) {
    const members = positions(classes, value);
    createRandom(seed, "stratified split", value).shuffle(members);
    for (const i of members.subarray(0, Math.round(testShare * members.length))) isTest[i] = 1;
  }
  return { train: positions(isTest, 0), test: positions(isTest, 1) };
}

function positions(values: Int8Array | Uint8Array, wanted: number): Uint32Array {
  const found = new Uint32Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === wanted) found[n++] = i;
  return found.slice(0, n);
}
