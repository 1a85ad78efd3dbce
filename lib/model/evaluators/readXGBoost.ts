import { ModelFileError, type TreeEnsemble } from "./ensemble.ts";
import { below, plantTrees, type SourceTree } from "./plantTrees.ts";
import { readUbj, type Ubj, type UbjNumbers } from "./readUbj.ts";

/**
 * Reads XGBoost's UBJ: a classifier of trees, `binary:logistic` or `multi:softprob`. Values below a threshold go left, all
 * in single precision. `base_score` is text, one number or a list: a probability with two classes, margins with more
 * (XGBoost 1.6 to 3.2, "Introduction to Model IO" and its JSON schema).
 *
 * @throws ModelFileError for a damaged file, and for what is not read here, by its name.
 */
export function readXGBoost(bytes: Uint8Array, path: string): TreeEnsemble {
  const refuse = (what: string): never => {
    throw new ModelFileError(`the model of XGBoost is not read: ${what}`, { where: [path] });
  };
  const entry = (of: Ubj | undefined, key: string): Ubj => {
    const found = of instanceof Map ? (of.get(key) as Ubj | undefined) : undefined;
    return found === undefined ? refuse(`it has no '${key}'`) : found;
  };
  const text = (of: Ubj, key: string): string => {
    const found = entry(of, key);
    return typeof found === "string" ? found : refuse(`'${key}' is no text`);
  };
  const integer = (of: Ubj, key: string): number => {
    const number = Number(text(of, key));
    return Number.isSafeInteger(number) && number >= 0 ? number : refuse(`'${key}' is ${text(of, key)}`);
  };
  const numbers = (of: Ubj, key: string, length?: number): UbjNumbers | readonly number[] => {
    const found = entry(of, key);
    const list = Array.isArray(found) && found.length === 0 ? [] : found;
    if (!(ArrayBuffer.isView(list) || Array.isArray(list))) return refuse(`'${key}' is no list`);
    if (Array.isArray(list) && list.some((each) => typeof each !== "number")) refuse(`'${key}' holds no numbers`);
    if (length !== undefined && list.length !== length) refuse(`'${key}' has ${list.length} entries, not ${length}`);
    return list as UbjNumbers;
  };

  const learner = entry(readUbj(bytes, path), "learner");
  const objective = text(entry(learner, "objective"), "name");
  if (!["binary:logistic", "multi:softprob"].includes(objective)) refuse(`its objective is ${objective}`);
  const booster = entry(learner, "gradient_booster");
  const kind = text(booster, "name");
  if (kind !== "gbtree") refuse(`its booster is ${kind}; only gbtree is read`);
  const shape = entry(learner, "learner_model_param");
  const [inputs, told] = [integer(shape, "num_feature"), integer(shape, "num_class")];
  if ((objective === "binary:logistic") !== told < 2) refuse(`it has ${told} classes with ${objective}`);
  const classes = Math.max(told, 2);
  const outputs = told < 2 ? 1 : told;
  const model = entry(booster, "model");
  const list = entry(model, "trees");
  const trees = Array.isArray(list) ? (list as readonly Ubj[]) : refuse("'trees' is no list");
  // What is made for each class is not to be larger than the file.
  if (outputs > 1 && outputs > trees.length) refuse(`it has ${trees.length} trees for ${outputs} classes`);
  const info = numbers(model, "tree_info", trees.length);
  refuseBeyondBest(learner, integer(entry(model, "gbtree_model_param"), "num_parallel_tree"));

  const base = baseScores(text(shape, "base_score"));
  if (base.length !== 1 && base.length !== outputs) refuse(`it has ${base.length} base scores for ${classes} classes`);
  const margins = Float64Array.from({ length: outputs }, (_, k) => {
    const score = base[base.length === 1 ? 0 : k]!;
    return Math.fround(classes === 2 ? -Math.log(1 / score - 1) : score);
  });
  return plantTrees(
    { engine: "xgboost", inputs, classes, bias: margins, slope: 1, single: true },
    trees.map(treeOf),
    path,
  );

  function treeOf(tree: Ubj, t: number): SourceTree {
    const shapeOf = entry(tree, "tree_param");
    if (integer(shapeOf, "size_leaf_vector") > 1) refuse("its leaves are vectors (multi_strategy)");
    const nodes = integer(shapeOf, "num_nodes");
    const of = (key: string) => numbers(tree, key, nodes);
    if (nodes === 0) refuse(`tree ${t} is empty`);
    const [left, right, feature] = [of("left_children"), of("right_children"), of("split_indices")];
    const [condition, toLeft, hessian, type] = [
      of("split_conditions"),
      of("default_left"),
      of("sum_hessian"),
      of("split_type"),
    ];
    if (type.some((each) => each !== 0)) refuse("it splits on categories");
    const deleted = integer(shapeOf, "num_deleted");
    return {
      ...{ nodes, deleted: Math.min(deleted, nodes - 1), output: info[t]! },
      isLeaf: (node) => left[node] === -1,
      left: (node) => left[node]!,
      right: (node) => right[node]!,
      feature: (node) => feature[node]!,
      threshold: (node) => below(condition[node]!),
      missingLeft: (node) => toLeft[node] !== 0,
      cover: (node) => hessian[node]!,
      value: (leaf) => condition[leaf]!,
    };
  }

  function baseScores(written: string): readonly number[] {
    const parts = written.replace(/^\[|\]$/g, "").split(",");
    const scores = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    return scores.every(Number.isFinite) ? scores : refuse(`its base_score is ${written.slice(0, 40)}`);
  }

  /** Engines' own predictions differ on whether such trees count: only files that leave no doubt are read. */
  function refuseBeyondBest(of: Ubj, parallel: number): void {
    const attributes = entry(of, "attributes");
    const best = attributes instanceof Map ? (attributes.get("best_iteration") as Ubj | undefined) : undefined;
    if (best === undefined) return;
    if (trees.length > (Number(best) + 1) * outputs * Math.max(parallel, 1)) {
      refuse("it holds trees after its best iteration; save booster[:best_iteration + 1]");
    }
  }
}
