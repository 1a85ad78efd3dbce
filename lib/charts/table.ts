import { escapeHtml } from "trident-base";

/** How one column of a table is shown. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
  /** Digits after the point of a number; 0 by default. */
  readonly digits?: number;
  /** Shown after a number, `%` for example. A percentage is multiplied by 100 first. */
  readonly unit?: "%";
}

/** A table as HTML: numbers right-aligned and on one line, every text escaped, rows named by their first text. Null is shown as a dash. */
export function htmlTable<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], caption?: string): string {
  const head = columns.map((column) => heading(column, rows)).join("");
  const body = rows
    .map((row) => `<tr>${columns.map((column, c) => cell(column, row, c === 0)).join("")}</tr>`)
    .join("\n");
  const title = caption === undefined ? "" : `<caption>${escapeHtml(caption)}</caption>`;
  return `<table>${title}\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table>`;
}

/** A number with its digits and unit, thousands apart; a dash for null and NaN. */
export function formatNumber(value: number | null, digits = 0, unit?: "%"): string {
  if (value === null || Number.isNaN(value)) return "–";
  const shown = (unit === "%" ? value * 100 : value).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${shown}${unit === "%" ? " %" : ""}`;
}

/** A heading stands over its values: left over texts, right over numbers. */
function heading<Row>({ title, value }: TableColumn<Row>, rows: readonly Row[]): string {
  const isText = rows.some((row) => typeof value(row) === "string");
  return `<th scope="col" style="text-align:${isText ? "left" : "right"}">${escapeHtml(title)}</th>`;
}

function cell<Row>(column: TableColumn<Row>, row: Row, isFirst: boolean): string {
  const value = column.value(row);
  if (typeof value !== "string") {
    return `<td style="text-align:right;white-space:nowrap">${formatNumber(value, column.digits, column.unit)}</td>`;
  }
  // The first text of a row names it, to the eye of a reader who scrolls and to a screen reader.
  const tag = isFirst ? "th" : "td";
  return `<${tag}${isFirst ? ' scope="row"' : ""} style="text-align:left">${escapeHtml(value)}</${tag}>`;
}
