import { type FileHandle, open } from "node:fs/promises";
import { TridentError, writeAtomically } from "trident-base";
import { readThrift, type ThriftStruct, type ThriftValue, writeThrift } from "./thrift.ts";

/** A file that cannot be joined: no Parquet file, or one of other rows or columns than those beside it. */
export class ParquetJoinError extends TridentError {}

/** The fields of the footer that are read or moved, by their numbers in parquet.thrift (apache/parquet-format). */
const FILE = { schema: 2, rows: 3, groups: 4, columnOrders: 7 } as const;
const SCHEMA_ELEMENT = { children: 5 } as const;
const GROUP = { columns: 1, bytes: 2, rows: 3, offset: 5, compressedBytes: 6, ordinal: 7 } as const;
const CHUNK = { offset: 2, meta: 3 } as const;
/** Places of indexes, which are not copied. */
const INDEXES = [4, 5, 6, 7] as const;
const META = { bytes: 6, compressedBytes: 7, dataPage: 9, dictionaryPage: 11 } as const;
const BLOOM_FILTER = [14, 15] as const;

const MAGIC = Buffer.from("PAR1");

interface Part {
  readonly path: string;
  readonly file: FileHandle;
  readonly footer: ThriftStruct;
}

/**
 * Joins Parquet files without decoding a value: the files of one stack entry stand side by side, as columns of the same
 * rows; the entries follow each other. Column chunks are copied as they are, so a file of any size is joined in little
 * memory, and the same files give the same bytes.
 *
 * @param stack at least one entry; all have the same columns, and the files of each the same row groups.
 * @throws ParquetJoinError naming the file that is no Parquet file, or does not fit.
 */
export async function joinParquet(path: string, stack: readonly (readonly string[])[]): Promise<void> {
  await writeAtomically(path, async (temporary) => {
    const out = await open(temporary, "w");
    try {
      await joinInto(out, stack);
    } finally {
      await out.close();
    }
  });
}

async function joinInto(out: FileHandle, stack: readonly (readonly string[])[]): Promise<void> {
  let at = MAGIC.length;
  await out.write(MAGIC);
  let whole: ThriftStruct | undefined;
  let schema = "";
  let rows = 0n;
  const groups: ThriftValue[] = [];
  for (const paths of stack) {
    const parts: Part[] = [];
    try {
      for (const path of paths) parts.push(await openPart(path));
      const beside = besideOne(parts);
      whole ??= beside;
      const mine = Buffer.from(writeThrift(new Map([[FILE.schema, beside.get(FILE.schema)!]]))).toString("latin1");
      if (schema !== "" && mine !== schema)
        throw misfit(paths[0]!, "its columns differ from those of the files before");
      schema = mine;
      const count = structs(parts[0]!.footer, FILE.groups).length;
      for (let g = 0; g < count; g++) {
        const [group, end] = await copyGroup(out, at, parts, g);
        group.set(GROUP.ordinal, { type: "i16", value: BigInt(groups.length) });
        groups.push({ type: "struct", value: group });
        at = end;
      }
      rows += integer(beside, FILE.rows);
    } finally {
      for (const { file } of parts) await file.close();
    }
  }
  const footer = new Map(whole!);
  footer.set(FILE.rows, { type: "i64", value: rows });
  footer.set(FILE.groups, { type: "list", of: 12, value: groups });
  const bytes = writeThrift(footer);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  await out.write(Buffer.concat([bytes, length, MAGIC]), 0, bytes.length + 8, at);
}

/** The footer of files side by side, but for its row groups. */
function besideOne(parts: readonly Part[]): ThriftStruct {
  const [first, ...others] = parts as readonly [Part, ...Part[]];
  const shape = (part: Part): string =>
    structs(part.footer, FILE.groups)
      .map((group) => integer(group, GROUP.rows))
      .join();
  const other = others.find((part) => shape(part) !== shape(first));
  if (other) throw misfit(other.path, `its rows are not those of ${first.path}`);
  const [root] = structs(first.footer, FILE.schema);
  const columns = parts.flatMap((part) => structs(part.footer, FILE.schema).slice(1));
  const newRoot = new Map(root!).set(SCHEMA_ELEMENT.children, { type: "i32", value: BigInt(columns.length) });
  const footer = new Map(first.footer);
  footer.set(FILE.schema, { type: "list", of: 12, value: [newRoot, ...columns].map(asValue) });
  if (footer.has(FILE.columnOrders)) {
    const orders = parts.flatMap((part) => structs(part.footer, FILE.columnOrders));
    footer.set(FILE.columnOrders, { type: "list", of: 12, value: orders.map(asValue) });
  }
  return footer;
}

