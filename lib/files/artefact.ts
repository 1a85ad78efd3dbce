import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeTextAtomically } from "trident-base";
import { type FileHash, hashFile } from "./hashFile.ts";

/** A file that a step made, and what it was made of. */
export interface Artefact extends FileHash {
  readonly path: string;
  /** The hash of all that the file's bytes follow from. */
  readonly key: string;
}

/** Where an artefact lies and where it is recorded, once it is whole. */
export interface ArtefactPlace {
  readonly path: string;
  readonly record: string;
  readonly key: string;
}

/** The key of what follows from these inputs and nothing else. */
export function keyOf(...inputs: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** The artefact if it is there, made of the same inputs and with the bytes that were recorded. */
export async function findArtefact({ path, record, key }: ArtefactPlace): Promise<Artefact | undefined> {
  const text = await readFile(record, "utf8").catch(() => "null");
  const known = parsed(text);
  if (known?.key !== key) return undefined;
  const found = await hashFile(path).catch(() => undefined);
  return found && found.sha256 === known.sha256 ? { path, key, ...found } : undefined;
}

/** The artefact as it is there, or as `make` makes it: the record is written when the file is whole. */
export async function makeArtefact(place: ArtefactPlace, make: (path: string) => Promise<void>): Promise<Artefact> {
  const known = await findArtefact(place);
  if (known) return known;
  const { path, record, key } = place;
  await Promise.all([removeHalves(path), removeHalves(record)]);
  await make(path);
  const hash = await hashFile(path);
  await writeTextAtomically(record, `${JSON.stringify({ key, ...hash })}\n`);
  return { path, key, ...hash };
}

/** Removes an artefact that is not needed any more. */
export async function removeArtefact({ path, record }: ArtefactPlace): Promise<void> {
  await Promise.all([removeHalves(path), removeHalves(record)]);
  for (const each of [record, path]) await rm(each, { force: true });
}

/** What a process that was killed left of this file beside it. */
export async function removeHalves(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const halves = names.filter((name) => name.startsWith(`.${basename(path)}.`));
  await Promise.all(halves.map((name) => rm(join(dirname(path), name), { recursive: true, force: true })));
}

function parsed(text: string): { key?: unknown; sha256?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
