import { type Json, parseStrictJson } from "trident-base";
import { ModelFileError, type TreeEnsemble } from "./ensemble.ts";
import { plantTrees, type SourceTree } from "./plantTrees.ts";

/**
 * Reads CatBoost's JSON: a classifier of symmetric trees over numbers, `Logloss` or `MultiClass`. The k-th split decides
 * bit k of a leaf's number: whether the value is above the border. A missing value is above none, or above all, by a rule
 * of its column. The margin is scale * sum + bias.
 *
 * @throws ModelFileError for a damaged file, and for what is not read here, by its name.
 */
export function readCatBoost(text: string, path: string): TreeEnsemble {
  const refuse = (what: string): never => {
    throw new ModelFileError(`the model of CatBoost is not read: ${what}`, { where: [path] });
  };
  const entry = (of: Json | undefined, key: string): Json | undefined =>
    typeof of === "object" && of !== null && !Array.isArray(of) && Object.hasOwn(of, key)
      ? (of as Readonly<Record<string, Json>>)[key]
      : undefined;
  const list = (of: Json | undefined, key: string): readonly Json[] => {
    const found = entry(of, key);
    return Array.isArray(found) ? (found as readonly Json[]) : refuse(`'${key}' is no list`);
  };
  const numbers = (of: Json | undefined, key: string): readonly number[] => {
    const found = list(of, key);
    return found.every((each) => typeof each === "number")
      ? (found as readonly number[])
      : refuse(`'${key}' holds no numbers`);
  };
  const integer = (of: Json | undefined, key: string): number => {
    const found = entry(of, key);
    return typeof found === "number" && Number.isSafeInteger(found) ? found : refuse(`'${key}' is no whole number`);
  };

  const file = parseStrictJson(text) ?? refuse("it is no JSON, or names a key twice");
  const loss = entry(entry(entry(entry(file, "model_info"), "params"), "loss_function"), "type");
  if (loss !== "Logloss" && loss !== "MultiClass") refuse(`its loss is ${String(loss).slice(0, 40)}`);
  if (entry(file, "trees") !== undefined) refuse("its trees are not symmetric (grow_policy)");
  const columns = entry(file, "features_info");
  for (const kind of ["categorical_features", "text_features", "embedding_features", "ctrs"]) {
    const found = entry(columns, kind);
    if (Array.isArray(found) && found.length > 0) refuse(`it has ${kind.replace("_", " ")}`);
  }
  const [scale, shift] = list(file, "scale_and_bias");
  const shifts: readonly Json[] = Array.isArray(shift) ? shift : [shift!];
  const bias = Float64Array.from(shifts, (each) => (typeof each === "number" ? each : Number.NaN));
  const factor = typeof scale === "number" ? scale : refuse("its scale is no number");
  if (loss === "Logloss" ? bias.length !== 1 : bias.length < 3) refuse(`it has ${bias.length} classes with ${loss}`);
  const floats = list(columns, "float_features");
  const missing = floats.map((column, j) => {
    if (integer(column, "flat_feature_index") !== j) refuse("its columns are out of their order");
    const rule = entry(column, "nan_value_treatment");
    if (rule !== "AsIs" && rule !== "AsFalse" && rule !== "AsTrue")
      refuse(`column ${j} has no rule for missing values`);
    return rule === "AsTrue";
  });
  const head = { engine: "catboost", inputs: floats.length, classes: Math.max(2, bias.length), bias } as const;
  const trees = list(file, "oblivious_trees").map(treeOf);
  return plantTrees({ ...head, slope: 1, single: false }, trees, path);

  function treeOf(tree: Json, t: number): SourceTree {
    const splits = list(tree, "splits");
    const depth = splits.length;
    const [values, weights] = [numbers(tree, "leaf_values"), numbers(tree, "leaf_weights")];
    const leaves = 2 ** depth;
    if (values.length !== leaves * bias.length || weights.length !== leaves) {
      refuse(`tree ${t} has ${values.length} values in ${weights.length} leaves, not of ${depth} splits`);
    }
    const feature = splits.map((each) => {
      const type = entry(each, "split_type");
      return type === "FloatFeature" ? integer(each, "float_feature_index") : refuse(`it splits by ${String(type)}`);
    });
    const border = splits.map((each) => {
      const written = entry(each, "border");
      return typeof written === "number" ? Math.fround(written) : refuse(`a border of tree ${t} is no number`);
    });
    // A heap: below node k are 2 k + 1, where the value is not above the border, and 2 k + 2. The last split is the root:
    // it has a leaf's highest bit, and CatBoost's own contributions are of this tree (in another order they differ).
    const cover = new Float64Array(2 * leaves - 1);
    cover.set(weights, leaves - 1);
    for (let node = leaves - 2; node >= 0; node--) cover[node] = cover[2 * node + 1]! + cover[2 * node + 2]!;
    const split = (node: number): number => depth - 1 - (31 - Math.clz32(node + 1));
    return {
      ...{ nodes: cover.length, output: bias.length === 1 ? 0 : -1 },
      isLeaf: (node) => node >= leaves - 1,
      left: (node) => 2 * node + 1,
      right: (node) => 2 * node + 2,
      feature: (node) => feature[split(node)]!,
      threshold: (node) => border[split(node)]!,
      missingLeft: (node) => !missing[feature[split(node)]!],
      cover: (node) => cover[node]!,
      value: (node, k) => factor * values[(node - leaves + 1) * bias.length + k]!,
    };
  }
}
