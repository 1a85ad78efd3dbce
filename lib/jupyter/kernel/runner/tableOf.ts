import { types } from "node:util";
import { shownRows, type Table, type TableColumn } from "trident-base";

type Column = { readonly [row: number]: unknown; readonly length: number };

/**
 * What a value holds as a table: typed arrays; arrays of records, or of rows of numbers; objects of columns; tables,
 * batches and vectors of Arrow; data frames and series of danfojs. The libraries are recognised by the shape of their
 * objects: none has to be there. Undefined for anything else. Only rows that are shown are looked at.
 */
export function tableOf(value: unknown): Table | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  if (types.isTypedArray(value)) return Buffer.isBuffer(value) ? undefined : typedArrayTable(value);
  if (Array.isArray(value)) return recordTable(value) ?? gridTable(value);
  return arrowTable(value) ?? arrowVector(value) ?? danfoTable(value) ?? columnTable(value);
}

function typedArrayTable(value: NodeJS.TypedArray): Table | undefined {
  if (value.length === 0) return undefined;
  return {
    title: kindOf(value),
    rows: value.length,
    columns: [{ name: "", type: elementType(value), value: at(value) }],
  };
}

function recordTable(rows: readonly unknown[]): Table | undefined {
  const shown = shownRows(rows.length).map((row) => rows[row]);
  if (shown.length === 0 || !shown.every(isPlainObject)) return undefined;
  const names = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return undefined;
  const columns = names.map((name): TableColumn => {
    const value = (row: number) => (rows[row] as Record<string, unknown>)[name];
    return { name, type: kindsOf(shown.map((_, i) => () => (shown[i] as Record<string, unknown>)[name])), value };
  });
  return { title: "Array of records", rows: rows.length, columns };
}

function gridTable(rows: readonly unknown[]): Table | undefined {
  const shown = shownRows(rows.length).map((row) => rows[row]);
  const [first] = shown;
  if (!isColumn(first) || first.length === 0) return undefined;
  const isRow = (row: unknown) =>
    isColumn(row) && row.length === first.length && shownRows(row.length).every((place) => isNumber(row[place]));
  if (!shown.every(isRow)) return undefined;
  const columns = Array.from(
    { length: first.length },
    (_, c): TableColumn => ({ name: String(c), type: "number", value: (row) => (rows[row] as Column)[c] }),
  );
  return { title: `Array of ${Array.isArray(first) ? "arrays" : `${kindOf(first)}s`}`, rows: rows.length, columns };
}

/** An object of columns of one length, at least one of them a typed array. */
function columnTable(value: object): Table | undefined {
  if (!isPlainObject(value)) return undefined;
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, Column] => isColumn(entry[1]))) return undefined;
  const rows = entries[0]?.[1].length ?? 0;
  if (rows === 0 || entries.some(([, column]) => column.length !== rows)) return undefined;
  if (!entries.some(([, column]) => types.isTypedArray(column))) return undefined;
  const columns = entries.map(([name, column]) => ({ name, type: elementType(column), value: at(column) }));
  return { title: "Columns", rows, columns };
}

interface ArrowVector {
  readonly length: number;
  readonly type: { readonly typeId: number; readonly scale?: number };
  get(row: number): unknown;
}

function isArrowVector(value: object): value is ArrowVector {
  const { length, type, get } = value as Partial<ArrowVector>;
  return typeof length === "number" && typeof type?.typeId === "number" && typeof get === "function";
}

/** A table or a record batch. */
function arrowTable(value: object): Table | undefined {
  const { schema, numRows, getChildAt } = value as {
    schema?: { readonly fields?: readonly { readonly name: string; readonly type: unknown }[] };
    numRows?: number;
    getChildAt?: (c: number) => ArrowVector | null;
  };
  if (!Array.isArray(schema?.fields) || typeof numRows !== "number" || typeof getChildAt !== "function")
    return undefined;
  const columns = schema.fields.map((field, c): TableColumn => {
    const vector = getChildAt.call(value, c);
    const type = String(field.type);
    return {
      name: String(field.name),
      type: shortType(type),
      value: vector ? arrowValue(vector, type) : () => undefined,
    };
  });
  return { title: "Arrow table", rows: numRows, columns };
}

function arrowVector(value: object): Table | undefined {
  if (!isArrowVector(value)) return undefined;
  const type = String(value.type);
  const columns = [{ name: "", type: shortType(type), value: arrowValue(value, type) }];
  return { title: "Arrow vector", rows: value.length, columns };
}

/** Arrow's own types in the words of typed arrays: `Float32` is `float32`, what has parameters stays as it is. */
const shortType = (type: string): string => (/^\w+$/.test(type) ? type.toLowerCase() : type);

/** How long a list in a cell may be; there is no room for more. */
const MOST_ITEMS = 20;

function arrowValue(vector: ArrowVector, type: string): (row: number) => unknown {
  return (row) => {
    const value = vector.get(row);
    // Arrow gives milliseconds whatever the unit.
    if (/^(Date|Timestamp)/.test(type)) return typeof value === "number" ? new Date(value) : value;
    if (typeof value !== "object" || value === null) return value;
    if (type.startsWith("Decimal")) return decimalText(String(value), vector.type.scale ?? 0);
    const { length, slice } = value as { length?: number; slice?: (from: number, to: number) => object };
    const isLong = typeof length === "number" && length > MOST_ITEMS && typeof slice === "function";
    return isLong ? `${slice.call(value, 0, MOST_ITEMS)}…` : String(value);
  };
}

function decimalText(digits: string, scale: number): string {
  if (scale <= 0) return `${digits}${"0".repeat(-scale)}`;
  const [, sign, number] = /^(-?)(\d+)$/.exec(digits)!;
  const padded = number!.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** A data frame, or a series, whose values are a flat list. */
function danfoTable(value: object): Table | undefined {
  const { columns, dtypes, values, index } = value as Record<string, unknown>;
  if (!Array.isArray(columns) || !Array.isArray(dtypes) || !isColumn(values) || !Array.isArray(index)) return undefined;
  const isSeries = (value as { ndim?: number }).ndim === 1;
  if (columns.length !== dtypes.length || index.length !== values.length) return undefined;
  return {
    title: isSeries ? "Series" : "DataFrame",
    rows: values.length,
    columns: columns.map((name, c) => ({
      name: String(name),
      type: danfoType(String(dtypes[c])),
      value: (row) => (isSeries ? values[row] : (values[row] as Column)[c]),
    })),
    rowName: at(index),
  };
}

/** danfojs calls every number with a fraction float32, and keeps all its digits. */
const danfoType = (dtype: string): string => (dtype === "float32" ? "float" : dtype);

const at = (column: Column) => (row: number) => column[row];
const isNumber = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";

function isColumn(value: unknown): value is Column {
  return !types.isProxy(value) && (Array.isArray(value) || (types.isTypedArray(value) && !Buffer.isBuffer(value)));
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A cell's objects are of this realm; those that came through `node:vm` are not.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function elementType(column: object): string {
  return types.isTypedArray(column)
    ? kindOf(column)
        .replace(/(Clamped)?Array$/, "")
        .toLowerCase()
    : "";
}

/** The types of values, `number | null` for example; one that cannot be read has none. */
function kindsOf(values: readonly (() => unknown)[]): string {
  const kinds = values.flatMap((read) => {
    try {
      const value = read();
      return [value === null ? "null" : types.isDate(value) ? "Date" : Array.isArray(value) ? "array" : typeof value];
    } catch {
      return [];
    }
  });
  return [...new Set(kinds)].filter((kind) => kind !== "undefined").join(" | ");
}
