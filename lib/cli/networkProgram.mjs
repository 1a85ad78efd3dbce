// Trains a small network with the tfjs-node-gpu that the folder of the given package.json has, and prints one JSON object.
import { createRequire } from "node:module";

const load = createRequire(/** @type {string} */ (process.argv[2]));
const util = load("node:util");
// tfjs-node 4.22 calls what Node 23 has taken away.
util.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const ROWS = 50_000;
const COLUMNS = 71;
const STEPS = 40;

const tf = load("@tensorflow/tfjs-node-gpu");
await tf.ready();
if (tf.getBackend() !== "tensorflow") throw new Error(`tfjs-node-gpu runs on ${tf.getBackend()}, not on TensorFlow`);
const device = tf.backend().isUsingGpuDevice === true ? "cuda" : "cpu";
const x = tf.randomNormal([ROWS, COLUMNS], 0, 1, "float32", 1);
const y = tf.tidy(() =>
  x
    .slice([0, 0], [ROWS, 1])
    .mul(x.slice([0, 1], [ROWS, 1]))
    .greater(0)
    .toFloat(),
);
const sizes = [COLUMNS, 64, 1];
const layers = [0, 1].map((k) => [
  tf.variable(tf.randomNormal([sizes[k], sizes[k + 1]], 0, Math.sqrt(2 / sizes[k]), "float32", k + 2)),
  tf.variable(tf.zeros([sizes[k + 1]])),
]);
const loss = () => {
  const hidden = x.matMul(layers[0][0]).add(layers[0][1]).relu();
  return tf.losses.sigmoidCrossEntropy(y, hidden.matMul(layers[1][0]).add(layers[1][1]));
};
const optimizer = tf.train.adam(0.02);
const first = optimizer.minimize(loss, true).dataSync()[0];
const start = performance.now();
for (let step = 0; step < STEPS; step++) optimizer.minimize(loss);
const last = tf.tidy(loss).dataSync()[0];
const seconds = (performance.now() - start) / 1000;
const note = `TensorFlow.js ${tf.version.tfjs} on TensorFlow ${tf.backend().binding.TF_Version ?? ""}`.trim();
console.log(JSON.stringify({ rows: ROWS, device, seconds, learns: last < 0.8 * first, note, first, last }));
