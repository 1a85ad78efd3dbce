import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isoDate, writeAtomically } from "trident-base";
import { hashFile, readMatrix } from "../files/index.ts";
import { type BundleReference, inputQuantiles, REFERENCE_FILE } from "../model/index.ts";
import type { Calibration } from "./calibrateMembers.ts";
import type { Spans } from "./spans.ts";
import type { TrainingSet } from "./trainingData.ts";

/** Rows that quantiles are taken of, at most, evenly spaced. */
const SAMPLE = 50_000;
/** Sessions whose predictions are kept. */
const SESSIONS = 20;

/** Writes what a bundle's later inputs and predictions are compared with; its entry among the manifest's files. */
export async function writeReference(
  out: string,
  data: TrainingSet,
  spans: Spans,
  { held }: Calibration,
): Promise<Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>> {
  const { rows } = spans.tuning;
  const step = Math.ceil(rows.length / SAMPLE);
  const sample = await readMatrix(
    data.matrix.path,
    rows.filter((_, i) => i % step === 0),
  );
  const last = held.session.reduce((most, session) => Math.max(most, session), 0);
  const { tickers, offsets, date } = data.panel;
  const predictions = [...held.rows.keys()]
    .filter((k) => held.session[k]! > last - SESSIONS && !Number.isNaN(held.score[k]!))
    .map((k) => {
      const row = held.rows[k]!;
      const ticker = tickers[offsets.findLastIndex((offset) => offset <= row)]!;
      return { ticker, date: isoDate(date[row]!), probability: held.score[k]! };
    });
  const reference: BundleReference = { inputs: inputQuantiles(sample), predictions };
  const path = join(out, REFERENCE_FILE);
  await writeAtomically(path, (file) => writeFile(file, JSON.stringify(reference)));
  const { bytes, sha256 } = await hashFile(path);
  return { [REFERENCE_FILE]: { bytes, sha256 } };
}
