import type { Json, JsonObject } from "trident-base";

/** A place on an axis as a figure gives it. */
export type Value = string | number | null;

const TYPED: { readonly [dtype: string]: (bytes: ArrayBuffer) => ArrayLike<number> } = {
  f8: (bytes) => new Float64Array(bytes),
  f4: (bytes) => new Float32Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  i1: (bytes) => new Int8Array(bytes),
  u1: (bytes) => new Uint8Array(bytes),
};

/** A figure's array: a list, or the base 64 of a typed array, as Plotly for Python writes it. Empty for anything else. */
export function valuesOf(field: Json | undefined): readonly Value[] {
  const list = Array.isArray(field) ? (field as readonly Json[]) : unpack(objectOf(field));
  return list.map((value) =>
    typeof value === "string" || (typeof value === "number" && Number.isFinite(value)) ? value : null,
  );
}

/** A figure's matrix, row by row. */
export function rowsOf(field: Json | undefined): readonly (readonly Value[])[] {
  if (Array.isArray(field)) return field.map(valuesOf);
  const packed = objectOf(field);
  const flat = unpack(packed);
  const columns = Number(String(packed.shape ?? "").split(",")[1]);
  if (!(columns > 0)) return [];
  return Array.from({ length: Math.floor(flat.length / columns) }, (_, row) =>
    flat.slice(row * columns, (row + 1) * columns),
  );
}

/** A field as an object; an empty one for anything else. */
export function objectOf(field: Json | undefined): JsonObject {
  return typeof field === "object" && field !== null && !Array.isArray(field) ? (field as JsonObject) : {};
}

/** A field as a number; undefined for anything else. */
export function numberOf(field: Json | undefined): number | undefined {
  return typeof field === "number" && Number.isFinite(field) ? field : undefined;
}

/** A title or another text of a figure as lines of plain text. */
export function linesOf(field: Json | undefined): readonly string[] {
  const given = typeof field === "string" || typeof field === "number" ? String(field) : objectOf(field).text;
  if (typeof given !== "string" || given === "") return [];
  return given.split(/<br\s*\/?>/i).map((line) => line.replace(/<[^>]*>/g, "").trim());
}

function unpack({ bdata, dtype }: JsonObject): Value[] {
  const read = TYPED[String(dtype).replace(/^[<|]/, "")];
  if (typeof bdata !== "string" || !read) return [];
  const bytes = Uint8Array.from(Buffer.from(bdata, "base64"));
  try {
    return Array.from(read(bytes.buffer), (value) => (Number.isFinite(value) ? value : null));
  } catch {
    return [];
  }
}
