/** A struct by field numbers, in the order they came. */
export type ThriftStruct = Map<number, ThriftValue>;

/** A value with its type, as Thrift's compact protocol tags it. */
export type ThriftValue =
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "byte"; readonly value: number }
  | { readonly type: "i16" | "i32" | "i64"; readonly value: bigint }
  | { readonly type: "double"; readonly value: Uint8Array }
  | { readonly type: "binary"; readonly value: Uint8Array }
  | { readonly type: "list" | "set"; readonly of: number; readonly value: ThriftValue[] }
  | { readonly type: "struct"; readonly value: ThriftStruct };

/** The protocol's numbers of the types; 1 and 2 are the two booleans. */
const TYPES = [
  "stop",
  "true",
  "boolean",
  "byte",
  "i16",
  "i32",
  "i64",
  "double",
  "binary",
  "list",
  "set",
  "map",
  "struct",
] as const;

/**
 * Reads one struct of Thrift's compact protocol (specification: apache/thrift, doc/specs/thrift-compact-protocol.md),
 * as the footers of Parquet files are written.
 *
 * @throws RangeError if the bytes end within it or hold a type that Parquet does not use.
 */
export function readThrift(bytes: Uint8Array): ThriftStruct {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError("the struct is cut off");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const byte = (): number => view.getUint8(at++);
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const next = byte();
      value |= BigInt(next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    throw new RangeError("a number is too long");
  };
  const signed = (): bigint => {
    const value = varint();
    return (value >> 1n) ^ -(value & 1n);
  };
  const readValue = (type: number, inList: boolean): ThriftValue => {
    switch (TYPES[type]) {
      case "true":
      case "boolean":
        return { type: "boolean", value: inList ? byte() === 1 : type === 1 };
      case "byte":
        return { type: "byte", value: view.getInt8(at++) };
      case "i16":
      case "i32":
      case "i64":
        return { type: TYPES[type], value: signed() };
      case "double":
        return { type: "double", value: take(8) };
      case "binary":
        return { type: "binary", value: take(Number(varint())) };
      case "list":
      case "set": {
        const head = byte();
        const of = head & 0x0f;
        const length = head >> 4 === 15 ? Number(varint()) : head >> 4;
        return { type: TYPES[type], of, value: Array.from({ length }, () => readValue(of, true)) };
      }
      case "struct":
        return { type: "struct", value: struct() };
      default:
        throw new RangeError(`type ${type} is not read`);
    }
  };
  const struct = (): ThriftStruct => {
    const fields: ThriftStruct = new Map();
    for (let field = 0, head = byte(); head !== 0; head = byte()) {
      field = head >> 4 === 0 ? Number(signed()) : field + (head >> 4);
      fields.set(field, readValue(head & 0x0f, false));
    }
    return fields;
  };
  return struct();
}

/** The bytes of a struct in Thrift's compact protocol. */
export function writeThrift(struct: ThriftStruct): Uint8Array {
  const parts: Uint8Array[] = [];
  const bytes = (...values: readonly number[]): void => void parts.push(Uint8Array.from(values));
  const varint = (value: bigint): void => {
    const out: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
    bytes(...out, Number(rest));
  };
  const signed = (value: bigint): void => varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  const write = (value: ThriftValue, inList: boolean): void => {
    switch (value.type) {
      case "boolean":
        if (inList) bytes(value.value ? 1 : 2);
        return;
      case "byte":
        bytes(value.value & 0xff);
        return;
      case "i16":
      case "i32":
      case "i64":
        signed(value.value);
        return;
      case "double":
        parts.push(value.value);
        return;
      case "binary":
        varint(BigInt(value.value.length));
        parts.push(value.value);
        return;
      case "list":
      case "set":
        if (value.value.length < 15) bytes((value.value.length << 4) | value.of);
        else {
          bytes(0xf0 | value.of);
          varint(BigInt(value.value.length));
        }
        for (const each of value.value) write(each, true);
        return;
      case "struct":
        fieldsOf(value.value);
        return;
    }
  };
  const fieldsOf = (fields: ThriftStruct): void => {
    let before = 0;
    for (const [field, value] of [...fields].sort(([a], [b]) => a - b)) {
      const type = value.type === "boolean" && value.value ? 1 : TYPES.indexOf(value.type);
      const step = field - before;
      if (step < 16) bytes((step << 4) | type);
      else {
        bytes(type);
        signed(BigInt(field));
      }
      before = field;
      write(value, false);
    }
    bytes(0);
  };
  fieldsOf(struct);
  return Buffer.concat(parts);
}
