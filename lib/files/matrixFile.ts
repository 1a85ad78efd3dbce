import { createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Message, Schema } from "apache-arrow";
import { TridentError, UsageError, writeAtomically } from "trident-base";
import { createMatrix, type Matrix } from "../runtime/index.ts";

/** Where a matrix lies on disk, and its shape: what is handed on instead of its numbers. */
export interface MatrixFile {
  readonly path: string;
  readonly names: readonly string[];
  readonly rows: number;
}

/** A file that is not a matrix as `writeMatrix` makes it, or only a part of one. */
export class MatrixFileError extends TridentError {}

/** Arrow's schema metadata holds the number of rows without the padding under this key. */
const ROWS = "trident.rows";
const MAGIC = "ARROW1";

/**
 * Writes a matrix as an Arrow IPC file of one record batch: Float32 columns without validity buffers, each `stride`
 * long, so that they lie evenly spaced in the file and a reader can map all of them as one block. The columns are
 * streamed from the matrix's own memory.
 *
 * @throws UsageError if the matrix has no columns, or one without a name of its own.
 */
export async function writeMatrix(matrix: Matrix, path: string): Promise<MatrixFile> {
  const { names, rows, stride, values } = matrix;
  if (names.length === 0 || names.includes("") || new Set(names).size < names.length) {
    throw new UsageError("a matrix needs columns, each with a name of its own", { where: [path] });
  }
  const { Field, Float32, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct } = await import("apache-arrow");
  const type = new Float32();
  const fields = names.map((name) => new Field(name, type, false));
  const columns = names.map((_, j) => {
    const data = values.subarray(j * stride, (j + 1) * stride);
    return makeData({ type, length: stride, nullCount: 0, data });
  });
  const schema = new Schema(fields, new Map([[ROWS, String(rows)]]));
  const struct = makeData({ type: new Struct(fields), length: stride, nullCount: 0, children: columns });
  const writer = new RecordBatchFileWriter();
  writer.write(new RecordBatch(schema, struct));
  writer.finish();
  await writeAtomically(path, (temporary) => pipeline(writer, createWriteStream(temporary)));
  return { path, names, rows };
}

/**
 * Reads a file of `writeMatrix` straight into shared memory; nothing else of its size is held.
 *
 * @param rows those that are wanted, in their order; all by default.
 * @throws MatrixFileError if the file is not there, is cut off or is something else.
 */
export async function readMatrix(path: string, rows?: Uint32Array): Promise<Matrix> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw refusal(path, "the matrix file cannot be opened", cause);
  });
  try {
    const { names, rows: all, starts } = await readLayout(path, file);
    if (rows) return await gatherRows(path, file, { names, all, starts }, rows);
    const matrix = createMatrix(names, all);
    const bytes = new Uint8Array(matrix.values.buffer);
    const length = 4 * matrix.stride;
    for (const [j, start] of starts.entries()) {
      await readFully(path, file, bytes.subarray(j * length, (j + 1) * length), start);
    }
    return matrix;
  } finally {
    await file.close();
  }
}

/** Some rows of a matrix file: a column is read whole at a time. */
async function gatherRows(
  path: string,
  file: FileHandle,
  { names, all, starts }: { names: string[]; all: number; starts: readonly number[] },
  rows: Uint32Array,
): Promise<Matrix> {
  const matrix = createMatrix(names, rows.length);
  const column = new Float32Array(all);
  const beyond = rows.find((row) => row >= all);
  if (beyond !== undefined) throw new UsageError(`the matrix has ${all} rows, no row ${beyond}`, { where: [path] });
  for (const [j, start] of starts.entries()) {
    await readFully(path, file, new Uint8Array(column.buffer), start);
    const into = matrix.values.subarray(j * matrix.stride);
    for (const [i, row] of rows.entries()) into[i] = column[row]!;
  }
  return matrix;
}

/** The names and the number of rows of a matrix file, and where in the file each column starts. */
async function readLayout(
  path: string,
  file: FileHandle,
): Promise<{ names: string[]; rows: number; starts: readonly number[] }> {
  const { DataType, Precision } = await import("apache-arrow");
  const schema = await readSchema(path, file);
  // The format puts the schema first; apache-arrow's writer leaves it to the footer.
  let { message, end } = await readMessage(path, file, 8);
  if (message.isSchema()) ({ message, end } = await readMessage(path, file, end));
  const batch = message.isRecordBatch() ? message.header() : undefined;
  const names = schema.fields.map((field) => field.name);
  const rows = Number(schema.metadata.get(ROWS) ?? Number.NaN);
  const columns = batch?.buffers.filter((_, k) => k % 2 === 1) ?? []; // Each follows its validity buffer.
  const fits =
    Number.isSafeInteger(rows) &&
    rows >= 0 &&
    batch?.length === Math.ceil(rows / 16) * 16 &&
    !message.compression &&
    columns.length === names.length &&
    columns.every(({ length }) => length === 4 * batch.length) &&
    schema.fields.every(({ type }) => DataType.isFloat(type) && type.precision === Precision.SINGLE);
  if (!fits) throw refusal(path, "an Arrow file, but not a matrix");
  return { names, rows, starts: columns.map(({ offset }) => end + offset) };
}

/** The schema that the footer holds; the batch stays on disk. */
async function readSchema(path: string, file: FileHandle): Promise<Schema> {
  const { RecordBatchReader } = await import("apache-arrow");
  const { size } = await file.stat();
  const tail = Buffer.alloc(MAGIC.length);
  await readFully(path, file, tail, Math.max(0, size - tail.length));
  if (tail.toString("latin1") !== MAGIC) throw refusal(path, "not a matrix file, or one that is cut off");
  try {
    const reader = await RecordBatchReader.from(file);
    return (await reader.open({ autoDestroy: false })).schema;
  } catch (cause) {
    throw refusal(path, "not a matrix file", cause);
  }
}

/** The message at a position, without its body, and where that begins. */
async function readMessage(
  path: string,
  file: FileHandle,
  position: number,
): Promise<{ message: Message; end: number }> {
  const { Message } = await import("apache-arrow");
  const prefix = new DataView(new ArrayBuffer(8));
  await readFully(path, file, new Uint8Array(prefix.buffer), position);
  const length = prefix.getInt32(4, true);
  const { size } = await file.stat();
  if (prefix.getInt32(0, true) !== -1 || length <= 0 || position + 8 + length > size) {
    throw refusal(path, "not a matrix file, or one that is cut off");
  }
  const bytes = new Uint8Array(length);
  await readFully(path, file, bytes, position + 8);
  try {
    return { message: Message.decode(bytes), end: position + 8 + length };
  } catch (cause) {
    throw refusal(path, "not a matrix file", cause);
  }
}

async function readFully(path: string, file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.byteLength - done, position + done);
    if (bytesRead === 0) throw refusal(path, "the matrix file is cut off");
    done += bytesRead;
  }
}

function refusal(path: string, what: string, cause?: unknown): MatrixFileError {
  return new MatrixFileError(what, { where: [path], remedy: "Write it again.", cause });
}
