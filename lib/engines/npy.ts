import { readFile, writeFile } from "node:fs/promises";
import { TridentError } from "trident-base";

/** A .npy file that cannot be what it should be. */
export class NpyFileError extends TridentError {}

/** The arrays that go to the engine host this way, each with numpy's name of its type. */
export type NpyArray = Int8Array | Uint32Array | Float32Array | Float64Array;

const MAGIC = Buffer.from("\x93NUMPY", "latin1");

/**
 * Writes numbers as a .npy file, version 1.0, little-endian, in C order.
 *
 * @param shape rows first; its product is the array's length.
 * Format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function writeNpy(
  path: string,
  values: NpyArray,
  shape: readonly number[] = [values.length],
): Promise<void> {
  const header = `{'descr': '${typeOf(values)}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const length = Math.ceil((MAGIC.length + 4 + header.length + 1) / 64) * 64 - MAGIC.length - 4;
  const head = Buffer.alloc(MAGIC.length + 4 + length, " ");
  MAGIC.copy(head);
  head.writeUInt16LE(1, MAGIC.length);
  head.writeUInt16LE(length, MAGIC.length + 2);
  head.write(header, MAGIC.length + 4, "latin1");
  head.write("\n", head.length - 1);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  await writeFile(
    path,
    (function* () {
      yield head;
      yield bytes;
    })(),
  );
}

/**
 * Reads the float64 numbers of a .npy file in C order; the shape is the caller's to know.
 *
 * @throws NpyFileError if the file holds something else or is cut off.
 */
export async function readNpyFloat64(path: string, length: number): Promise<Float64Array> {
  const { type, shape, values } = await readNpy(path);
  if (!(values instanceof Float64Array)) throw refusal(path, `a .npy file of ${type} where <f8 was expected`);
  if (values.length === length) return values;
  throw refusal(path, `a .npy file of shape (${shape.join(", ")}) where ${length} numbers were expected`);
}

const KINDS = { "|i1": Int8Array, "<u4": Uint32Array, "<f4": Float32Array, "<f8": Float64Array } as const;

/**
 * Reads the numbers of a .npy file of any type that `writeNpy` writes, in C order.
 *
 * @throws NpyFileError if the file holds something else or is cut off.
 */
export async function readNpy(path: string): Promise<{
  readonly type: keyof typeof KINDS;
  readonly shape: readonly number[];
  readonly values: NpyArray;
}> {
  const file = await readFile(path);
  if (file.length < 10 || !file.subarray(0, 6).equals(MAGIC) || file[6] !== 1) {
    throw refusal(path, "not a .npy file, version 1");
  }
  const start = 10 + file.readUInt16LE(8);
  const header = file.toString("latin1", 10, start);
  const type = /'descr': '([^']*)'/.exec(header)?.[1] as keyof typeof KINDS;
  if (!Object.hasOwn(KINDS, type ?? "") || !header.includes("'fortran_order': False")) {
    throw refusal(path, `a .npy file, but not of ${Object.keys(KINDS).join(", ")} in C order`);
  }
  const sides = /'shape': \(([\d, ]*)\)/
    .exec(header)?.[1]
    ?.split(",")
    .filter((side) => side.trim() !== "");
  const shape = sides?.map(Number) ?? [];
  const length = shape.reduce((product, side) => product * side, 1);
  const Kind = KINDS[type];
  if (sides === undefined || file.length !== start + Kind.BYTES_PER_ELEMENT * length) {
    throw refusal(path, `a .npy file of shape (${shape.join(", ")}) that has ${file.length - start} bytes of numbers`);
  }
  const values = new Kind(length);
  new Uint8Array(values.buffer).set(file.subarray(start));
  return { type, shape, values };
}

function refusal(path: string, what: string): NpyFileError {
  return new NpyFileError(what, { where: [path] });
}

function typeOf(values: NpyArray): string {
  if (values instanceof Int8Array) return "|i1";
  if (values instanceof Uint32Array) return "<u4";
  return values instanceof Float32Array ? "<f4" : "<f8";
}
