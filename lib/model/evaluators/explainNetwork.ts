import type { Network } from "./network.ts";
import { passForward, sumsOf } from "./predictNetwork.ts";

/** Sums nearer to those of the reference have the rectifier's own slope. */
const NEAR = 1e-9;

/**
 * What each input adds to the logit of one row, against a row of means: DeepLIFT's rescale rule (Shrikumar, Greenside and
 * Kundaje 2017, "Learning important features through propagating activation differences"), which shares out the whole
 * difference, so that the sum is the logit. A mark's part belongs to the input that it marks.
 *
 * @param row one value an input; NaN is missing.
 * @returns outputs x (inputs + 1), output after output, the last of each the logit of a row of means.
 */
export function explainNetwork(network: Network, row: Float32Array): Float64Array {
  const { inputs, outputs, layers, marked, mean } = network;
  const seen = passForward(network, row);
  const reference = passForward(network, mean);
  const width = inputs + 1;
  const result = new Float64Array(outputs * width);
  for (let output = 0; output < outputs; output++) {
    // By unit of the layer at hand: what a unit more of it adds to the logit.
    let slopes = new Float64Array(outputs);
    slopes[output] = 1;
    for (let k = layers.length - 1; k >= 0; k--) {
      const layer = layers[k]!;
      if (k + 1 < layers.length) {
        const [a, b] = [sumsOf(layer, seen[k]!), sumsOf(layer, reference[k]!)];
        slopes = slopes.map((slope, u) => {
          const apart = a[u]! - b[u]!;
          if (Math.abs(apart) < NEAR) return a[u]! > 0 ? slope : 0;
          return (slope * (Math.max(0, a[u]!) - Math.max(0, b[u]!))) / apart;
        });
      }
      const before = new Float64Array(layer.inputs);
      for (let j = 0; j < layer.inputs; j++) {
        for (let u = 0; u < layer.outputs; u++) before[j]! += layer.weight[j * layer.outputs + u]! * slopes[u]!;
      }
      slopes = before;
    }
    const at = output * width;
    for (let j = 0; j < inputs; j++) result[at + j] = slopes[j]! * (seen[0]![j]! - reference[0]![j]!);
    for (const [k, j] of marked.entries()) {
      result[at + j]! += slopes[inputs + k]! * (seen[0]![inputs + k]! - reference[0]![inputs + k]!);
    }
    result[at + inputs] = reference.at(-1)![output]!;
  }
  return result;
}
