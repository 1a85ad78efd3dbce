import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJson, writeAtomically, writeTextAtomically } from "trident-base";
import type { TrialFoldScore } from "./preparedFolds.ts";

/** A trial as its file keeps it, before the study and the ledger are told. */
export interface TrialRecord {
  readonly params: Readonly<Record<string, number>>;
  readonly state: "complete" | "pruned" | "failed";
  /** What is optimised; of a pruned trial over the folds that it saw. */
  readonly value: number | null;
  readonly folds: readonly TrialFoldScore[];
  /** Why it failed. */
  readonly why: string | null;
  /** Daily out-of-fold returns of the reference policy. */
  readonly returns: { readonly dates: readonly number[]; readonly values: readonly number[] } | null;
}

/** The files of one study's trials: a record each, and the out-of-fold probabilities of those that may yet be the best. */
export interface TrialFiles {
  read(number: number): Promise<TrialRecord | undefined>;
  /** The record is written last: where it is, the trial is done. */
  write(number: number, record: TrialRecord, probability: Float64Array | undefined): Promise<void>;
  /** The out-of-fold probabilities of a trial, fold after fold; undefined where they are not there, or not whole. */
  probability(number: number, length: number): Promise<Float64Array | undefined>;
  /** Drops the probabilities of all trials up to one, but those of the best. */
  keepBest(best: number, upTo: number): Promise<void>;
}

export function trialFiles(folder: string): TrialFiles {
  const record = (number: number): string => join(folder, `${number}.json`);
  const scores = (number: number): string => join(folder, `${number}.f64`);
  return {
    read: async (number) => {
      const text = await readFile(record(number), "utf8").catch(() => "");
      return parseJson(text) as unknown as TrialRecord | undefined;
    },
    write: async (number, made, probability) => {
      await mkdir(folder, { recursive: true });
      if (probability) {
        const { buffer, byteOffset, byteLength } = probability;
        await writeAtomically(scores(number), (path) =>
          writeFile(path, new Uint8Array(buffer, byteOffset, byteLength)),
        );
      }
      await writeTextAtomically(record(number), JSON.stringify(made));
    },
    probability: async (number, length) => {
      const bytes = await readFile(scores(number)).catch(() => undefined);
      if (bytes?.byteLength !== 8 * length) return undefined;
      return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    },
    keepBest: async (best, upTo) => {
      const kept = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".f64"));
      const numbers = kept.map((name) => Number.parseInt(name, 10)).filter((each) => each <= upTo && each !== best);
      await Promise.all(numbers.map((each) => rm(scores(each), { force: true })));
    },
  };
}
