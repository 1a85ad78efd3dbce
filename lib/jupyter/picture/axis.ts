import type { JsonObject } from "trident-base";
import { tickFormat } from "./tickFormat.ts";
import { linesOf, numberOf, type Value, valuesOf } from "./values.ts";

/** An axis laid out: where each value lies, and its ticks. */
export interface Axis {
  readonly kind: "number" | "log" | "date" | "category";
  /** Pixels at which a value lies; undefined for one that is not on the axis. */
  place(value: Value): number | undefined;
  /** Pixels of one unit: of a category, for example. */
  readonly unit: number;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly lines: readonly string[] }[];
  readonly title: string;
  /** True where 0 is worth a line of its own. */
  readonly zero: number | undefined;
}

/** What the traces on an axis ask of it. */
export interface Extent {
  readonly values: readonly Value[];
  /** Bars begin at 0. */
  readonly fromZero: boolean;
  /** Bars and cells need half a unit at either end, markers a little room. */
  readonly padding: number;
}

const DAY = 86_400_000;

/**
 * Finds an axis's kind and range.
 *
 * @returns what lays it out between two pixels; the second may be the smaller one, as upward axes have it.
 * @throws RangeError for values too far apart to be drawn.
 */
export function axisOf(spec: JsonObject, { values, fromZero, padding }: Extent): (from: number, to: number) => Axis {
  const kind = kindOf(spec, values);
  const title = linesOf(spec.title).join(" ");
  const categories =
    kind === "category"
      ? [...new Set([...valuesOf(spec.categoryarray), ...values].filter((value) => value !== null))]
      : [];
  const index = new Map(categories.map((category, k) => [category, k]));
  const numeric = (value: Value): number | undefined => {
    if (value === null) return undefined;
    if (kind === "category") return index.get(value);
    if (kind === "date") return typeof value === "number" ? value : dateOf(value);
    const number = Number(value);
    if (kind === "log") return number > 0 ? Math.log10(number) : undefined;
    return Number.isFinite(number) ? number : undefined;
  };
  const [low, high] = rangeOf(spec, kind, values.map(numeric), { fromZero, padding }, categories.length, numeric);
  if (!Number.isFinite(high - low)) throw new RangeError(`no axis reaches from ${low} to ${high}`);
  const isOn = (number: number) => number >= Math.min(low, high) - 1e-9 && number <= Math.max(low, high) + 1e-9;
  const given = valuesOf(spec.tickvals);
  const texts = valuesOf(spec.ticktext);
  const format = tickFormat(typeof spec.tickformat === "string" ? spec.tickformat : "");
  return (from, to) => {
    const scale = (to - from) / (high - low || 1);
    const at = (number: number) => from + (number - low) * scale;
    const marks =
      given.length > 0
        ? given.map((value, k) => ({ number: numeric(value), lines: linesOf(texts[k] ?? format(value)) }))
        : ownTicks(kind, low, high, Math.abs(to - from), categories, format, from > to);
    const zero = kind === "number" && isOn(0) && Math.min(low, high) < 0 ? at(0) : undefined;
    return {
      kind,
      place: (value) => {
        const number = numeric(value);
        return number === undefined ? undefined : at(number);
      },
      unit: Math.abs(scale),
      from,
      to,
      ticks: marks.flatMap(({ number, lines }) =>
        number !== undefined && isOn(number) ? [{ at: at(number), lines }] : [],
      ),
      title,
      zero,
    };
  };
}

function kindOf(spec: JsonObject, values: readonly Value[]): Axis["kind"] {
  if (spec.type === "log" || spec.type === "date" || spec.type === "category") return spec.type;
  if (spec.type === "linear") return "number";
  const known = values.filter((value) => value !== null);
  if (known.every((value) => typeof value === "number" || (value !== "" && Number.isFinite(Number(value)))))
    return "number";
  return known.every((value) => typeof value === "string" && dateOf(value) !== undefined) ? "date" : "category";
}

function dateOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d/.test(text)) return undefined;
  const time = Date.parse(/[Tt ]/.test(text) ? `${text.replace(" ", "T").replace(/Z?$/i, "Z")}` : text);
  return Number.isNaN(time) ? undefined : time;
}

function rangeOf(
  spec: JsonObject,
  kind: Axis["kind"],
  places: readonly (number | undefined)[],
  { fromZero, padding }: Pick<Extent, "fromZero" | "padding">,
  categories: number,
  numeric: (value: Value) => number | undefined,
): readonly [number, number] {
  const given = valuesOf(spec.range).map((value) => (kind === "log" ? numberOf(value) : numeric(value)));
  if (given.length === 2 && given[0] !== undefined && given[1] !== undefined) return [given[0], given[1]];
  let low = Infinity;
  let high = -Infinity;
  for (const place of places) {
    if (place === undefined) continue;
    if (place < low) low = place;
    if (place > high) high = place;
  }
  if (low > high) [low, high] = [0, 1];
  const zero = fromZero || spec.rangemode === "tozero";
  if (zero && kind === "number") [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  if (kind === "category") [low, high] = [-0.5, categories - 0.5];
  else {
    const room = (high - low || Math.abs(high) || 1) * padding;
    [low, high] = [zero && low === 0 ? 0 : low - room, zero && high === 0 ? 0 : high + room];
  }
  return spec.autorange === "reversed" ? [high, low] : [low, high];
}

interface Mark {
  readonly number: number | undefined;
  readonly lines: readonly string[];
}

function ownTicks(
  kind: Axis["kind"],
  from: number,
  to: number,
  pixels: number,
  categories: readonly Value[],
  format: (value: Value, step?: number) => string,
  upward: boolean,
): readonly Mark[] {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  if (kind === "category") {
    const longest = Math.max(...categories.flatMap((category) => linesOf(category).map((line) => line.length)), 1);
    const every = Math.max(1, Math.ceil(((upward ? 15 : longest * 7 + 8) * categories.length) / pixels));
    return categories.flatMap((category, k) => (k % every === 0 ? [{ number: k, lines: linesOf(category) }] : []));
  }
  const wanted = Math.max(2, Math.floor(pixels / (upward ? 55 : 90)));
  if (kind === "date") return dateTicks(low, high, wanted);
  if (kind === "log") {
    const every = Math.max(1, Math.ceil((high - low) / wanted));
    const first = Math.ceil(low);
    return Array.from({ length: Math.max(0, Math.floor((high - first) / every) + 1) }, (_, k) => {
      const power = first + k * every;
      return { number: power, lines: [format(10 ** power, 10 ** power)] };
    });
  }
  const step = niceStep((high - low) / wanted);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, k) => {
    const number = Number(((first + k) * step).toPrecision(12));
    return { number, lines: [format(number, step)] };
  });
}

/** The nearest of 1, 2 and 5 times a power of ten that is no less. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  return power * ([1, 2, 5].find((times) => times * power >= rough * 0.999) ?? 10);
}

/** Ticks at beginnings of years, months or days. */
function dateTicks(low: number, high: number, wanted: number): readonly Mark[] {
  const days = (high - low) / DAY;
  const months = [1, 2, 3, 6, 12, 24, 60, 120].find((every) => days / (30.4 * every) <= wanted);
  if (days < 62 || months === undefined) {
    const every = Math.max(1, Math.ceil(days / wanted)) * DAY;
    const first = Math.ceil(low / every) * every;
    return Array.from({ length: Math.max(0, Math.floor((high - first) / every) + 1) }, (_, k) => {
      const number = first + k * every;
      return { number, lines: [new Date(number).toISOString().slice(0, 10)] };
    });
  }
  const marks: Mark[] = [];
  const start = new Date(low);
  for (let month = start.getUTCFullYear() * 12 + Math.ceil(start.getUTCMonth() / months) * months; ; month += months) {
    const number = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (number > high) return marks;
    if (number < low) continue;
    const text = new Date(number).toISOString();
    marks.push({ number, lines: [months >= 12 ? text.slice(0, 4) : text.slice(0, 7)] });
  }
}
