import { readFile, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { writeAtomically } from "trident-base";
import { hashFile } from "../files/index.ts";
import type { MemberDays, Members } from "./membership.ts";
import { PanelError, type PanelOrigin } from "./panel.ts";

/** What of a manifest decides which rows count and what a ticker's end means. Said here without zod, whose declarations every cell that imports the market would read. */
interface PanelManifest {
  readonly bias: string;
  readonly file: { readonly bytes: number };
  readonly tickers: readonly { readonly ticker: string; readonly memberships: readonly MemberDays[] }[];
  readonly failed: readonly { readonly ticker: string; readonly kind: string }[];
}

/** Where the manifest of a panel's file lies: beside it. */
export function panelManifestPath(file: string): string {
  return `${file}.manifest.json`;
}

/** Writes what is known of a panel's file beside it, with the file's size and SHA-256. */
export async function writePanelManifest(
  file: string,
  manifest: { readonly bias: string } & Readonly<Record<string, unknown>>,
): Promise<void> {
  const text = `${JSON.stringify({ ...manifest, file: await hashFile(file) }, null, 2)}\n`;
  await writeAtomically(panelManifestPath(file), (temporary) => writeFile(temporary, text));
}

/**
 * What the manifests beside a panel's files say of how its tickers were chosen, when they were members, and whose fetch
 * failed for another reason than that there is nothing to fetch. A file whose
 * manifest is of other bytes counts as one without. Membership by date is known only if every file has a manifest.
 *
 * @throws PanelError if a manifest is damaged: rows would silently count that should not.
 */
export async function manifestsOf(
  files: readonly string[],
): Promise<Pick<PanelOrigin, "bias" | "members"> & { readonly failed: ReadonlyMap<string, string> }> {
  const manifests = await Promise.all(files.map(manifestOf));
  const known = manifests.filter((manifest) => manifest !== null);
  const failed = new Map(
    known.flatMap((manifest) => manifest.failed.filter(({ kind }) => !GONE.has(kind)).map(failureOf)),
  );
  if (known.length < files.length) {
    const without = basename(files[manifests.indexOf(null)]!);
    return { bias: known.length === 0 ? null : `not known: ${without} has no manifest`, failed };
  }
  const members = membersOf(known);
  const bias = [...new Set(known.map((manifest) => manifest.bias))].join("; ");
  return { bias, failed, ...(members.size > 0 ? { members } : {}) };
}

/** Failures of a fetch that are the ticker's own end. */
const GONE: ReadonlySet<string> = new Set(["delisted", "no data"]);

function failureOf({ ticker, kind }: PanelManifest["failed"][number]): readonly [string, string] {
  return [ticker, `its fetch failed: ${kind}`];
}

/**
 * What the manifest beside a file says; null if there is none, or one of other bytes.
 *
 * @throws PanelError if it is damaged.
 */
export async function manifestOf(file: string): Promise<PanelManifest | null> {
  const path = panelManifestPath(file);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw damaged(path, error);
  });
  if (text === null) return null;
  // Loaded when it is needed: most panels have no manifest.
  const { panelManifestSchema } = await import("./panelManifestSchema.ts");
  try {
    const manifest = panelManifestSchema.parse(JSON.parse(text));
    return manifest.file.bytes === (await stat(file)).size ? manifest : null;
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** A ticker that some list has on every day, or that no list has, counts on every day. */
function membersOf(manifests: readonly PanelManifest[]): Members {
  const members = new Map<string, readonly MemberDays[]>();
  const always = new Set<string>();
  for (const { ticker, memberships } of manifests.flatMap(({ tickers }) => tickers)) {
    if (memberships.length === 0 || memberships.some(({ since, until }) => since === null && until === null)) {
      always.add(ticker);
    }
    members.set(ticker, [...(members.get(ticker) ?? []), ...memberships]);
  }
  return new Map([...members].filter(([ticker]) => !always.has(ticker)));
}

function damaged(path: string, cause: unknown): PanelError {
  return new PanelError("the manifest beside the bars cannot be read", {
    where: [path],
    remedy: "Fetch the bars again, or remove it: then nothing is known of how the tickers were chosen.",
    cause,
  });
}
