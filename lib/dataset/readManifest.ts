import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJson } from "trident-base";
import { hashFile } from "../files/index.ts";
import { DatasetError } from "./datasetError.ts";
import type { DatasetManifest } from "./manifest.ts";

const REMEDY = "Make it with 'trident dataset PANEL --out DIR'.";

/**
 * Reads a dataset's manifest.
 *
 * @throws DatasetError naming the file: not there, no JSON, other than a manifest.
 */
export async function readManifest(folder: string): Promise<DatasetManifest> {
  const path = join(folder, "manifest.json");
  const refuse = (what: string, cause?: unknown): never => {
    throw new DatasetError(what, { where: [path], remedy: REMEDY, cause });
  };
  const text = await readFile(path, "utf8").catch((cause: unknown) => refuse("the folder is no dataset", cause));
  const { manifestSchema } = await import("./manifestSchema.ts");
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0]!;
    return refuse(`this is no manifest of a dataset: ${[...place, message].join(": ")}`);
  }
  return parsed.data as unknown as DatasetManifest;
}

/**
 * Finds a file of a dataset, whole and unchanged.
 *
 * @throws DatasetError if it is not there, or its bytes are not those that the manifest names.
 */
export async function outputOf(folder: string, { outputs }: DatasetManifest, name: string): Promise<string> {
  const path = join(folder, name);
  const known = outputs[name];
  const found = await hashFile(path).catch(() => undefined);
  if (known && found?.sha256 === known.sha256) return path;
  const what = !known ? `its manifest names no ${name}` : found ? "the file has changed" : "the file is not there";
  throw new DatasetError(`the dataset is not whole: ${what}`, { where: [path], remedy: REMEDY });
}
