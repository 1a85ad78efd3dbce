import { TridentError, UsageError } from "trident-base";
import { readMatrix, readSafetensors, writeSafetensors } from "../../files/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../../runtime/index.ts";
import { readNpy, writeNpy } from "../npy.ts";
import { CLIP, type Standards, standardised, standardsOf } from "./standards.ts";
import { type LoadedTensorFlow, loadTensorFlow } from "./tensorFlow.ts";
import {
  type Layer,
  logitsOf,
  type NetworkRows,
  type NetworkSettings,
  probabilitiesOf,
  trainNetwork,
} from "./trainNetwork.ts";

/** A network's data or file that does not fit; the protocol's name of that. */
class InvalidInputError extends TridentError {}
/** A GPU that was asked for and cannot be used; the protocol's name of that. */
class DeviceError extends TridentError {}

/** Hears how far a call is; throws where nobody wants its answer any more. */
export type Report = (done: number, total: number) => void;

interface HeldSet {
  readonly columns: readonly string[];
  readonly classes: readonly number[];
  readonly standards: Standards;
  readonly rows: NetworkRows;
  readonly device: Where;
}

interface HeldNetwork {
  readonly columns: readonly string[];
  readonly classes: readonly number[];
  readonly standards: Standards;
  readonly layers: readonly Layer[];
}

interface Where {
  readonly device: "cpu" | "cuda";
  readonly note: string | null;
}

/** Answers the calls of the engine host's protocol that have to do with networks. */
export function serveNetworks(load: () => Promise<LoadedTensorFlow> = loadTensorFlow) {
  let loaded: Promise<LoadedTensorFlow> | undefined;
  const tensorFlow = (): Promise<LoadedTensorFlow> => {
    loaded ??= load();
    return loaded;
  };
  const sets = new Map<string, HeldSet>();
  const models = new Map<string, HeldNetwork>();
  let held = 0;
  const nameOf = (kind: string): string => `${kind}-${++held}`;
  const modelOf = (id: unknown): HeldNetwork => {
    const model = models.get(id as string);
    if (model === undefined) throw new InvalidInputError(`there is no model '${id}'`);
    return model;
  };

  const methods: Readonly<Record<string, (call: Call, report: Report) => Promise<object>>> = {
    info: async () => {
      const { tf, from, backend, device } = await tensorFlow();
      const version = `${tf.version_core} (${from}, ${backend}, ${device})`;
      return {
        ...{ pid: process.pid, python: `Node ${process.version}`, models: models.size, sets: sets.size },
        engines: { mlp: { version, capabilities: [] } },
      };
    },
    prepare: async ({ matrix, columns, rows, target, weight, stopping, device }) => {
      const where = placeOf(await tensorFlow(), device);
      const read = await columnsOf(matrix, await rowNumbers(rows), columns);
      const labels = (await readNpy(target)).values;
      const own = weight === null ? undefined : (await readNpy(weight)).values;
      const learned = stopping === null ? labels.length : stopping[0];
      if (stopping !== null && stopping[1] !== labels.length) {
        throw new InvalidInputError("a network's stopping slice must be the last rows of its set");
      }
      const classes = [...new Set(labels.subarray(0, learned))].sort((a, b) => a - b);
      if (classes.length < 2) throw new InvalidInputError("the rows to learn from are all of one class");
      const standards = standardsOf(read, learned);
      const id = nameOf("set");
      sets.set(id, {
        ...{ columns, classes, standards, device: where },
        rows: {
          ...{ width: columns.length + standards.marked.length, values: standardised(read, standards), learned },
          ...{ classes: classes.length, target: Int32Array.from(labels, (label) => placeIn(classes, label)) },
          weight: Float64Array.from(labels, (_, i) => own?.[i] ?? 1),
        },
      });
      return { id };
    },
    fit: async ({ set, params, seed, importances }, report) => {
      const data = sets.get(set);
      if (data === undefined) throw new InvalidInputError(`there is no set '${set}'`);
      const { tf, from, backend } = await tensorFlow();
      const { classWeight, ...settings } = params;
      if ((settings.stoppingRounds !== null) !== data.rows.target.length > data.rows.learned) {
        throw new InvalidInputError(
          "training stops early with both a stopping slice and stoppingRounds, or with neither of them",
        );
      }
      const rows = classWeight === "balanced" ? balanced(data.rows) : data.rows;
      const started = performance.now();
      const { layers, epochs } = await trainNetwork(tf, rows, { ...settings, seed }, (done) =>
        report(done, settings.epochs),
      );
      const seconds = (performance.now() - started) / 1000;
      const { columns, classes, standards, device } = data;
      const id = nameOf("network");
      models.set(id, { columns, classes, standards, layers });
      await writeNpy(importances, lengthsOf(layers[0]!, columns.length));
      const versions = { node: process.version, "@tensorflow/tfjs": tf.version_core, package: from, backend };
      return { id, classes, facts: { epochs }, seconds, threads: 1, versions, ...device };
    },
    predict: async ({ id, matrix, rows, out }) => {
      const { tf } = await tensorFlow();
      const { columns, standards, layers, classes } = modelOf(id);
      const read = await columnsOf(matrix, await rowNumbers(rows), columns);
      const one = probabilitiesOf(logitsOf(tf, layers, standardised(read, standards)), layers.at(-1)!.outputs);
      const both =
        classes.length > 2
          ? one
          : Float64Array.from({ length: 2 * one.length }, (_, i) => (i % 2 === 1 ? one[i >> 1]! : 1 - one[i >> 1]!));
      await writeNpy(out, both, [read.rows, classes.length]);
      return {};
    },
    save: async ({ id, path }) => {
      const { columns, standards, layers, classes } = modelOf(id);
      const { mean, deviation, marked } = standards;
      const list = (values: Float32Array) => ({ shape: [values.length], values });
      await writeSafetensors(path, {
        metadata: {
          ...{ format: "trident-mlp", version: "1", activation: "relu", clip: String(CLIP) },
          ...{ inputs: String(columns.length), classes: String(classes.length), marked: marked.join(",") },
        },
        tensors: {
          ...{ mean: list(mean), deviation: list(deviation) },
          ...Object.fromEntries(
            layers.flatMap(({ inputs, outputs, weight, bias }, k) => [
              [`layers.${k}.weight`, { shape: [inputs, outputs], values: weight }],
              [`layers.${k}.bias`, list(bias)],
            ]),
          ),
        },
      });
      return {};
    },
    load: async ({ path, columns, classes, importances }) => {
      const { tf, from, backend, device } = await tensorFlow();
      const { metadata, tensors } = await readSafetensors(path);
      if (metadata.format !== "trident-mlp" || Number(metadata.inputs) !== columns.length) {
        throw new InvalidInputError(`${path} is no network of ${columns.length} inputs`);
      }
      const layers: Layer[] = [];
      for (let k = 0; tensors[`layers.${k}.weight`]; k++) {
        const { shape, values } = tensors[`layers.${k}.weight`]!;
        const [inputs, outputs] = shape as [number, number];
        layers.push({ inputs, outputs, weight: values, bias: tensors[`layers.${k}.bias`]!.values });
      }
      const marked = metadata.marked === "" ? [] : metadata.marked!.split(",").map(Number);
      const standards = { mean: tensors.mean!.values, deviation: tensors.deviation!.values, marked };
      const id = nameOf("network");
      models.set(id, { columns, classes: [...classes], standards, layers });
      await writeNpy(importances, lengthsOf(layers[0]!, columns.length));
      const versions = { node: process.version, "@tensorflow/tfjs": tf.version_core, package: from, backend };
      return { id, classes, facts: {}, device, versions };
    },
    release: async ({ id }) => {
      sets.delete(id);
      models.delete(id);
      return {};
    },
  };
  return async (method: string, params: Readonly<Record<string, unknown>>, report: Report): Promise<object> => {
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (answer === undefined) throw new InvalidInputError(`a network's host does not know '${method}'`);
    return answer(params as unknown as Call, report);
  };
}

