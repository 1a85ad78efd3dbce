import { ModelFileError } from "./ensemble.ts";

/** A value of Universal Binary JSON; arrays of one type of number are typed arrays. */
export type Ubj = null | boolean | number | string | UbjNumbers | readonly Ubj[] | ReadonlyMap<string, Ubj>;
/** Numbers of one type. */
export type UbjNumbers = Float32Array | Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** Levels of objects and arrays at most. */
const DEEPEST = 32;

/**
 * Reads Universal Binary JSON (ubjson.org, draft 12), as XGBoost writes it. Nothing is allocated that the bytes at hand do
 * not fill.
 *
 * @throws ModelFileError at the first byte that does not fit.
 */
export function readUbj(bytes: Uint8Array, path: string): Ubj {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const refuse = (what: string): never => {
    throw new ModelFileError(`the model's file is damaged: ${what}`, { where: [path, `byte ${at}`] });
  };
  const take = (length: number): number => {
    if (!(length >= 0 && length <= bytes.length - at)) refuse("it ends too early");
    at += length;
    return at - length;
  };
  const mark = (): string => String.fromCharCode(bytes[take(1)]!);
  const number = (type: string): number => {
    const size = SIZES[type] ?? refuse(`'${type}' is no number's mark`);
    return read(view, type, take(size));
  };
  const length = (): number => {
    const count = number(mark());
    return Number.isSafeInteger(count) && count >= 0 ? count : refuse(`${count} is no length`);
  };
  const text = (): string => {
    const count = length();
    const from = take(count);
    return new TextDecoder().decode(bytes.subarray(from, from + count));
  };
  const typed = (type: string, count: number): Ubj => {
    const size = SIZES[type] ?? refuse(`an array of '${type}' is not read`);
    const from = take(count * size);
    const values = type === "L" ? new Float64Array(count) : new ARRAYS[type as keyof typeof ARRAYS](count);
    for (let k = 0; k < count; k++) values[k] = read(view, type, from + k * size);
    return values;
  };
  const list = (depth: number): Ubj => {
    let type: string | undefined;
    if (view.byteLength > at && bytes[at] === 0x24) {
      take(1);
      type = mark();
    }
    if (view.byteLength > at && bytes[at] === 0x23) {
      take(1);
      const count = length();
      if (type !== undefined) return typed(type, count);
      const items: Ubj[] = [];
      while (items.length < count) items.push(value(mark(), depth));
      return items;
    }
    if (type !== undefined) refuse("a typed array has no length");
    const items: Ubj[] = [];
    for (let next = mark(); next !== "]"; next = mark()) items.push(value(next, depth));
    return items;
  };
  const object = (depth: number): Ubj => {
    const entries = new Map<string, Ubj>();
    while (at >= bytes.length || bytes[at] !== 0x7d) {
      const key = text();
      if (entries.has(key)) refuse(`'${key}' is there twice`);
      entries.set(key, value(mark(), depth));
    }
    take(1);
    return entries;
  };
  const value = (type: string, depth: number): Ubj => {
    if (depth > DEEPEST) refuse("it is nested too deep");
    if (type === "{") return object(depth + 1);
    if (type === "[") return list(depth + 1);
    if (type === "S") return text();
    if (type === "C") return mark();
    if (type === "Z") return null;
    if (type === "T" || type === "F") return type === "T";
    return number(type);
  };
  const result = value(mark(), 0);
  return at === bytes.length ? result : refuse("something follows its end");
}

const SIZES: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };
const ARRAYS = { i: Int8Array, U: Uint8Array, I: Int16Array, l: Int32Array, d: Float32Array, D: Float64Array };

/** A big-endian number. */
function read(view: DataView, type: string, at: number): number {
  if (type === "d") return view.getFloat32(at);
  if (type === "l") return view.getInt32(at);
  if (type === "U") return view.getUint8(at);
  if (type === "L") return Number(view.getBigInt64(at));
  if (type === "D") return view.getFloat64(at);
  return type === "i" ? view.getInt8(at) : view.getInt16(at);
}
