import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isTridentError } from "trident-base";
import { currentSession } from "../runtime/index.ts";
import { FeatureError } from "./checkFeature.ts";
import { confineImports, programsOf } from "./confineImports.ts";
import type { UserFeature } from "./defineFeature.ts";

/** A feature and the file that it is the default export of. */
export interface FileFeature {
  readonly feature: UserFeature;
  /** What worker threads import: the file's URL with the time of the last change, so that what was edited is read anew. */
  readonly url: string;
  /** The file and the programs that it imports. */
  readonly files: readonly string[];
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
  const reads = currentSession().resource(
    "features as read",
    () => new Map<string, Read>(),
    () => {},
  );
  const known = reads.get(file);
  const url = known && (await stampOf(known.files)) === known.stamp ? known.url : await urlOf(file, known?.files);
  try {
    return { feature: await importFeature(url, file), url, files: filesOf(url) };
  } finally {
    const files = filesOf(url);
    reads.set(file, { url, files, stamp: await stampOf(files) });
  }
}

/** A file as it was last read, with what it imported then. */
interface Read {
  readonly url: string;
  readonly files: readonly string[];
  readonly stamp: string;
}

/** Modules are kept by their URL: it changes with the file, and with what the file was last seen to import. */
async function urlOf(file: string, files: readonly string[] = [file]): Promise<string> {
  return `${pathToFileURL(file).href}?changed=${await stampOf(files)}`;
}

/** When files were last changed; a file that is gone has no time. */
async function stampOf(files: readonly string[]): Promise<string> {
  const found = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return found.map((each) => each?.mtimeMs ?? 0).join("-");
}

function filesOf(url: string): readonly string[] {
  return [...new Set(programsOf(url).map((each) => fileURLToPath(each)))];
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