/** The fields of all calls; the client's types make sure of each call's own. */
interface Call {
  readonly id: string;
  readonly set: string;
  readonly matrix: string;
  readonly columns: readonly string[];
  readonly classes: readonly number[];
  readonly rows: string;
  readonly target: string;
  readonly weight: string | null;
  readonly stopping: readonly [number, number] | null;
  readonly device: "auto" | "cpu" | "cuda";
  readonly params: Omit<NetworkSettings, "seed"> & { readonly classWeight: "balanced" | null };
  readonly seed: number;
  readonly importances: string;
  readonly out: string;
  readonly path: string;
}

function placeOf({ device, backend, notes }: LoadedTensorFlow, wanted: Call["device"]): Where {
  if (device === "cuda") return { device, note: null };
  const why = [`TensorFlow.js runs on the CPU (${backend})`, ...notes].join("; ");
  if (wanted === "cuda") throw new DeviceError(why);
  return { device, note: wanted === "auto" ? why : null };
}

async function rowNumbers(path: string): Promise<Uint32Array> {
  const { shape, values } = await readNpy(path);
  if (!(values instanceof Uint32Array)) throw new InvalidInputError(`the rows in ${path} are no row numbers`);
  if (shape.length === 1) return values;
  const ranges = Array.from({ length: values.length / 2 }, (_, k) => [values[2 * k]!, values[2 * k + 1]!] as const);
  const all = new Uint32Array(ranges.reduce((sum, [from, to]) => sum + to - from, 0));
  let at = 0;
  for (const [from, to] of ranges) for (let row = from; row < to; row++) all[at++] = row;
  return all;
}

/** Some rows of a matrix file, with these columns alone. */
async function columnsOf(path: string, rows: Uint32Array, columns: readonly string[]): Promise<Matrix> {
  const all = await readMatrix(path, rows);
  if (columns.join("\n") === all.names.join("\n")) return all;
  const absent = columns.find((name) => !all.names.includes(name));
  if (absent !== undefined) throw new UsageError(`the matrix has no column '${absent}'`, { where: [path] });
  const some = createMatrix(columns, all.rows);
  for (const [j, name] of columns.entries()) some.values.set(matrixColumn(all, name), j * some.stride);
  return some;
}

/** The place of a class among those learned; of one that was not learned, the nearest below. */
function placeIn(classes: readonly number[], label: number): number {
  return Math.max(
    0,
    classes.findLastIndex((each) => each <= label),
  );
}

/** Weights by which the classes of the rows learned from weigh the same: rows / (classes * rows of the class). */
function balanced(rows: NetworkRows): NetworkRows {
  const counts = new Array<number>(rows.classes).fill(0);
  for (const place of rows.target.subarray(0, rows.learned)) counts[place]!++;
  const factors = counts.map((count) => rows.learned / (rows.classes * count));
  return { ...rows, weight: rows.weight.map((weight, i) => weight * factors[rows.target[i]!]!) };
}

/** How far each input reaches: the length of its weights in the first layer. */
function lengthsOf({ outputs, weight }: Layer, inputs: number): Float64Array {
  return Float64Array.from({ length: inputs }, (_, j) =>
    Math.hypot(...weight.subarray(j * outputs, (j + 1) * outputs)),
  );
}
