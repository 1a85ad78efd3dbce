import { createHash } from "node:crypto";
import { basename } from "node:path";
import { hashFile } from "../files/index.ts";
import type { FeatureDefinition, UserFeature } from "./defineFeature.ts";
import { readFeature } from "./readFeature.ts";

/** A feature of one's own as files and studies name it: what a model must know of it, and the source that computed it. */
export interface FeatureSource extends Required<Omit<FeatureDefinition, "compute">> {
  /** The file's name, without its folder; null for a feature that was defined in a cell. */
  readonly file: string | null;
  /** SHA-256 of the file, or of the function's own text. What it imports or closes over is not in it. */
  readonly sha256: string;
}

/**
 * Describes features of one's own by their sources.
 *
 * @throws FeatureError as `readFeature` does.
 */
export async function featureSources(features: readonly (UserFeature | string)[]): Promise<readonly FeatureSource[]> {
  return Promise.all(
    features.map(async (each) => {
      const { name, window, scale, history, compute } =
        typeof each === "string" ? (await readFeature(each)).feature : each;
      const source =
        typeof each === "string"
          ? { file: basename(each), sha256: (await hashFile(each)).sha256 }
          : { file: null, sha256: createHash("sha256").update(String(compute)).digest("hex") };
      return { name, window, scale, history, ...source };
    }),
  );
}
