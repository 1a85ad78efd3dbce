import { createRandom, type Random } from "../../runtime/index.ts";

/** Training and test rows of one fold as bins, in shared memory; whatever the labels are, it is made once. */
export interface BinnedFold {
  readonly columns: number;
  /** Training rows; column `j` lies at `trainBins[j * trainRows ..]`. */
  readonly trainRows: number;
  readonly trainBins: Uint8Array;
  readonly testRows: number;
  readonly testBins: Uint8Array;
}

/** How a forest is grown. */
export interface ForestOptions {
  readonly trees: number;
  readonly maxDepth: number;
  readonly seed: number;
}

/** How the forests of a search are grown; a profile's choice. */
export type SearchForest = Omit<ForestOptions, "seed">;

/** Bins of a column: 0 is missing, the others are cut at quantiles of the training rows. */
export const BINS = 64;

/** Counts of BUY are kept in the upper bits of a double beside those of the others, so that a row is one addition. */
const POSITIVE = 2 ** 26;

/**
 * Grows a random forest on the training rows and gives its probability of class 1 on the test rows; the trees are not
 * kept. Breiman, "Random forests", Machine Learning 45, 2001, as scikit-learn 1.9's RandomForestClassifier has it with
 * class_weight "balanced" (both classes are drawn alike into the bootstrap), max_features "sqrt" and bootstrap, but
 * split at bin edges, as histogram trees are; missing values go with the lowest. The same bytes whatever the machine or
 * number of threads.
 *
 * @param target of each training row: 1 or 0, or -1 to leave the row out.
 * @returns undefined if the training rows are not of both classes: there is nothing to learn.
 */
export function forestProbability(
  fold: BinnedFold,
  target: Int8Array,
  { trees, maxDepth, seed }: ForestOptions,
): Float64Array | undefined {
  const all = Int32Array.from(target.keys());
  const classes = [0, 1].map((value) => all.filter((row) => target[row] === value));
  if (classes.some((rows) => rows.length === 0)) return undefined;
  const grower = new TreeGrower(fold, classes, maxDepth);
  const probability = new Float64Array(fold.testRows);
  for (let k = 0; k < trees; k++) grower.grow(createRandom(seed, "tree", k)).addTo(probability);
  return probability.map((sum) => sum / trees);
}

/** One tree at a time, in buffers that all trees share. */
class TreeGrower {
  readonly #fold: BinnedFold;
  /** Training rows of class 0 and of class 1. */
  readonly #classes: readonly Int32Array[];
  readonly #maxDepth: number;
  readonly #histogram = new Float64Array(BINS);
  readonly #columns: Int32Array;
  readonly #counts: Float64Array;
  readonly #rows: Int32Array;
  readonly #spare: Int32Array;
  // The tree: a node's column is -1 where it is a leaf; the right child follows the left one.
  #column: number[] = [];
  #bin: number[] = [];
  #left: number[] = [];
  #value: number[] = [];

  constructor(fold: BinnedFold, classes: readonly Int32Array[], maxDepth: number) {
    this.#fold = fold;
    this.#classes = classes;
    this.#maxDepth = maxDepth;
    this.#columns = Int32Array.from({ length: fold.columns }, (_, j) => j);
    this.#counts = new Float64Array(fold.trainRows);
    this.#rows = new Int32Array(fold.trainRows);
    this.#spare = new Int32Array(fold.trainRows);
  }

