import { basename } from "node:path";
import { type FeatureDefinition, readFeature } from "../features/index.ts";
import { hashFile } from "../files/index.ts";

/** A feature of one's own in a dataset: what a model must know of it, and the source that it was computed by. */
export interface DatasetFeature extends Required<Omit<FeatureDefinition, "compute">> {
  /** The file's name, without its folder. */
  readonly file: string;
  /** SHA-256 of the file. What it imports is not in it. */
  readonly sha256: string;
}

/**
 * Describes features of one's own by their files.
 *
 * @throws FeatureError as `readFeature` does.
 */
export async function datasetFeatures(paths: readonly string[]): Promise<readonly DatasetFeature[]> {
  return Promise.all(
    paths.map(async (path) => {
      const { feature } = await readFeature(path);
      const { name, window, scale, history } = feature;
      const { sha256 } = await hashFile(path);
      return { name, window, scale, history, file: basename(path), sha256 };
    }),
  );
}
