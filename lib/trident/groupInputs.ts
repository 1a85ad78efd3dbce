import type { Matrix } from "../runtime/index.ts";

/** Classes of equal frequency that a column is cut into; one more is for missing values. */
const BINS = 10;
/** Rows that are looked at, evenly over the matrix. */
const SAMPLE = 5000;
/** The share of information at which columns belong together: of two normal ones, a correlation of about 0.8. */
const SHARED = 0.2;

/**
 * Groups of columns that tell the same, so that they are judged together: permuted alone, each of two twins seems to
 * matter little, for the other one is still there. Alike are columns by the information that they share, I(X, Y) over the
 * lesser of H(X) and H(Y), which finds functions of each other that no correlation does; groups are joined while the mean
 * share between them is at least 0.2 (Lopez de Prado, "Machine Learning for Asset Managers", 2020, chapters 3, 4 and 6;
 * average linkage).
 *
 * @returns places of the columns; groups in the order of their first columns.
 */
export function groupInputs(matrix: Matrix): readonly (readonly number[])[] {
  const classes = matrix.names.map((_, j) => classesOf(matrix, j));
  const entropy = classes.map((each) => entropyOf(countsOf(each), each.length));
  const shared = classes.map((a, i) =>
    classes.map((b, j) => (i === j ? 1 : sharedInformation(a, b, entropy[i]!, entropy[j]!))),
  );
  let groups: number[][] = matrix.names.map((_, j) => [j]);
  for (;;) {
    let [most, first, second] = [SHARED, -1, -1];
    for (const [i, a] of groups.entries()) {
      for (let j = i + 1; j < groups.length; j++) {
        const share = meanShare(shared, a, groups[j]!);
        if (share >= most && (share > most || first < 0)) [most, first, second] = [share, i, j];
      }
    }
    if (first < 0) return groups;
    const joined = [...groups[first]!, ...groups[second]!].sort((a, b) => a - b);
    groups = groups.flatMap((group, k) => (k === second ? [] : [k === first ? joined : group]));
  }
}

function meanShare(shared: readonly (readonly number[])[], a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const i of a) for (const j of b) sum += shared[i]![j]!;
  return sum / (a.length * b.length);
}

/** The class of sampled values: by rank, equal values in one; the last class is of missing ones. */
function classesOf({ values, stride, rows }: Matrix, j: number): Uint8Array {
  const count = Math.min(rows, SAMPLE);
  const sampled = Float64Array.from({ length: count }, (_, i) => values[j * stride + Math.floor((i * rows) / count)]!);
  const known = sampled.filter((value) => !Number.isNaN(value)).sort();
  const cuts = Array.from({ length: BINS - 1 }, (_, k) => known[Math.floor(((k + 1) * known.length) / BINS)]!);
  return Uint8Array.from(sampled, (value) => (Number.isNaN(value) ? BINS : cuts.filter((cut) => value >= cut).length));
}

/** How often each class is there. */
function countsOf(of: Uint8Array): Float64Array {
  const counts = new Float64Array(BINS + 1);
  for (let i = 0; i < of.length; i++) counts[of[i]!]!++;
  return counts;
}

/** In nats. */
function entropyOf(counts: Float64Array, total: number): number {
  let sum = 0;
  for (const count of counts) if (count > 0) sum -= (count / total) * Math.log(count / total);
  return sum;
}

/** 0 where a column is constant. */
function sharedInformation(a: Uint8Array, b: Uint8Array, ofA: number, ofB: number): number {
  const both = new Float64Array((BINS + 1) ** 2);
  for (let i = 0; i < a.length; i++) both[a[i]! * (BINS + 1) + b[i]!]!++;
  const least = Math.min(ofA, ofB);
  return least > 0 ? (ofA + ofB - entropyOf(both, a.length)) / least : 0;
}
