import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ErrorContext, parseStrictJson, printable, TridentError } from "trident-base";
import { STATISTICS } from "../behaviour/index.ts";
import { CATALOGUE } from "../features/index.ts";
import { BUNDLE_VERSION, type BundleManifest } from "./bundle.ts";
import { unfitFile } from "./bundleFile.ts";

/** A folder that is no bundle, or one that is not whole, or not to be used here. */
export class BundleError extends TridentError {
  /** @param what may quote the bundle. */
  constructor(what: string, context: ErrorContext) {
    super(printable(what), context);
  }
}

/** Bytes of a manifest, and of all files together, at most. */
const LARGEST_MANIFEST = 16e6;
const LARGEST = 500e6;

/** The SHA-256 of the catalogue of features that this program computes: names, formulas, windows, scales. */
export function catalogueHash(): string {
  return createHash("sha256").update(JSON.stringify(CATALOGUE)).digest("hex");
}

/**
 * Reads a bundle's manifest and checks that it fits together. Files are checked by `verifyBundle`.
 *
 * @throws BundleError naming the file and what is wrong with it.
 */
export async function readBundle(folder: string): Promise<BundleManifest> {
  const path = join(folder, "manifest.json");
  const refuse = (what: string, cause?: unknown): never => {
    throw new BundleError(what, { where: [path], remedy: "Make it with 'trident train DIR --out BUNDLE'.", cause });
  };
  const unfit = await unfitFile(folder, "manifest.json", { most: LARGEST_MANIFEST });
  if (unfit !== undefined) refuse(`the folder is no bundle: manifest.json ${unfit}`);
  const text = await readFile(path, "utf8").catch((cause: unknown) => refuse("the folder is no bundle", cause));
  const json = parseStrictJson(text) ?? refuse("this is no manifest of a bundle: it is no JSON, or names a key twice");
  const { bundleSchema } = await import("./bundleSchema.ts");
  const parsed = bundleSchema.safeParse(json);
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0]!;
    return refuse(`this is no manifest of a bundle: ${[...place, message].join(": ")}`);
  }
  const manifest = parsed.data as unknown as BundleManifest;
  if (manifest.version !== BUNDLE_VERSION) {
    refuse(`the bundle is of version ${manifest.version}, this program reads ${BUNDLE_VERSION}`);
  }
  const fault = faultOf(manifest);
  return fault === undefined ? manifest : refuse(`the manifest does not fit together: ${fault}`);
}

function faultOf({ classes, inputs, clusters, members, scorers, files }: BundleManifest): string | undefined {
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > LARGEST) return `its files have ${bytes} bytes; up to ${LARGEST} are read`;
  const twice = inputs.names.find((name, k) => inputs.names.indexOf(name) !== k);
  if (twice !== undefined) return `the input '${twice}' is there twice`;
  const numbers = clusters.map(({ number }) => number);
  if (numbers.some((number, k) => number !== k + 1)) return `clusters are numbered ${numbers.join(", ")}`;
  const odd = clusters.find(({ centres }) => centres.some((centre) => centre.length !== STATISTICS.length));
  if (odd) return `a centre of cluster ${odd.number} has not ${STATISTICS.length} ranks`;
  for (const { cluster, engine, file, prior } of members) {
    const name = `${engine} of cluster ${cluster}`;
    if (!numbers.includes(cluster)) return `${name} belongs to no cluster`;
    if (!Object.hasOwn(files, file)) return `the file of ${name}, ${file}, is not listed`;
    if (members.filter((other) => other.cluster === cluster && other.engine === engine).length > 1) {
      return `${name} is there twice`;
    }
    if (prior.length !== classes) return `${name} has a prior of ${prior.length} classes, not ${classes}`;
  }
  if (scorers.length !== clusters.length) return `there are ${scorers.length} scorers for ${clusters.length} clusters`;
  for (const [place, scorer] of scorers.entries()) {
    const strange = scorer?.members.find((name) => !members.some((m) => m.cluster === place + 1 && m.engine === name));
    if (strange !== undefined) return `the scorer of cluster ${place + 1} asks ${strange}, which is no member of it`;
  }
  const bare = numbers.find((number) => members.every(({ cluster }) => cluster !== number));
  return bare === undefined ? undefined : `cluster ${bare} has no member`;
}
