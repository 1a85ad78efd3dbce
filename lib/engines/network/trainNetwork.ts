import { setImmediate as breath } from "node:timers/promises";
import { createRandom } from "../../runtime/index.ts";
import type { Tensor, TensorFlow, Variable } from "./tensorFlow.ts";

/** Steps after which a cancel is listened for. */
const BREATH = 16;
/** Rows that are predicted at a time. */
const BLOCK = 8192;

/** One layer's weights, inputs x outputs, row after row, and its biases. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Standardised rows, row after row, the class of each by its place, and what it weighs. */
export interface NetworkRows {
  readonly width: number;
  readonly values: Float32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
  /** Rows learned from: the first ones; the rest tell when to stop. */
  readonly learned: number;
  readonly classes: number;
}

/** How a network is trained; `engineSchemas.mlp` says what each is. */
export interface NetworkSettings {
  readonly epochs: number;
  readonly stoppingRounds: number | null;
  readonly layers: number;
  readonly units: number;
  readonly learningRate: number;
  readonly l2: number;
  readonly batch: number;
  readonly seed: number;
}

/**
 * Trains a multilayer perceptron by Adam (Kingma and Ba 2015) on log-loss. First weights (He et al. 2015) and the order of
 * rows come from streams of the seed's own, so that every backend begins alike and sees the same batches. With a stopping
 * slice the weights of the epoch with its least loss are kept.
 *
 * @param onEpoch hears of each epoch; may throw to end the training.
 */
export async function trainNetwork(
  tf: TensorFlow,
  rows: NetworkRows,
  settings: NetworkSettings,
  onEpoch: (done: number) => void,
): Promise<{ readonly layers: readonly Layer[]; readonly epochs: number }> {
  const { width, values, target, weight, learned, classes } = rows;
  const outputs = classes === 2 ? 1 : classes;
  const sizes = [width, ...new Array<number>(settings.layers).fill(settings.units), outputs];
  const variables = sizes.slice(1).map((to, k) => firstWeights(tf, settings.seed, k, sizes[k]!, to));
  const all = variables.flatMap(({ weight: w, bias }) => [w, bias]);
  const adam = tf.train.adam(settings.learningRate);
  const kept = (): readonly Layer[] =>
    variables.map(({ weight: w, bias }, k) => ({
      ...{ inputs: sizes[k]!, outputs: sizes[k + 1]! },
      ...{ weight: Float32Array.from(w.dataSync()), bias: Float32Array.from(bias.dataSync()) },
    }));
  const order = Uint32Array.from({ length: learned }, (_, i) => i);
  const size = Math.min(settings.batch, learned);
  const batch = new Float32Array(size * width);
  const watched = target.length > learned;
  let best = { layers: [] as readonly Layer[], epochs: 0, loss: Number.POSITIVE_INFINITY };
  try {
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      createRandom(settings.seed, "order", epoch).shuffle(order);
      for (let from = 0; from < learned; from += size) {
        const count = Math.min(size, learned - from);
        const answer = new Float32Array(count * outputs);
        const weighed = new Float32Array(count);
        for (let i = 0; i < count; i++) {
          const row = order[from + i]!;
          batch.set(values.subarray(row * width, (row + 1) * width), i * width);
          if (outputs === 1) answer[i] = target[row]!;
          else answer[i * outputs + target[row]!] = 1;
          weighed[i] = weight[row]! / count;
        }
        tf.tidy(() => {
          const x = tf.tensor(batch.subarray(0, count * width), [count, width]);
          const y = tf.tensor(answer, [count, outputs]);
          const w = tf.tensor(weighed, [count, 1]);
          const loss = (): Tensor => {
            const data = tf.sum(tf.mul(w, lossOf(tf, forward(tf, x, variables), y, outputs)));
            if (settings.l2 === 0) return data;
            const squares = variables.map((layer) => tf.sum(tf.square(layer.weight)));
            return tf.add(
              data,
              tf.mul(
                settings.l2,
                squares.reduce((a, b) => tf.add(a, b)),
              ),
            );
          };
          return adam.minimize(loss, false, all);
        });
        if ((from / size) % BREATH === 0) await breath();
      }
      onEpoch(epoch);
      if (!watched) continue;
      const layers = kept();
      const loss = watchedLoss(logitsOf(tf, layers, values.subarray(learned * width)), rows);
      if (loss < best.loss) best = { layers, epochs: epoch, loss };
      else if (epoch - best.epochs >= settings.stoppingRounds!) break;
    }
    if (!watched) return { layers: kept(), epochs: settings.epochs };
    // A loss that is never a number keeps nothing: what was learned last says so in its scores.
    return best.epochs === 0 ? { layers: kept(), epochs: settings.epochs } : best;
  } finally {
    for (const each of all) each.dispose();
    adam.dispose();
  }
}

