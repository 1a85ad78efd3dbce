import { ModelFileError, type TreeEnsemble } from "./ensemble.ts";
import { atMost, plantTrees, type SourceTree } from "./plantTrees.ts";

/**
 * Reads LightGBM's text format: a classifier, `binary` or `multiclass`. Values up to a threshold go left; what a missing
 * value does is in bits 1 to 3 of `decision_type` (LightGBM 4.7, `include/LightGBM/tree.h`): with missing type None, of a
 * column that had none in training, it counts as 0, with NaN it goes the default way.
 *
 * @throws ModelFileError for a damaged file, and for what is not read here, by its name.
 */
export function readLightGBM(text: string, path: string): TreeEnsemble {
  const refuse = (what: string): never => {
    throw new ModelFileError(`the model of LightGBM is not read: ${what}`, { where: [path] });
  };
  const end = text.indexOf("\nend of trees\n");
  if (!text.startsWith("tree\n") || end < 0) refuse("it does not begin with 'tree', or its trees have no end");
  const [first, ...blocks] = text.slice(0, end).split(/\n(?=Tree=\d+\n)/);
  /** The lines `key=value` of a block; lines without a sign are marks. */
  const entriesOf = (block: string): ReadonlyMap<string, string> => {
    const entries = new Map<string, string>();
    for (const line of block.split("\n")) {
      const sign = line.indexOf("=");
      const key = sign < 0 ? line : line.slice(0, sign);
      if (sign >= 0 && entries.has(key)) refuse(`'${key}' is there twice`);
      entries.set(key, sign < 0 ? "" : line.slice(sign + 1));
    }
    return entries;
  };
  const head = entriesOf(first!);
  const field = (of: ReadonlyMap<string, string>, key: string): string => of.get(key) ?? refuse(`it has no '${key}'`);
  const integer = (of: ReadonlyMap<string, string>, key: string): number => {
    const written = field(of, key);
    return /^\d{1,9}$/.test(written) ? Number(written) : refuse(`'${key}' is ${written.slice(0, 40)}`);
  };
  const numbers = (of: ReadonlyMap<string, string>, key: string, length: number): readonly number[] => {
    const written = field(of, key);
    const list = written === "" ? [] : written.split(" ").map(numberOf);
    if (list.length !== length) refuse(`'${key}' has ${list.length} entries, not ${length}`);
    return list;
  };

  const [objective, ...settings] = field(head, "objective").split(" ");
  const outputs = integer(head, "num_tree_per_iteration");
  const set = new Map(settings.map((each) => each.split(":") as [string, string]));
  if (objective !== "binary" && objective !== "multiclass") refuse(`its objective is ${objective}`);
  if ((objective === "binary") !== (outputs === 1)) refuse(`it has ${outputs} trees an iteration with ${objective}`);
  if (outputs === 2) refuse("it is multiclass with two classes; binary is read");
  if (head.has("average_output")) refuse("its trees are averaged (boosting=rf)");
  if (/^\[zero_as_missing: 1\]$/m.test(text.slice(end))) refuse("it takes 0 as missing (zero_as_missing)");
  const slope = objective === "binary" ? numberOf(set.get("sigmoid") ?? "1") : 1;
  if (!(slope > 0 && slope < Number.POSITIVE_INFINITY)) refuse("its sigmoid is no positive number");
  const sizes = field(head, "tree_sizes").split(" ").filter(Boolean);
  if (sizes.length !== blocks.length) refuse(`it has ${blocks.length} trees, not ${sizes.length}`);
  if (blocks.length % outputs !== 0 || (outputs > 1 && outputs > blocks.length))
    refuse(`it has ${blocks.length} trees for ${outputs} classes`);
  const inputs = integer(head, "max_feature_idx") + 1;
  const classes = outputs === 1 ? 2 : outputs;
  const bias = new Float64Array(outputs);
  return plantTrees({ engine: "lightgbm", inputs, classes, bias, slope, single: false }, blocks.map(treeOf), path);

  function treeOf(block: string, t: number): SourceTree {
    const of = entriesOf(block);
    if (field(of, "Tree") !== String(t)) refuse(`tree ${t} is out of its order`);
    if (integer(of, "num_cat") > 0) refuse("it splits on categories");
    if ((of.get("is_linear") ?? "0") !== "0") refuse("its leaves are linear (linear_tree)");
    const leaves = integer(of, "num_leaves");
    const values = numbers(of, "leaf_value", leaves);
    if (leaves === 0) refuse(`tree ${t} has no leaf`);
    const splits = leaves - 1;
    const list = (key: string): readonly number[] => (splits === 0 ? [] : numbers(of, key, splits));
    const [feature, threshold, decision] = [list("split_feature"), list("threshold"), list("decision_type")];
    const [left, right, count] = [list("left_child"), list("right_child"), list("internal_count")];
    const leafCount = splits === 0 ? [1] : numbers(of, "leaf_count", leaves);
    for (const type of decision) {
      if ((type & 1) !== 0) refuse("it splits on categories");
      if (((type >> 2) & 3) === 1) refuse("it takes 0 as missing (zero_as_missing)");
      if (!(type >= 0 && type <= 15) || ((type >> 2) & 3) === 3) refuse(`a split's decision_type is ${type}`);
    }
    if (threshold.some(Number.isNaN)) refuse(`a threshold of tree ${t} is no number`);
    // A node below 0 is a leaf, ~node; here leaves follow the splits.
    const place = (child: number | undefined): number =>
      child === undefined || child >= splits || child < -leaves ? -1 : child < 0 ? splits + ~child : child;
    return {
      ...{ nodes: splits + leaves, output: t % outputs },
      isLeaf: (node) => node >= splits,
      left: (node) => place(left[node]),
      right: (node) => place(right[node]),
      feature: (node) => feature[node]!,
      threshold: (node) => atMost(threshold[node]!),
      missingLeft: (node) => (((decision[node]! >> 2) & 3) === 2 ? (decision[node]! & 2) !== 0 : 0 <= threshold[node]!),
      cover: (node) => (node < splits ? count[node]! : leafCount[node - splits]!),
      value: (leaf) => values[leaf - splits]!,
    };
  }
}

/** A number as C++ writes it. */
function numberOf(text: string): number {
  if (/^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  return text === "inf" ? Number.POSITIVE_INFINITY : text === "-inf" ? Number.NEGATIVE_INFINITY : Number.NaN;
}
