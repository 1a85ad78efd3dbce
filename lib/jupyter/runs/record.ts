import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "trident-base";
import { writeTextAtomically } from "trident-base";
import { z } from "zod";
import { wellFormedJson } from "../client/wellFormedJson.ts";
import { checkShape } from "../notebook/checkShape.ts";
import { NotebookError } from "../notebook/errors.ts";
import { notebookComplaintSchema } from "./complaints.ts";

const FILE = "run.json";

const json: z.ZodType<Json> = z.json();
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
// A record that says less than it may is read all the same; what is absent is unknown.
const values = z.record(z.string(), json).default({});
const versions = z.record(z.string(), z.string()).default({});
const names = z.array(z.string()).readonly().default([]);
const time = z.string().nullable().default(null);
const number = z.number().nullable().default(null);
const text = z.string().nullable().default(null);

/** What cells published under `application/vnd.trident.results+json`: plain values by name. */
export const resultsSchema = z.record(z.string(), scalar);

/** A file, or another source, that a run's numbers rest on; `notes` is what is known of its bias. */
export const dataSourceSchema = z.object({
  name: z.string(),
  path: z.string().optional(),
  bytes: z.int().min(0).optional(),
  sha256: z.string().optional(),
  rows: z.int().min(0).optional(),
  notes: z.array(z.string()).readonly().optional(),
});

const provenanceSchema = z.object({
  commit: z.object({ id: z.string(), dirty: z.boolean() }).nullable().default(null),
  packages: versions,
  python: versions,
  machine: z
    .object({ system: z.string(), cpu: z.string(), cores: z.number(), memory: z.number() })
    .partial()
    .default({}),
  gpu: text,
  data: z.array(dataSourceSchema).readonly().default([]),
  trials: number,
  holdoutOpened: number,
});

const notebookRecordSchema = z.object({
  /** The source's file name, and the executed notebook's, which lies in the run's folder. */
  notebook: z.string(),
  out: z.string(),
  /** `skipped`: not run, since a notebook that it needs, or one before it, failed. */
  status: z.enum(["pending", "running", "completed", "failed", "interrupted", "skipped"]),
  /** True for one that was taken over from an earlier run, since nothing that it stands on has changed. */
  skipped: z.boolean().default(false),
  seconds: number,
  started: time,
  ended: time,
  /** One line: notebook, cell, cause. */
  failure: z.string().optional(),
  /** Of code, parameters, environment and inputs. */
  hash: z.string().default(""),
  /** Of what the executed notebook shows, as {@link executedHash} has it; absent where it was not executed. */
  executedHash: z.string().optional(),
  /** Given and by default. */
  parameters: values,
  /** The names of those that were given. */
  given: names,
  results: resultsSchema.default({}),
  kernel: z.string().default(""),
  needs: names,
  makes: names,
  /** Bytes held by the kernel and all that it started, sampled. */
  peakMemory: number,
  /** What there was to say that is no failure. */
  complaints: z.array(notebookComplaintSchema).readonly().default([]),
});

const runRecordSchema = z.object({
  format: z.literal(1, "must be 1; run the notebooks again with this version"),
  status: z.enum(["running", "completed", "failed", "interrupted"]),
  started: z.string(),
  ended: time,
  seconds: number,
  /** The process that ran it. */
  pid: z.int().optional(),
  /** Given and by default, where notebooks agree. */
  parameters: values,
  profile: text,
  seed: number,
  notebooks: z.array(notebookRecordSchema).readonly(),
  /** Files of notebooks that lie in the run's folder and are not of this run. */
  otherNotebooks: names,
  provenance: provenanceSchema.default(provenanceSchema.parse({})),
});

/** What is known of a run: the content of `run.json`. Times are ISO, durations seconds, sizes bytes. */
export type RunRecord = Readonly<z.infer<typeof runRecordSchema>>;

/** What is known of one notebook of a run. */
export type NotebookRecord = Readonly<RunRecord["notebooks"][number]>;

/** Where a run's numbers come from. */
export type Provenance = RunRecord["provenance"];

/**
 * Reads a run's `run.json`.
 *
 * @returns undefined where the folder has none.
 * @throws NotebookError naming the file and the field when it is not valid.
 */
export async function readRunRecord(folder: string): Promise<RunRecord | undefined> {
  const path = join(folder, FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new NotebookError(`The record of the run cannot be read: ${(cause as Error).message}`, {
      where: [path],
      cause,
    });
  }
  return parseRunRecord(text, path);
}

/** Writes `run.json`, whole or not at all. */
export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  await writeTextAtomically(join(folder, FILE), `${wellFormedJson(record, 1)}\n`);
}

function parseRunRecord(text: string, path: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NotebookError(`The record of the run is not JSON: ${(cause as Error).message}`, { where: [path], cause });
  }
  const parsed = checkShape(runRecordSchema, value);
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new NotebookError(`The record of the run is not valid: ${field.join(".") || "the whole"}: ${message}`, {
    where: [path],
  });
}
