/** One layer's weights, inputs x outputs, row after row, and its biases. */
export interface NetworkLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A multilayer perceptron of rectified units. A row's inputs are standardised and clipped; a missing one is 0, which is
 * its mean, and some have a mark after the inputs, 1 where it is missing.
 */
export interface Network {
  readonly engine: "mlp";
  /** Columns that a row has. */
  readonly inputs: number;
  /** 2 or more. */
  readonly classes: number;
  /** Logits of a row: 1 with two classes, else one a class. */
  readonly outputs: number;
  /** The logit's factor within the logistic function, as an ensemble of trees may have one; 1. */
  readonly slope: 1;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  readonly clip: number;
  /** Columns that have a mark, ascending. */
  readonly marked: Int32Array;
  readonly layers: readonly NetworkLayer[];
}
