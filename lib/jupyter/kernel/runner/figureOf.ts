import { types } from "node:util";

/** A Plotly figure: https://plotly.com/javascript/reference/. */
interface Figure {
  readonly data: readonly object[];
  readonly layout: { readonly title?: unknown };
}

const MEMBERS = new Set(["data", "layout", "config", "frames"]);

/** The value as a Plotly figure: a plain object of `data`, a list of traces, and `layout`; undefined for any other. */
export function figureOf(value: unknown): Figure | undefined {
  if (!isRecord(value) || !Object.keys(value).every((name) => MEMBERS.has(name))) return undefined;
  const { data, layout } = value as Partial<Figure>;
  return Array.isArray(data) && data.every(isRecord) && isRecord(layout) ? (value as Figure) : undefined;
}

/** What a figure is called where it cannot be drawn. */
export function figureText({ data, layout: { title } }: Figure): string {
  const name = isRecord(title) ? (title as { readonly text?: unknown }).text : title;
  const traces = `${data.length} ${data.length === 1 ? "trace" : "traces"}`;
  return `Plotly figure${typeof name === "string" && name !== "" ? ` '${name}'` : ""}: ${traces}`;
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value) || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
