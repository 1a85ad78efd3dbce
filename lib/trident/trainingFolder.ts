import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type HeldLock, type JsonObject, lockFolder, parseJson, TridentError, writeTextAtomically } from "trident-base";
import { keyOf } from "../files/index.ts";

/** A training that cannot begin, or go on, in the folder that was named. */
export class TrainingFolderError extends TridentError {}

/** Whether a training goes on with what its folder has: never, if all settings are the same, or else it begins anew. */
export type Resume = boolean | "or-anew";

/** Where a training's files lie: the bundle, and beside it in `work` what the bundle is made of. */
export interface TrainingFolder {
  readonly out: string;
  readonly work: string;
  /** The hash of all that trials follow from. */
  readonly key: string;
  release(): void;
}

/**
 * Takes a folder for one training: locks it, and writes down what is trained there before anything else. A folder that
 * has a training already is gone on with, if that is asked for and all settings are the same.
 *
 * @param settings all that trials follow from.
 * @throws TrainingFolderError if another training is going on in it, it holds one and `resume` is false, or one of other
 * settings.
 */
export async function openTrainingFolder(out: string, settings: JsonObject, resume: Resume): Promise<TrainingFolder> {
  const lock = await lockFolder(out);
  if (!lock) {
    throw new TrainingFolderError("another training is going on in this folder", {
      where: [out],
      remedy: "Wait until it is done, or give another folder.",
    });
  }
  try {
    await checkSettings(out, settings, resume);
  } catch (error) {
    lock.release();
    throw error;
  }
  return folderOf(out, settings, lock);
}

function folderOf(out: string, settings: JsonObject, lock: HeldLock): TrainingFolder {
  return { out, work: join(out, "work"), key: keyOf(settings), release: () => lock.release() };
}

async function checkSettings(out: string, settings: JsonObject, resume: Resume): Promise<void> {
  const file = join(out, "work", "settings.json");
  const text = `${JSON.stringify(settings, null, 1)}\n`;
  const refuse = (what: string, remedy: string): never => {
    throw new TrainingFolderError(what, { where: [out], remedy });
  };
  const known = parseJson(await readFile(file, "utf8").catch(() => "")) as JsonObject | undefined;
  if (!known) {
    const bundle = await readFile(join(out, "manifest.json"), "utf8").catch(() => undefined);
    if (bundle !== undefined) refuse("the folder holds something else", "Give another folder.");
    return writeTextAtomically(file, text);
  }
  if (!resume) refuse("the folder has a training already", "Go on with it by --resume, or give another folder.");
  const names = new Set([...Object.keys(known), ...Object.keys(settings)]);
  const other = [...names].filter((name) => JSON.stringify(known[name]) !== JSON.stringify(settings[name]));
  if (other.length === 0) return;
  if (resume === "or-anew") {
    // The settings last: until they are written the folder is the other training's.
    for (const name of ["manifest.json", "run.json", "reference.json", "members", "work"]) {
      await rm(join(out, name), { recursive: true, force: true });
    }
    return writeTextAtomically(file, text);
  }
  const told = other.map((name) => `${name} was ${JSON.stringify(known[name])}, not ${JSON.stringify(settings[name])}`);
  refuse(
    `the training in this folder is another one: ${told.join("; ")}`,
    "Give the same settings, or another folder.",
  );
}
