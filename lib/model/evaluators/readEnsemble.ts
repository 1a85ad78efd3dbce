import { readFile, stat } from "node:fs/promises";
import { ModelFileError, type TreeEnsemble } from "./ensemble.ts";
import { readCatBoost } from "./readCatBoost.ts";
import { readLightGBM } from "./readLightGBM.ts";
import { readXGBoost } from "./readXGBoost.ts";

/** A bundle has 500 MB at most. */
const LARGEST = 500e6;

/**
 * Reads a model of an engine from its own open format: XGBoost's UBJ, LightGBM's text, CatBoost's JSON. No code of the file
 * is run, and every node is checked once.
 *
 * @throws ModelFileError naming the file and what is wrong with it, or what of it is not read here.
 */
export async function readEnsemble(engine: TreeEnsemble["engine"], path: string): Promise<TreeEnsemble> {
  const refuse = (what: string, cause?: unknown): never => {
    throw new ModelFileError(what, { where: [path], cause });
  };
  const { size } = await stat(path).catch((cause) => refuse("the model's file cannot be read", cause));
  if (size > LARGEST) refuse(`the model's file has ${size} bytes; up to ${LARGEST} are read`);
  const bytes = await readFile(path).catch((cause) => refuse("the model's file cannot be read", cause));
  if (engine === "xgboost") return readXGBoost(bytes, path);
  return (engine === "lightgbm" ? readLightGBM : readCatBoost)(bytes.toString("utf8"), path);
}
