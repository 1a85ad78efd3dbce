import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { TridentError } from "trident-base";
import { root } from "trident-base/project";

/** TensorFlow.js is not installed, or cannot be loaded. */
class TensorFlowUnavailable extends TridentError {}

/** The folder that `npm run setup -- --neural` installs TensorFlow.js into, apart from the packages that all need. */
const NEURAL_FOLDER = join(root, ".neural");

/** A tensor that a backend holds. */
export interface Tensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array;
  dispose(): void;
}

/** A tensor that a training changes. */
export interface Variable extends Tensor {
  assign(value: Tensor): void;
}

/** What is used of TensorFlow.js. */
export interface TensorFlow {
  readonly version_core: string;
  readonly train: {
    adam(learningRate: number): {
      minimize(loss: () => Tensor, returnCost: boolean, variables: readonly Variable[]): Tensor | null;
      dispose(): void;
    };
  };
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  getBackend(): string;
  backend(): { readonly isUsingGpuDevice?: boolean };
  tidy<T>(work: () => T): T;
  variable(value: Tensor, trainable: boolean, name?: string): Variable;
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor | number, b: Tensor): Tensor;
  relu(a: Tensor): Tensor;
  logSoftmax(a: Tensor, axis: number): Tensor;
  sum(a: Tensor, axis?: number, keepDims?: boolean): Tensor;
  square(a: Tensor): Tensor;
  softplus(a: Tensor): Tensor;
}

/** What was loaded. */
export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  /** The package that it came from. */
  readonly from: string;
  /** TensorFlow.js's own name: tensorflow is native, wasm is WebAssembly. */
  readonly backend: string;
  readonly device: "cpu" | "cuda";
  /** Why nothing faster was loaded: a line a package that was tried. */
  readonly notes: readonly string[];
}

const NATIVE = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];
const PLAIN = "@tensorflow/tfjs";
const WASM = "@tensorflow/tfjs-backend-wasm";

/**
 * Loads the fastest TensorFlow.js that there is: tfjs-node-gpu, else tfjs-node, else tfjs with its WebAssembly backend.
 * What is installed under a native one's name and is another package is passed over: danfojs is given tfjs so.
 *
 * @param folder from which packages are looked for, as Node does; TRIDENT_TFJS, else `.neural` by default.
 * @throws TensorFlowUnavailable where there is none.
 */
export async function loadTensorFlow(folder = process.env.TRIDENT_TFJS ?? NEURAL_FOLDER): Promise<LoadedTensorFlow> {
  const notes: string[] = [];
  const require = createRequire(join(folder, "package.json"));
  const has = (name: string): boolean => {
    try {
      return (require(`${name}/package.json`) as { name: string }).name === name;
    } catch {
      return false;
    }
  };
  // tfjs-node 4.22 calls what Node 23 has taken away.
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  for (const name of NATIVE.filter(has)) {
    try {
      const tf = require(name) as TensorFlow;
      await tf.ready();
      const device = tf.backend().isUsingGpuDevice === true ? "cuda" : "cpu";
      return { tf, from: name, backend: tf.getBackend(), device, notes };
    } catch (error) {
      notes.push(`${name} does not load: ${String((error as Error).message).split("\n")[0]}`);
    }
  }
  if (has(PLAIN) && has(WASM)) {
    const tf = require(PLAIN) as TensorFlow;
    const { setWasmPaths } = require(WASM) as { setWasmPaths(folder: string): void };
    setWasmPaths(`${dirname(require.resolve(WASM))}/`);
    if (await tf.setBackend("wasm")) {
      await tf.ready();
      return { tf, from: PLAIN, backend: "wasm", device: "cpu", notes };
    }
    notes.push("its WebAssembly backend does not start");
  }
  // The remedy is the client's to say: networkProgram has it.
  throw new TensorFlowUnavailable(["TensorFlow.js, which the member mlp needs, is not installed", ...notes].join("; "));
}
