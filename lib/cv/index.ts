/**
 * Folds that are made of the intervals of labels: purged k-fold, combinatorial purged and
 * walk-forward. There is no other way to split rows.
 *
 * ```ts
 * const folds = purgedKFold(labels, { folds: 5, embargo: 0.01 });
 * const [later] = walkForward(labels, { tests: ["2024-01-02"] });
 * ```
 */
export {
  type CombinatorialFolds,
  type CombinatorialOptions,
  combinatorialPurgedKFold,
} from "./combinatorialPurgedKFold.ts";
export { type Fold, FoldError } from "./fold.ts";
export { type PurgedKFoldOptions, purgedKFold } from "./purgedKFold.ts";
export { readFolds, type SavedFold } from "./readFolds.ts";
export { type WalkForwardOptions, walkForward } from "./walkForward.ts";
export { writeFolds } from "./writeFolds.ts";
