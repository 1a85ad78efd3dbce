import { inspect } from "node:util";
import { escapeHtml } from "./escapeHtml.ts";

/** Values in columns, read one at a time: only what is shown is asked for. */
export interface Table {
  /** What it is; its shape is added. */
  readonly title: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** What a row is called; its number, from 0, by default. */
  readonly rowName?: (row: number) => unknown;
}

/** One column of a {@link Table}. */
export interface TableColumn {
  readonly name: string;
  /** Shown below the name. Numbers of type `float32` are shown to its seven digits. */
  readonly type: string;
  readonly value: (row: number) => unknown;
}

/** Longer tables are cut in the middle: so many rows, or columns, stay at either end. */
const MOST_ROWS = 20;
const END_ROWS = 5;
const MOST_COLUMNS = 30;
const FIRST_COLUMNS = 20;
const LAST_COLUMNS = 5;
/** The widest text, and the widest line of plain text, in characters. */
const WIDEST_CELL = 60;
const WIDEST_LINE = 120;
const MOST_DECIMALS = 6;

interface Shown {
  readonly name: string;
  readonly type: string;
  readonly cells: readonly string[];
  readonly isNumeric: boolean;
}

/** The numbers of the rows that a table of this length shows. */
export function shownRows(rows: number): readonly number[] {
  return ends(rows, MOST_ROWS, END_ROWS, END_ROWS);
}

/**
 * A table as HTML and as plain text: the first and last rows and columns, types below the names, numbers to the right
 * with their points in line, long texts cut, markup escaped. A value that cannot be read says so in its place.
 */
export function tableBundle(table: Table): { readonly "text/html": string; readonly "text/plain": string } {
  const rows = shownRows(table.rows);
  const { rowName = (row: number) => row } = table;
  const names = rows.map((row) => written(() => rowName(row)));
  const places = ends(table.columns.length, MOST_COLUMNS, FIRST_COLUMNS, LAST_COLUMNS);
  const columns = places.map((c) => showColumn(table.columns[c]!, rows));
  const gap = { row: gapIn(rows), column: gapIn(places) };
  const title = `${table.title}: ${shapeOf(table)}`;
  return { "text/html": html(title, names, columns, gap), "text/plain": plain(title, names, columns, gap) };
}

interface Gap {
  /** What is left out lies before this place among what is shown; -1 where nothing is. */
  readonly row: number;
  readonly column: number;
}

function ends(count: number, most: number, first: number, last: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: first + last }, (_, i) => (i < first ? i : count - first - last + i));
}

const gapIn = (shown: readonly number[]): number => shown.findIndex((place, i) => place !== i);

function shapeOf({ rows, columns }: Table): string {
  const count = (n: number, word: string) => `${n.toLocaleString("en-US")} ${word}${n === 1 ? "" : "s"}`;
  if (columns.length === 1 && columns[0]!.name === "") return count(rows, "value");
  return `${count(rows, "row")} × ${count(columns.length, "column")}`;
}

function showColumn({ name, type, value }: TableColumn, rows: readonly number[]): Shown {
  const values = rows.map((row) => read(() => value(row)));
  const isNumeric =
    values.some(isNumber) && values.every((each) => isNumber(each) || each === null || each === undefined);
  const digits = numberFormat(
    values.filter((each) => typeof each === "number"),
    type === "float32",
  );
  const cells = values.map((each) => (typeof each === "number" ? digits(each) : textOf(each)));
  return { name: cut(name), type: cut(type), cells, isNumeric };
}

const isNumber = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";

/** One number of decimals for a whole column, so that the points stand in line; exponents where that would not do. */
function numberFormat(values: readonly number[], isSingle: boolean): (value: number) => string {
  const exact = (value: number) => (isSingle ? Number(value.toPrecision(7)) : value);
  const sizes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const needsExponent = sizes.some((size) => size >= 1e15 || size < 10 ** (2 - MOST_DECIMALS));
  if (needsExponent) return (value) => String(Number(value.toPrecision(7)));
  const decimals = Math.max(0, ...values.map((value) => decimalsOf(exact(value))));
  return (value) => (Number.isFinite(value) ? exact(value).toFixed(decimals) : String(value));
}

function decimalsOf(value: number): number {
  if (!Number.isFinite(value)) return 0;
  return value.toFixed(MOST_DECIMALS).replace(/0+$/, "").split(".")[1]!.length;
}

