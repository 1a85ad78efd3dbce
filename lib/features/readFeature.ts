import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isTridentError } from "trident-base";
import { FeatureError } from "./checkFeature.ts";
import { confineImports } from "./confineImports.ts";
import type { UserFeature } from "./defineFeature.ts";

/** A feature and the file that it is the default export of. */
export interface FileFeature {
  readonly feature: UserFeature;
  /** What worker threads import: the file's URL with the time of its last change, so that an edited file is read anew. */
  readonly url: string;
}

/**
 * The feature that a TypeScript or JavaScript file exports as its default. The file is a program of the user's: it is
 * run, without Node's own modules. Its `trident-lab` is this one's `defineFeature`, wherever the file lies.
 *
 * @throws FeatureError if there is no such file, it does not run or wants what features have not (`confineImports`), or
 * its default export is no feature; also what `defineFeature` in it throws.
 */
export async function readFeature(path: string): Promise<FileFeature> {
  const file = resolve(path);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new FeatureError("there is no such file", { where: [file], remedy: "Check the path." });
  const url = `${pathToFileURL(file).href}?changed=${found.mtimeMs}`;
  return { feature: await importFeature(url, file), url };
}

/**
 * The feature of a file's URL.
 *
 * @throws FeatureError as `readFeature` does.
 */
export async function importFeature(url: string, file: string = url): Promise<UserFeature> {
  confineImports(url);
  const exported = (await import(/* @vite-ignore */ url).catch((error) => {
    if (isTridentError(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new FeatureError(`the file does not run: ${message}`, { where: [file], remedy: "Mend it.", cause: error });
  })) as { readonly default?: Partial<UserFeature> };
  const feature = exported.default;
  if (typeof feature?.compute !== "function" || typeof feature.name !== "string" || feature.history === undefined) {
    throw new FeatureError("the file's default export is no feature", {
      where: [file],
      remedy: "Write 'export default defineFeature({ ... })'.",
    });
  }
  return feature as UserFeature;
}
