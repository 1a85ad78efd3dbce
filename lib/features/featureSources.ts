import { createHash } from "node:crypto";
import { basename } from "node:path";
import { hashFile } from "../files/index.ts";
import type { FeatureDefinition, UserFeature } from "./defineFeature.ts";
import { readFeature } from "./readFeature.ts";

/** A feature of one's own as files and studies name it: what a model must know of it, and the source that computed it. */
export interface FeatureSource extends Required<Omit<FeatureDefinition, "compute">> {
  /** The file's name, without its folder; null for a feature that was defined in a cell. */
  readonly file: string | null;
  /**
   * SHA-256 of the file; with programs that it imports, of the hashes of all of them; of a cell's feature that of the
   * function's own text, without what it closes over.
   */
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
      if (typeof each !== "string") return { ...described(each), file: null, sha256: sha256Of(String(each.compute)) };
      const { feature, files } = await readFeature(each);
      return { ...described(feature), file: basename(each), sha256: await hashPrograms(files) };
    }),
  );
}

const described = ({ name, window, scale, history }: UserFeature) => ({ name, window, scale, history });

/** Of the first file; of several their contents in an order that does not depend on where they lie. */
async function hashPrograms(files: readonly string[]): Promise<string> {
  const [own, ...imported] = (await Promise.all(files.map(hashFile))).map(({ sha256 }) => sha256);
  return imported.length === 0 ? own! : sha256Of([own, ...imported.sort()].join("\n"));
}

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");
