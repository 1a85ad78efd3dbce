import { z } from "zod";

const classWeight = z.literal("balanced").nullable().default(null);
const share = z.number().gt(0).max(1);
const penalty = z.number().min(0);

const randomForest = z
  .strictObject({
    /** Number of trees. */
    trees: z.int().min(1).max(100_000).default(100),
    /** Levels of splits in a tree; null grows until the leaves are pure. */
    maxDepth: z.int().min(1).max(1_000).nullable().default(null),
    /** Rows that a leaf must keep at least. */
    minSamplesLeaf: z.int().min(1).max(2_147_483_647).default(1),
    /** "balanced" weighs each class by rows / (classes * rows of the class). */
    classWeight,
    /** Columns tried at each split: a rule, a share of them in (0, 1], or null for all. */
    maxFeatures: z
      .union([z.enum(["sqrt", "log2"]), share])
      .nullable()
      .default("sqrt"),
  })
  .readonly();

/** Columns as they are: no scaling, no missing values. */
const logisticRegression = z
  .strictObject({
    /** The inverse of the L2 penalty. */
    c: z.number().gt(0).default(1),
    iterations: z.int().min(1).max(1_000_000).default(100),
    classWeight,
  })
  .readonly();

const boosted = {
  /** Trees at most; early stopping may keep fewer. */
  trees: z.int().min(1).max(100_000).default(100),
  /** Trees without a gain on the stopping slice that end the training; given if and only if there is such a slice. */
  stoppingRounds: z.int().min(1).max(100_000).nullable().default(null),
  classWeight,
};

const xgboost = z
  .strictObject({
    ...boosted,
    /** 0 is no limit. */
    maxDepth: z.int().min(0).max(64).default(6),
    learningRate: share.default(0.3),
    /** Share of the rows that each tree sees. */
    subsample: share.default(1),
    /** Share of the columns that each tree sees (colsample_bytree). */
    columnShare: share.default(1),
    minChildWeight: penalty.default(1),
    lambda: penalty.default(1),
    alpha: penalty.default(0),
    gamma: penalty.default(0),
  })
  .readonly();

const lightgbm = z
  .strictObject({
    ...boosted,
    /** num_leaves. */
    leaves: z.int().min(2).max(131_072).default(31),
    maxDepth: z.int().min(1).max(1_000).nullable().default(null),
    learningRate: share.default(0.1),
    /** Share of the rows that each tree sees (bagging_fraction, drawn anew for every tree). */
    subsample: share.default(1),
    /** Share of the columns that each tree sees (feature_fraction). */
    columnShare: share.default(1),
    minSamplesLeaf: z.int().min(0).max(2_147_483_647).default(20),
    lambda: penalty.default(0),
    alpha: penalty.default(0),
  })
  .readonly();

const catboost = z
  .strictObject({
    ...boosted,
    /** Levels of a symmetric tree (depth). */
    maxDepth: z.int().min(1).max(16).default(6),
    learningRate: share.default(0.03),
    /** l2_leaf_reg. */
    lambda: penalty.default(3),
  })
  .readonly();

/** A multilayer perceptron of rectified units, in TensorFlow.js. */
const mlp = z
  .strictObject({
    /** Passes over the rows at most; early stopping may keep fewer. */
    epochs: z.int().min(1).max(10_000).default(50),
    /** Epochs without a gain on the stopping slice that end the training; given if and only if there is such a slice. */
    stoppingRounds: boosted.stoppingRounds,
    classWeight,
    /** Hidden layers, and the units of each. */
    layers: z.int().min(1).max(8).default(2),
    units: z.int().min(1).max(4096).default(64),
    /** Adam's step. */
    learningRate: share.default(0.001),
    /** Penalty on the squares of the weights, biases apart. */
    l2: penalty.default(0),
    /** Rows of a step. */
    batch: z.int().min(1).max(1_000_000).default(512),
  })
  .readonly();

/** The schema of each engine's parameters. zod is slow to load, so this file is imported when parameters are checked. */
export const engineSchemas = {
  random_forest: randomForest,
  logistic_regression: logisticRegression,
  xgboost,
  lightgbm,
  catboost,
  mlp,
} as const;