/** What could not be read, in the place of the value. */
class Unreadable {
  readonly text: string;

  constructor(error: unknown) {
    this.text = `(${error instanceof Error ? error.name : "something"} thrown)`;
  }
}

function read(value: () => unknown): unknown {
  try {
    return value();
  } catch (error) {
    return new Unreadable(error);
  }
}

const written = (value: () => unknown): string => textOf(read(value));

function textOf(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return cut(value);
  if (value instanceof Unreadable) return value.text;
  try {
    if (value instanceof Date && !Number.isNaN(value.getTime()))
      return value.toISOString().replace("T00:00:00.000Z", "");
    if (typeof value === "function") return "(function)";
    return cut(
      typeof value === "object" && value !== null
        ? inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10, maxStringLength: 100 })
        : String(value),
    );
  } catch (error) {
    return new Unreadable(error).text;
  }
}

/** One line of at most {@link WIDEST_CELL} characters. */
function cut(text: string): string {
  const head = text.slice(0, 2 * WIDEST_CELL).replace(/\p{Cc}/gu, (c) => JSON.stringify(c).slice(1, -1));
  const characters = [...head];
  return text.length <= 2 * WIDEST_CELL && characters.length <= WIDEST_CELL
    ? head
    : `${characters.slice(0, WIDEST_CELL - 1).join("")}…`;
}

function html(title: string, names: readonly string[], columns: readonly Shown[], gap: Gap): string {
  const side = ({ isNumeric }: Shown) => `style="text-align:${isNumeric ? "right" : "left"}"`;
  const spread = (cells: readonly string[], filler: string) => withGap(cells, gap.column, filler).join("");
  const head = (text: (column: Shown) => string) =>
    `<tr><th></th>${spread(
      columns.map((column) => `<th scope="col" ${side(column)}>${text(column)}</th>`),
      "<th>…</th>",
    )}</tr>`;
  const rows = names.map((name, r) => {
    const cells = columns.map((column) => `<td ${side(column)}>${escapeHtml(column.cells[r]!)}</td>`);
    return `<tr><th scope="row">${escapeHtml(name)}</th>${spread(cells, "<td></td>")}</tr>`;
  });
  const width = columns.length + (gap.column < 0 ? 0 : 1);
  const body = withGap(rows, gap.row, `<tr><th>…</th>${"<td></td>".repeat(width)}</tr>`);
  return `<table class="dataframe"><caption>${escapeHtml(title)}</caption>
<thead>
${head(({ name }) => escapeHtml(name))}
${head(({ type }) => `<small>${escapeHtml(type)}</small>`)}
</thead>
<tbody>
${body.join("\n")}
</tbody></table>`;
}

function plain(title: string, names: readonly string[], columns: readonly Shown[], gap: Gap): string {
  const blocks = columns.map(({ name, type, cells, isNumeric }) =>
    block([name, type, ...withGap(cells, gap.row, "…")], isNumeric),
  );
  const first = block(["", "", ...withGap(names, gap.row, "…")], false);
  const filler = first.map((_, r) => (r === 0 ? "…" : " "));
  const fitting = fit(withGap(blocks, gap.column, filler), WIDEST_LINE - widthOf(first));
  const kept = fitting.length < blocks.length ? [...fitting, filler] : fitting;
  const lines = first.map((name, r) => [name, ...kept.map((each) => each[r]!)].join("  ").trimEnd());
  return [title, ...lines].join("\n");
}

/** The lines of a column of plain text, all of one width. */
function block(lines: readonly string[], isNumeric: boolean): readonly string[] {
  const width = Math.max(...lines.map((line) => [...line].length));
  return lines.map((line) => {
    const space = " ".repeat(width - [...line].length);
    return isNumeric ? space + line : line + space;
  });
}

const widthOf = (lines: readonly string[]): number => [...lines[0]!].length;

/** The first blocks that fit into a line, at least one. */
function fit(blocks: readonly (readonly string[])[], width: number): readonly (readonly string[])[] {
  let used = 0;
  const end = blocks.findIndex((lines) => {
    used += widthOf(lines) + 2;
    return used > width;
  });
  return end < 0 ? blocks : blocks.slice(0, Math.max(1, end));
}

function withGap<T>(items: readonly T[], place: number, filler: T): readonly T[] {
  return place < 0 ? items : [...items.slice(0, place), filler, ...items.slice(place)];
}
