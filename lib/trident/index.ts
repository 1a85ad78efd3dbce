/**
 * What is fitted: engines cross-validated on purged folds.
 *
 * ```ts
 * const { score, auc } = await crossValidate("lightgbm", { inputs, labels, folds: purgedKFold(labels) });
 * ```
 */
export { type CrossValidateOptions, type CrossValidation, crossValidate, type FoldScore } from "./crossValidate.ts";
