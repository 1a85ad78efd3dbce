import type { Matrix } from "../../runtime/index.ts";
import type { BundleMember } from "../bundle.ts";
import type { TreeEnsemble } from "./ensemble.ts";
import { explainEnsemble } from "./explainEnsemble.ts";
import { explainNetwork } from "./explainNetwork.ts";
import type { Network } from "./network.ts";
import { logisticOf, marginsOf } from "./predictEnsemble.ts";
import { networkMargins } from "./predictNetwork.ts";

/** A member's model: the trees of a booster, or a network. */
export type MemberModel = TreeEnsemble | Network;

/**
 * Reads a member's model from its open format: UBJ, text, JSON or safetensors.
 *
 * @throws ModelFileError naming the file and what is wrong with it, or what of it is not read here.
 */
export async function readMember(engine: BundleMember["engine"], path: string): Promise<MemberModel> {
  if (engine === "mlp") return (await import("./readNetwork.ts")).readNetwork(path);
  return (await import("./readEnsemble.ts")).readEnsemble(engine, path);
}

/** What a member adds up to, before it is made a probability: rows x outputs, row after row. */
export function memberMargins(model: MemberModel, matrix: Matrix, rows?: Uint32Array): Float64Array {
  return model.engine === "mlp" ? networkMargins(model, matrix, rows) : marginsOf(model, matrix, rows);
}

/** A member's probabilities, as `predictEnsemble` gives them. */
export function predictMember(model: MemberModel, matrix: Matrix, rows?: Uint32Array): Float64Array {
  return logisticOf(memberMargins(model, matrix, rows), model);
}

/**
 * What each input adds to the logit of one row: outputs x (inputs + 1), output after output, the last of each what is
 * there without them. Of trees SHAP values, of a network DeepLIFT's.
 */
export function explainMember(model: MemberModel, row: Float32Array): Float64Array {
  return model.engine === "mlp" ? explainNetwork(model, row) : explainEnsemble(model, row);
}

/** The same of rows of a matrix, row after row; of all by default. */
export function explainMemberRows(model: MemberModel, matrix: Matrix, rows?: Uint32Array): Float64Array {
  const count = rows?.length ?? matrix.rows;
  const values = new Float64Array(count * model.outputs * (matrix.names.length + 1));
  const row = new Float32Array(matrix.names.length);
  for (let i = 0; i < count; i++) {
    const k = rows?.[i] ?? i;
    for (let j = 0; j < row.length; j++) row[j] = matrix.values[j * matrix.stride + k]!;
    values.set(explainMember(model, row), (i * values.length) / count);
  }
  return values;
}

/** Nodes or weights: what it takes to go through a model once. */
export function sizeOfModel(model: MemberModel): number {
  if (model.engine !== "mlp") return model.feature.length;
  return model.layers.reduce((sum, { weight, bias }) => sum + weight.length + bias.length, 0);
}
