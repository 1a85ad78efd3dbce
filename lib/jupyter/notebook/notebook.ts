import { readFile } from "node:fs/promises";
import type { Json, JsonObject } from "trident-base";
import { writeTextAtomically } from "trident-base";
import { z } from "zod";
import type { MimeBundle } from "../client/message.ts";
import { wellFormedJson } from "../client/wellFormedJson.ts";
import { checkShape } from "./checkShape.ts";
import { NotebookError } from "./errors.ts";
import { readBundle, readCount, readOutput } from "./readOutput.ts";

/** What a cell printed. */
interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

/** What a cell showed. */
interface DisplayOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}

/** The value of a cell's last expression. */
interface ResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}

/** Why a cell failed. */
interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

interface CellBase {
  readonly id: string;
  readonly metadata: JsonObject;
  readonly source: string;
}

export interface CodeCell extends CellBase {
  readonly cell_type: "code";
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export interface TextCell extends CellBase {
  readonly cell_type: "markdown" | "raw";
  readonly attachments?: { readonly [name: string]: MimeBundle };
}

export type Cell = CodeCell | TextCell;

/** A notebook of format 4.5. Texts are joined to one string, as in Jupyter's own model. */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
  readonly metadata: JsonObject;
  readonly cells: readonly Cell[];
}

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))], {
  error: ({ input }) => (input === undefined ? "is missing" : "must be text, or a list of lines"),
});
const json: z.ZodType<Json> = z.json();
const object = z.record(z.string(), json);
const metadata = z.preprocess((value) => value ?? {}, object);

const cellBase = { id: z.unknown().optional(), metadata, source: text };
const attachments = z.preprocess(
  (value) => value ?? undefined,
  z.record(z.string(), object.transform(readBundle)).optional(),
);

const cellSchema = z.discriminatedUnion(
  "cell_type",
  [
    z.object({
      ...cellBase,
      cell_type: z.literal("code"),
      execution_count: z.unknown().optional().transform(readCount),
      outputs: z
        .unknown()
        .optional()
        .transform((value) => (Array.isArray(value) ? value : []).map(readOutput)),
    }),
    z.object({ ...cellBase, cell_type: z.literal("markdown"), attachments }),
    z.object({ ...cellBase, cell_type: z.literal("raw"), attachments }),
  ],
  { error: ({ code }) => (code === "invalid_union" ? "must be 'code', 'markdown' or 'raw'" : undefined) },
);

const notebookSchema = z.object({
  nbformat: z.literal(4, "must be 4; convert older notebooks with `jupyter nbconvert --to notebook`"),
  nbformat_minor: z.unknown().optional(),
  metadata,
  cells: z.array(cellSchema),
});

/**
 * Reads a notebook file of format 4 as papermill does: what a run throws away (outputs, counts, fields of no format) is
 * not judged, and a cell whose id is absent, no id or another cell's gets one by its position.
 *
 * @throws NotebookError naming the file and the cell when it is not a valid notebook.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new NotebookError(missing ? "There is no such notebook" : `The notebook cannot be read: ${cause}`, {
      where: [path],
      cause,
    });
  }
  return parseNotebook(content, path);
}

/**
 * Parses the text of a notebook file.
 *
 * @param path only named in errors.
 * @throws NotebookError
 */
export function parseNotebook(content: string, path: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new NotebookError(`The notebook is not JSON: ${(cause as Error).message}`, { where: [path], cause });
  }
  const parsed = checkShape(notebookSchema, value);
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0]!;
    const cell = place[0] === "cells" && place.length > 1 ? `cell ${Number(place[1]) + 1}` : undefined;
    const field = place.slice(cell === undefined ? 0 : 2).join(".");
    const whose = cell === undefined ? (field === "" ? "it" : "its") : field === "" ? "the cell" : "the cell's";
    throw new NotebookError(`The notebook is not valid: ${whose} ${field === "" ? "" : `${field} `}${message}`, {
      where: [path, cell],
    });
  }
  const { metadata, cells } = parsed.data;
  const ids = idsOf(cells.map(({ id }) => id));
  const named = cells.map((cell, index) => ({ ...cell, id: ids[index]! }) as Cell);
  return { nbformat: 4, nbformat_minor: 5, metadata, cells: named };
}

/** The cells' ids: the first of each stays; all others, and what is no id, get one by position. */
function idsOf(given: readonly unknown[]): readonly string[] {
  const taken = new Set<string>();
  const kept = given.map((id) => {
    if (typeof id !== "string" || !/^[A-Za-z0-9_-]{1,64}$/.test(id) || taken.has(id)) return undefined;
    taken.add(id);
    return id;
  });
  return kept.map((id, index) => {
    const own = id ?? unusedId(`cell-${index + 1}`, taken);
    taken.add(own);
    return own;
  });
}

/** The tags of a cell. */
export function cellTags(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}

/** `wanted`, or `wanted` with the first number that makes it new among `taken`. */
export function unusedId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let suffix = 2; taken.has(id); suffix++) id = `${wanted}-${suffix}`;
  return id;
}

/** Writes a notebook, whole or not at all, in the very bytes that Jupyter would write. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeTextAtomically(path, formatNotebook(notebook));
}

/** The text of a notebook file: keys sorted, indent of one space, texts as lists of lines, one newline at the end. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...("attachments" in cell && cell.attachments ? { attachments: mapValues(cell.attachments, splitBundle) } : {}),
    ...("outputs" in cell ? { outputs: cell.outputs.map(splitOutput) } : {}),
  }));
  return `${wellFormedJson(sortKeys({ ...notebook, cells }), 1)}\n`;
}

function splitOutput(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return output;
  return { ...output, data: splitBundle(output.data) };
}

function splitBundle(bundle: MimeBundle): Record<string, unknown> {
  const isText = (mime: string) =>
    mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
  return mapValues(bundle, (value, mime) => (typeof value === "string" && isText(mime) ? splitLines(value) : value));
}

/** Lines with their ends, at every line boundary that Python's `str.splitlines` knows. */
function splitLines(whole: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the boundaries
  return whole.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|.+$/gs) ?? [];
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, held]) => [key, sortKeys(held)]));
}

function mapValues<T, U>(record: { readonly [key: string]: T }, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
