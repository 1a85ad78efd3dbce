import { readFile, stat, writeFile } from "node:fs/promises";
import { TridentError, writeAtomically } from "trident-base";

/** A file that is not safetensors, or only a part of one, or holds numbers of another type. */
export class SafetensorsError extends TridentError {}

/** Numbers with a shape, in C order. */
export interface Float32Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a file holds: named tensors, and words about them. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Float32Tensor>>;
}

/** The key under which the format keeps its words. */
const METADATA = "__metadata__";
/** The format's own limit of a header. */
const LONGEST_HEADER = 100e6;

/**
 * Writes Float32 tensors in the open format safetensors: the header's length in 8 bytes, the header in JSON, the numbers,
 * little-endian. The same tensors give the same bytes. Reading it runs no code.
 *
 * Format: github.com/huggingface/safetensors#format
 */
export async function writeSafetensors(path: string, { metadata, tensors }: Safetensors): Promise<void> {
  const entries = Object.entries(tensors);
  let at = 0;
  const listed = entries.map(([name, { shape, values }]) => {
    const from = at;
    at += values.byteLength;
    return [name, { dtype: "F32", shape, data_offsets: [from, at] }];
  });
  const json = JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(listed) });
  // Numbers begin on a multiple of 8; the format pads its header with spaces.
  const header = Buffer.from(json + " ".repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const parts = entries.map(([, { values }]) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  await writeAtomically(path, (temporary) => writeFile(temporary, Buffer.concat([length, header, ...parts])));
}

/**
 * Reads a file of Float32 tensors whole, and checks that they fill it without a gap.
 *
 * @param limit bytes that a file may have at most.
 * @throws SafetensorsError naming the file and what is wrong with it.
 */
export async function readSafetensors(path: string, limit = 500e6): Promise<Safetensors> {
  const refuse = (what: string, cause?: unknown): SafetensorsError =>
    new SafetensorsError(what, { where: [path], cause });
  const found = await stat(path).catch((cause) => {
    throw refuse("the file of tensors cannot be read", cause);
  });
  if (found.size > limit) throw refuse(`the file of tensors has ${found.size} bytes; up to ${limit} are read`);
  const bytes = await readFile(path);
  const length = bytes.length < 8 ? -1 : Number(bytes.readBigUInt64LE(0));
  if (length < 2 || length > LONGEST_HEADER || 8 + length > bytes.length)
    throw refuse("it is no safetensors file, or cut off");
  const header = parseHeader(bytes.toString("utf8", 8, 8 + length));
  if (header === undefined) throw refuse("its header is no JSON object of tensors");
  const data = bytes.subarray(8 + length);
  let end = 0;
  const tensors: Record<string, Float32Tensor> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header.tensors)) {
    const [from, to] = data_offsets;
    const size = shape.reduce((product, side) => product * side, 1);
    if (dtype !== "F32") throw refuse(`tensor ${name} is of type ${dtype}; F32 is read`);
    if (from !== end || to - from !== 4 * size || to > data.length) {
      throw refuse(`tensor ${name} does not lie where its shape says`);
    }
    end = to;
    const values = new Float32Array(size);
    new Uint8Array(values.buffer).set(data.subarray(from, to));
    tensors[name] = { shape, values };
  }
  if (end !== data.length) throw refuse(`${data.length - end} bytes after the last tensor`);
  return { metadata: header.metadata, tensors };
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function parseHeader(text: string) {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) return undefined;
  const { [METADATA]: metadata = {}, ...tensors } = header as Record<string, unknown>;
  const isWords =
    typeof metadata === "object" &&
    metadata !== null &&
    Object.values(metadata).every((word) => typeof word === "string");
  if (!isWords || !Object.values(tensors).every(isEntry)) return undefined;
  return {
    metadata: metadata as Readonly<Record<string, string>>,
    tensors: tensors as Readonly<Record<string, Entry>>,
  };
}

function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const isCounts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((each) => Number.isSafeInteger(each) && each >= 0);
  return typeof dtype === "string" && isCounts(shape) && isCounts(offsets) && offsets.length === 2;
}