  grow(random: Random): this {
    this.#column = [];
    this.#bin = [];
    this.#left = [];
    this.#value = [];
    const count = this.#bootstrap(random);
    this.#columns.forEach((_, j) => {
      this.#columns[j] = j;
    });
    this.#add();
    const open: [node: number, start: number, end: number, depth: number][] = [[0, 0, count, 0]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [node, start, end, depth] = next;
      const middle = this.#split(node, start, end, depth, random);
      if (middle < 0) continue;
      const left = this.#left[node]!;
      open.push([left + 1, middle, end, depth + 1], [left, start, middle, depth + 1]);
    }
    return this;
  }

  /** Adds the tree's probability to each test row's. */
  addTo(probability: Float64Array): void {
    const { testRows, testBins } = this.#fold;
    const column = Int32Array.from(this.#column);
    const bin = Uint8Array.from(this.#bin);
    const left = Int32Array.from(this.#left);
    for (let row = 0; row < testRows; row++) {
      let node = 0;
      while (column[node]! >= 0) node = left[node]! + +(testBins[column[node]! * testRows + row]! > bin[node]!);
      probability[row]! += this.#value[node]!;
    }
  }

  #add(): number {
    this.#column.push(-1);
    this.#bin.push(0);
    this.#left.push(-1);
    this.#value.push(0);
    return this.#column.length - 1;
  }

  /**
   * Draws as many rows as there are, with replacement, each class with the same chance; the ones drawn lie in `#rows`,
   * their packed counts in `#counts`.
   */
  #bootstrap(random: Random): number {
    this.#counts.fill(0);
    const draws = this.#classes.reduce((sum, rows) => sum + rows.length, 0);
    for (let i = 0; i < draws; i++) {
      const value = random.integer(2);
      const rows = this.#classes[value]!;
      this.#counts[rows[random.integer(rows.length)]!]! += value === 1 ? POSITIVE : 1;
    }
    let drawn = 0;
    for (let row = 0; row < this.#counts.length; row++) if (this.#counts[row]! > 0) this.#rows[drawn++] = row;
    return drawn;
  }

  /** Splits a node's rows in place, or makes it a leaf: -1. Gives where the right child's rows begin. */
  #split(node: number, start: number, end: number, depth: number, random: Random): number {
    const rows = this.#rows;
    let all = 0;
    for (let i = start; i < end; i++) all += this.#counts[rows[i]!]!;
    const positive = Math.floor(all / POSITIVE);
    const negative = all % POSITIVE;
    this.#value[node] = positive / (positive + negative);
    if (depth === this.#maxDepth || end - start < 2 || positive === 0 || negative === 0) return -1;

    const best = this.#bestSplit(start, end, all, random);
    if (!best) return -1;
    const { trainBins, trainRows } = this.#fold;
    const from = best.column * trainRows;
    let middle = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      if (trainBins[from + row]! <= best.bin) rows[middle++] = row;
      else this.#spare[right++] = row;
    }
    for (let i = 0; i < right; i++) rows[middle + i] = this.#spare[i]!;
    this.#column[node] = best.column;
    this.#bin[node] = best.bin;
    this.#left[node] = this.#add();
    this.#add();
    return middle;
  }

  /** The split of least Gini impurity among sqrt(columns) that are not constant here, drawn without replacement. */
  #bestSplit(start: number, end: number, all: number, random: Random): { column: number; bin: number } | undefined {
    const { trainBins, trainRows, columns } = this.#fold;
    const [rows, counts, histogram, drawn] = [this.#rows, this.#counts, this.#histogram, this.#columns];
    const wanted = Math.max(1, Math.floor(Math.sqrt(columns)));
    const allPositive = Math.floor(all / POSITIVE);
    const allNegative = all % POSITIVE;
    let column = -1;
    let bin = 0;
    let purest = Number.NEGATIVE_INFINITY;
    for (let tried = 0, k = 0; k < columns && tried < wanted; k++) {
      const swap = k + random.integer(columns - k);
      const j = drawn[swap]!;
      drawn[swap] = drawn[k]!;
      drawn[k] = j;
      const from = j * trainRows;
      let low = BINS;
      let high = 0;
      for (let i = start; i < end; i++) {
        const row = rows[i]!;
        const at = trainBins[from + row]!;
        histogram[at]! += counts[row]!;
        if (at < low) low = at;
        if (at > high) high = at;
      }
      let sum = 0;
      for (let b = low; b < high; b++) {
        const here = histogram[b]!;
        if (here === 0) continue;
        histogram[b] = 0;
        sum += here;
        const p = Math.floor(sum / POSITIVE);
        const n = sum - p * POSITIVE;
        const [restP, restN] = [allPositive - p, allNegative - n];
        const purity = (p * p + n * n) / (p + n) + (restP * restP + restN * restN) / (restP + restN);
        if (purity <= purest) continue;
        purest = purity;
        column = j;
        bin = b;
      }
      histogram[high] = 0;
      if (low < high) tried++;
    }
    return column < 0 ? undefined : { column, bin };
  }
}