/** Copies one row group of all parts to `from` and on; gives its description and where it ends. */
async function copyGroup(
  out: FileHandle,
  from: number,
  parts: readonly Part[],
  g: number,
): Promise<[ThriftStruct, number]> {
  const chunks: ThriftStruct[] = [];
  let at = from;
  for (const { path, file, footer } of parts) {
    for (const chunk of structs(structs(footer, FILE.groups)[g]!, GROUP.columns)) {
      const meta = structOf(chunk.get(CHUNK.meta));
      const data = integer(meta, META.dataPage);
      // Some writers give 0 for a dictionary that is not there.
      const dictionary = meta.has(META.dictionaryPage) ? integer(meta, META.dictionaryPage) : 0n;
      const start = dictionary > 0n && dictionary < data ? dictionary : data;
      const bytes = Buffer.alloc(Number(integer(meta, META.compressedBytes)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, Number(start));
      if (bytesRead < bytes.length) throw misfit(path, "the file is cut off");
      await out.write(bytes, 0, bytes.length, at);
      const moved = BigInt(at) - start;
      const newMeta = without(meta, BLOOM_FILTER).set(META.dataPage, { type: "i64", value: data + moved });
      if (dictionary > 0n) newMeta.set(META.dictionaryPage, { type: "i64", value: dictionary + moved });
      chunks.push(
        without(chunk, INDEXES).set(CHUNK.offset, { type: "i64", value: 0n }).set(CHUNK.meta, asValue(newMeta)),
      );
      at += bytes.length;
    }
  }
  const bytes = chunks.reduce((sum, chunk) => sum + integer(structOf(chunk.get(CHUNK.meta)), META.bytes), 0n);
  const group = new Map(structs(parts[0]!.footer, FILE.groups)[g]!)
    .set(GROUP.columns, { type: "list", of: 12, value: chunks.map(asValue) })
    .set(GROUP.bytes, { type: "i64", value: bytes })
    .set(GROUP.offset, { type: "i64", value: BigInt(from) })
    .set(GROUP.compressedBytes, { type: "i64", value: BigInt(at - from) });
  return [group, at];
}

async function openPart(path: string): Promise<Part> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new ParquetJoinError("the file cannot be opened", { where: [path], cause });
  });
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    const length = tail.readUInt32LE(0);
    if (size < 12 || !tail.subarray(4).equals(MAGIC) || length > size - 12) {
      throw misfit(path, "this is no Parquet file, or one that is cut off");
    }
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, size - 8 - length);
    return { path, file, footer: readThrift(bytes) };
  } catch (error) {
    await file.close();
    throw error instanceof RangeError ? misfit(path, "its footer cannot be read", error) : error;
  }
}

function misfit(path: string, what: string, cause?: unknown): ParquetJoinError {
  return new ParquetJoinError(what, { where: [path], remedy: "Write it again.", cause });
}

const asValue = (value: ThriftStruct): ThriftValue => ({ type: "struct", value });

function structOf(value: ThriftValue | undefined): ThriftStruct {
  if (value?.type !== "struct") throw new RangeError("a struct is missing");
  return value.value;
}

function structs(of: ThriftStruct, field: number): ThriftStruct[] {
  const value = of.get(field);
  return value?.type === "list" ? value.value.map(structOf) : [];
}

function integer(of: ThriftStruct, field: number): bigint {
  const value = of.get(field);
  if (typeof value?.value !== "bigint") throw new RangeError("a number is missing");
  return value.value;
}

function without(of: ThriftStruct, fields: readonly number[]): ThriftStruct {
  return new Map([...of].filter(([field]) => !fields.includes(field)));
}
