import { createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import {
  DataType,
  Field,
  Float32,
  Message,
  makeData,
  Precision,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchReader,
  Schema,
  Struct,
} from "apache-arrow";
import { writeAtomically } from "./atomic.ts";
import { TridentError, UsageError } from "./errors.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

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
 * @throws MatrixFileError if the file is cut off or is something else.
 */
export async function readMatrix(path: string): Promise<Matrix> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const refuse = (what: string, cause?: unknown): MatrixFileError =>
      new MatrixFileError(what, { where: [path], remedy: "Write it again.", cause });
    const read = async (bytes: Uint8Array, position: number): Promise<void> => {
      if (position + bytes.byteLength > size) throw refuse("the matrix file is cut off");
      await readFully(file, bytes, position);
    };
    const readMessage = async (position: number): Promise<{ message: Message; end: number }> => {
      const prefix = new DataView(new ArrayBuffer(8));
      await read(new Uint8Array(prefix.buffer), position);
      const length = prefix.getInt32(4, true);
      if (prefix.getInt32(0, true) !== -1 || length <= 0) throw refuse("not a matrix file");
      if (position + 8 + length > size) throw refuse("the matrix file is cut off");
      const bytes = new Uint8Array(length);
      await read(bytes, position + 8);
      try {
        return { message: Message.decode(bytes), end: position + 8 + length };
      } catch (cause) {
        throw refuse("not a matrix file", cause);
      }
    };

    const tail = Buffer.alloc(6);
    await read(tail, Math.max(0, size - 6));
    if (tail.toString("latin1") !== MAGIC) throw refuse("not a matrix file, or one that is cut off");
    const schema = await readSchema(file).catch((cause: unknown) => {
      throw refuse("not a matrix file", cause);
    });
    let { message, end } = await readMessage(8);
    // The format puts the schema first; apache-arrow's writer leaves it to the footer.
    if (message.isSchema()) ({ message, end } = await readMessage(end));
    if (!message.isRecordBatch()) throw refuse("not a matrix file");
    const batch = message.header() as { length: number; buffers: { offset: number; length: number }[] };

    const rows = Number(schema.metadata.get(ROWS) ?? Number.NaN);
    const names = schema.fields.map((field) => field.name);
    const plain =
      schema.fields.every(({ type }) => DataType.isFloat(type) && type.precision === Precision.SINGLE) &&
      !message.compression;
    if (!Number.isSafeInteger(rows) || rows < 0 || !plain || batch.buffers.length !== 2 * names.length) {
      throw refuse("an Arrow file, but not a matrix");
    }
    const matrix = createMatrix(names, rows);
    if (batch.length !== matrix.stride) throw refuse("an Arrow file, but not a matrix");
    const bytes = new Uint8Array(matrix.values.buffer);
    for (let j = 0; j < names.length; j++) {
      const { offset, length } = batch.buffers[2 * j + 1]!;
      if (length !== 4 * matrix.stride) throw refuse("an Arrow file, but not a matrix");
      await read(bytes.subarray(j * length, (j + 1) * length), end + offset);
    }
    return matrix;
  } finally {
    await file.close();
  }
}

/** The schema that the footer holds; the batches stay on disk. */
async function readSchema(file: FileHandle): Promise<Schema> {
  const reader = await RecordBatchReader.from(file);
  return (await reader.open({ autoDestroy: false })).schema;
}

async function readFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.byteLength - done, position + done);
    if (bytesRead === 0) throw new Error("the file ended while it was read");
    done += bytesRead;
  }
}
