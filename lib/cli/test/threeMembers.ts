import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BundleManifest } from "../../model/index.ts";
import { plantBundle } from "./plantedBundle.ts";

/** Writes a planted bundle with a member of each engine, and a reference: every kind of file that a bundle has. */
export async function plantThreeMembers(folder: string): Promise<string> {
  const out = await plantBundle(folder);
  const path = join(out, "manifest.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as BundleManifest;
  const { names } = manifest.inputs;
  const input = names.indexOf("returns_5");
  const made: Readonly<Record<string, Uint8Array | string>> = {
    "members/1-xgboost.ubj": ubj(xgboost(names.length, input)),
    "members/1-catboost.json": JSON.stringify(catboost(names.length, input)),
    "reference.json": JSON.stringify({
      inputs: Object.fromEntries(names.map((name) => [name, [-1, 0, 1]])),
      predictions: [{ ticker: "AAA", date: "2016-10-03", probability: 0.5 }],
    }),
  };
  const files: Record<string, { bytes: number; sha256: string }> = { ...manifest.files };
  for (const [name, content] of Object.entries(made)) {
    const bytes = Buffer.from(content);
    await writeFile(join(out, name), bytes);
    files[name] = { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }
  const [lightgbm] = manifest.members;
  const members = [
    { ...lightgbm!, engine: "xgboost" as const, file: "members/1-xgboost.ubj", trees: 2 },
    lightgbm!,
    { ...lightgbm!, engine: "catboost" as const, file: "members/1-catboost.json" },
  ];
  const scorer = {
    members: ["xgboost", "lightgbm", "catboost"],
    stacker: { intercept: 0, weights: [0.3, 0.4, 0.3] },
    calibrator: { intercept: 0, weights: [1] },
  };
  await writeFile(path, JSON.stringify({ ...manifest, members, scorers: [scorer], files }));
  return out;
}

/** What the fields of a model of CatBoost are called. */
function catboost(inputs: number, input: number): object {
  const float_features = Array.from({ length: inputs }, (_, k) => ({
    ...{ borders: k === input ? [0] : [], feature_index: k, flat_feature_index: k, has_nans: false },
    nan_value_treatment: "AsFalse",
  }));
  return {
    features_info: { float_features },
    model_info: { params: { loss_function: { type: "Logloss", params: {} } } },
    oblivious_trees: [
      {
        leaf_values: [0.4, -0.4],
        leaf_weights: [50, 50],
        splits: [{ border: 0, float_feature_index: input, split_index: 0, split_type: "FloatFeature" }],
      },
    ],
    scale_and_bias: [1, [0]],
  };
}

function xgboost(inputs: number, input: number): object {
  const tree = {
    base_weights: Float32Array.of(0, 0.4, -0.4),
    default_left: Uint8Array.of(0, 0, 0),
    left_children: Int32Array.of(1, -1, -1),
    right_children: Int32Array.of(2, -1, -1),
    split_conditions: Float32Array.of(0, 0.4, -0.4),
    split_indices: Int32Array.of(input, 0, 0),
    split_type: Uint8Array.of(0, 0, 0),
    sum_hessian: Float32Array.of(100, 50, 50),
    tree_param: { num_deleted: "0", num_feature: `${inputs}`, num_nodes: "3", size_leaf_vector: "1" },
  };
  const model = {
    gbtree_model_param: { num_parallel_tree: "1", num_trees: "2" },
    tree_info: Int32Array.of(0, 0),
    trees: [tree, tree],
  };
  return {
    learner: {
      attributes: {},
      gradient_booster: { model, name: "gbtree" },
      learner_model_param: { base_score: "[5E-1]", num_class: "0", num_feature: `${inputs}` },
      objective: { name: "binary:logistic" },
    },
    version: [3, 2, 0],
  };
}

const MARKS = { Uint8Array: "U", Int32Array: "l", Float32Array: "d" } as const;

/** Universal Binary JSON as XGBoost writes it: lengths of eight bytes, arrays of one type of number. */
function ubj(value: unknown): Buffer {
  const long = (mark: string, number: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(number));
    return Buffer.concat([Buffer.from(mark), bytes]);
  };
  const text = (given: string): Buffer => Buffer.concat([long("L", Buffer.byteLength(given)), Buffer.from(given)]);
  if (typeof value === "string") return Buffer.concat([Buffer.from("S"), text(value)]);
  if (typeof value === "number") return long("L", value);
  if (Array.isArray(value)) return Buffer.concat([long("[#L", value.length), ...value.map(ubj)]);
  if (ArrayBuffer.isView(value)) {
    const numbers = value as Float32Array | Int32Array | Uint8Array;
    const mark = MARKS[numbers.constructor.name as keyof typeof MARKS];
    const bytes = Buffer.alloc(numbers.byteLength);
    for (const [k, number] of numbers.entries()) {
      if (mark === "d") bytes.writeFloatBE(number, 4 * k);
      else if (mark === "l") bytes.writeInt32BE(number, 4 * k);
      else bytes.writeUInt8(number, k);
    }
    return Buffer.concat([long(`[$${mark}#L`, numbers.length), bytes]);
  }
  const entries = Object.entries(value as object).flatMap(([key, each]) => [text(key), ubj(each)]);
  return Buffer.concat([Buffer.from("{"), ...entries, Buffer.from("}")]);
}