/** The logits of standardised rows, row after row: one with two classes, else one a class. */
export function logitsOf(tf: TensorFlow, layers: readonly Layer[], values: Float32Array): Float64Array {
  const width = layers[0]!.inputs;
  const outputs = layers.at(-1)!.outputs;
  const rows = values.length / width;
  const logits = new Float64Array(rows * outputs);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    tf.tidy(() => {
      const held = layers.map((layer) => ({
        weight: tf.tensor(layer.weight, [layer.inputs, layer.outputs]),
        bias: tf.tensor(layer.bias, [layer.outputs]),
      }));
      const x = tf.tensor(values.slice(from * width, (from + count) * width), [count, width]);
      logits.set(forward(tf, x, held).dataSync(), from * outputs);
    });
  }
  return logits;
}

/** Probabilities of logits: of the greater class where there are two, else rows x classes. */
export function probabilitiesOf(logits: Float64Array, outputs: number): Float64Array {
  if (outputs === 1) return logits.map((z) => 1 / (1 + Math.exp(-z)));
  const result = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += outputs) {
    const row = logits.subarray(from, from + outputs);
    const most = Math.max(...row);
    const parts = row.map((z) => Math.exp(z - most));
    const sum = parts.reduce((a, b) => a + b, 0);
    result.set(
      parts.map((part) => part / sum),
      from,
    );
  }
  return result;
}

function forward(
  tf: TensorFlow,
  x: Tensor,
  layers: readonly { readonly weight: Tensor; readonly bias: Tensor }[],
): Tensor {
  return layers.reduce((seen, { weight, bias }, k) => {
    const sum = tf.add(tf.matMul(seen, weight), bias);
    return k + 1 < layers.length ? tf.relu(sum) : sum;
  }, x);
}

/** The log-loss of each row, a column. */
function lossOf(tf: TensorFlow, z: Tensor, y: Tensor, outputs: number): Tensor {
  if (outputs === 1) return tf.sub(tf.softplus(z), tf.mul(y, z));
  return tf.mul(-1, tf.sum(tf.mul(y, tf.logSoftmax(z, 1)), 1, true));
}

/** Mean weighted log-loss of the stopping slice. */
function watchedLoss(logits: Float64Array, { target, weight, learned, classes }: NetworkRows): number {
  const outputs = classes === 2 ? 1 : classes;
  const probability = probabilitiesOf(logits, outputs);
  let [loss, sum] = [0, 0];
  for (let i = 0; i < target.length - learned; i++) {
    const actual = target[learned + i]!;
    const p = outputs > 1 ? probability[i * outputs + actual]! : actual === 1 ? probability[i]! : 1 - probability[i]!;
    loss -= weight[learned + i]! * Math.log(Math.max(1e-15, p));
    sum += weight[learned + i]!;
  }
  return loss / sum;
}

function firstWeights(
  tf: TensorFlow,
  seed: number,
  layer: number,
  from: number,
  to: number,
): { weight: Variable; bias: Variable } {
  const random = createRandom(seed, "weights", layer);
  const scale = Math.sqrt(2 / from);
  const drawn = Float32Array.from({ length: from * to }, () => scale * random.normal());
  return {
    weight: tf.variable(tf.tensor(drawn, [from, to]), true),
    bias: tf.variable(tf.tensor(new Float32Array(to), [to]), true),
  };
}
