import { readSafetensors, type Safetensors } from "../../files/index.ts";
import { ModelFileError } from "./ensemble.ts";
import type { Network, NetworkLayer } from "./network.ts";

/**
 * Reads a network as a training saves it: safetensors named mean, deviation, layers.0.weight, layers.0.bias and so on; its
 * words say what it is. No code of the file is run, and every shape and number is checked once.
 *
 * @throws ModelFileError naming the file and what is wrong with it.
 */
export async function readNetwork(path: string): Promise<Network> {
  const refuse = (what: string, cause?: unknown): ModelFileError => new ModelFileError(what, { where: [path], cause });
  const { metadata, tensors } = await readSafetensors(path).catch((error: Error) => {
    throw refuse("the network's file cannot be read", error);
  });
  const { format, version, activation } = metadata;
  if (format !== "trident-mlp" || version !== "1" || activation !== "relu") {
    throw refuse(
      `it holds ${format ?? "something else"} version ${version}, activation ${activation}; trident-mlp 1, relu is read`,
    );
  }
  const inputs = countOf(metadata.inputs);
  const classes = countOf(metadata.classes);
  const clip = Number(metadata.clip);
  const marked = Int32Array.from(metadata.marked ? metadata.marked.split(",").map(countOf) : []);
  const ascending = marked.every((each, k) => each < inputs && (k === 0 || each > marked[k - 1]!));
  if (!(inputs >= 1 && classes >= 2 && clip > 0 && ascending)) throw refuse("its words do not fit together");
  const { mean, deviation } = tensors;
  if (mean?.values.length !== inputs || deviation?.values.length !== inputs) {
    throw refuse(`it has no mean and deviation of ${inputs} inputs`);
  }
  if (deviation.values.some((value) => !(value > 0))) throw refuse("a deviation is not above 0");
  const outputs = classes === 2 ? 1 : classes;
  const layers = layersOf(tensors, inputs + marked.length, outputs);
  const all = [mean.values, deviation.values, ...(layers ?? []).flatMap(({ weight, bias }) => [weight, bias])];
  if (layers === undefined || !all.every((values) => values.every(Number.isFinite))) {
    throw refuse("its layers do not follow each other, or hold what is no number");
  }
  return {
    ...{ engine: "mlp", inputs, classes, outputs, slope: 1, clip, marked, layers },
    ...{ mean: mean.values, deviation: deviation.values },
  };
}

function countOf(text: string | undefined): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** The layers one after another; undefined if one does not fit the one before, or there are other tensors. */
function layersOf(tensors: Safetensors["tensors"], width: number, outputs: number): NetworkLayer[] | undefined {
  const layers: NetworkLayer[] = [];
  let from = width;
  for (let k = 0; tensors[`layers.${k}.weight`] !== undefined; k++) {
    const weight = tensors[`layers.${k}.weight`]!;
    const bias = tensors[`layers.${k}.bias`];
    const to = weight.shape[1] ?? 0;
    if (weight.shape.length !== 2 || weight.shape[0] !== from || to < 1 || bias?.values.length !== to) return undefined;
    layers.push({ inputs: from, outputs: to, weight: weight.values, bias: bias.values });
    from = to;
  }
  const isWhole = layers.length > 0 && from === outputs && Object.keys(tensors).length === 2 + 2 * layers.length;
  return isWhole ? layers : undefined;
}
