import type { DatabaseSync } from "node:sqlite";
import { readSketchText, SAME_DATA_FROM, sharedBars } from "../market/index.ts";

/** Data or a holdout, by name, and the share of bars that it has in common with some other. */
export interface SharedName {
  readonly name: string;
  /** See `sharedBars`. */
  readonly share: number;
}

/** Trials of one study on data that share bars with some. */
export interface SharedTrials {
  readonly study: string;
  readonly dataHash: string;
  /** 1 on the same data. */
  readonly share: number;
  readonly trials: number;
}

/** The name itself, and the names of bars of which a tenth or more are also its own; the most alike first. */
export function readSharing(database: DatabaseSync, name: string): readonly SharedName[] {
  const known = database.prepare("SELECT name, sketch FROM bars ORDER BY id").all() as {
    readonly name: string;
    readonly sketch: string;
  }[];
  const own = known.find((each) => each.name === name);
  if (!own) return [{ name, share: 1 }];
  const bars = readSketchText(own.sketch);
  return known
    .map((each) => ({ name: each.name, share: each === own ? 1 : sharedBars(bars, readSketchText(each.sketch)) }))
    .filter(({ share }) => share >= SAME_DATA_FROM)
    .sort((a, b) => Number(b.name === name) - Number(a.name === name) || b.share - a.share);
}

/** The trials on these data, study by study, and on all that share bars with them. */
export function readSharedTrials(database: DatabaseSync, name: string): readonly SharedTrials[] {
  const count = database.prepare(
    "SELECT study, count(*) AS trials FROM trial WHERE data_hash = ? GROUP BY study ORDER BY study",
  );
  return readSharing(database, name).flatMap(({ name: dataHash, share }) =>
    count.all(dataHash).map(({ study, trials }) => ({ study: String(study), dataHash, share, trials: Number(trials) })),
  );
}
