import { type ErrorContext, printable, TridentError } from "trident-base";

/** A model's file that is damaged, or holds what is not read here: it is refused whole. */
export class ModelFileError extends TridentError {
  /** @param what may quote the file. */
  constructor(what: string, context: ErrorContext) {
    super(printable(what), context);
  }
}

/**
 * Trees of one model in flat arrays, the same for every engine. A row goes left where its value is at most the
 * threshold; inputs are Float32, so that every engine's thresholds, rounded towards the left, are too. Nodes of a tree lie
 * in preorder: the left child is the next node.
 */
export interface TreeEnsemble {
  readonly engine: "xgboost" | "lightgbm" | "catboost";
  /** Columns that a row has. */
  readonly inputs: number;
  /** 2 or more. */
  readonly classes: number;
  /** Margins of a row: 1 with two classes, else one a class. */
  readonly outputs: number;
  /** The margin that each output begins with. */
  readonly bias: Float64Array;
  /** The binary margin's factor within the logistic function (LightGBM's `sigmoid`); 1 elsewhere. */
  readonly slope: number;
  /** True if margins are summed in single precision, as XGBoost does. */
  readonly single: boolean;
  /** The first node of each tree. */
  readonly root: Int32Array;
  /** The output that each tree adds to; -1 if its leaves have a value for each. */
  readonly output: Int32Array;
  /** By node: the column that is looked at; -1 in a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** By node: the right child; in a leaf the place of its value. */
  readonly right: Int32Array;
  /** By node: the child of rows whose value is missing. */
  readonly missing: Int32Array;
  /** By node: the weight of the rows that came by in training, in the engine's own measure. */
  readonly cover: Float64Array;
  /** What leaves add. */
  readonly value: Float64Array;
  /** The deepest leaf's number of splits. */
  readonly depth: number;
}

/** What all trees of a file have in common. */
export type EnsembleHead = Pick<TreeEnsemble, "engine" | "inputs" | "classes" | "bias" | "slope" | "single">;
