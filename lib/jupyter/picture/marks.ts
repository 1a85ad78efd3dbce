import type { Json, JsonObject } from "trident-base";
import { escapeHtml } from "trident-base";
import type { Axis } from "./axis.ts";
import { colourOf, colourScale, inkOn, ownColour } from "./colours.ts";
import { linesOf, numberOf, objectOf, rowsOf, type Value, valuesOf } from "./values.ts";

/** A trace with the axes on which it lies, and its place among its like. */
export interface PlacedTrace {
  readonly trace: JsonObject;
  readonly x: Axis;
  readonly y: Axis;
  /** Its colour when it brings none. */
  readonly colour: string;
  /** Among the bars (or markers) that stand beside each other at one place. */
  readonly slot: { readonly index: number; readonly of: number };
  /** Where each bar begins when bars are stacked. */
  readonly base: readonly number[] | undefined;
}

/** The kinds of trace that can be drawn without the figure library. */
export const MARKS: { readonly [type: string]: (placed: PlacedTrace) => string } = {
  bar: drawBars,
  scatter: drawScatter,
  scattergl: drawScatter,
  heatmap: drawHeatmap,
  candlestick: drawCandles,
  ohlc: drawCandles,
};

/** Share of a category's width that its bars fill. */
const FILLED = 0.72;

/** Symbols with a shape of their own; all others are dots. */
const DRAWN_SYMBOL = /^(line-ns|line-ew|diamond|square|x|cross)|-open$/;

/** The colour that a trace is known by, in its legend too. */
export function traceColour(trace: JsonObject, place: number): string {
  const marker = objectOf(trace.marker);
  const line = objectOf(trace.line);
  const first = Array.isArray(marker.color) ? (marker.color[0] as Json) : marker.color;
  if (trace.type === "candlestick" || trace.type === "ohlc") return candleColour(trace, "increasing");
  return colourOf(trace.type === "bar" ? first : (line.color ?? first), ownColour(place));
}

/** True for a bar that lies. */
export function isLying(trace: JsonObject): boolean {
  return trace.type === "bar" && trace.orientation === "h";
}

const TENTHS = ["", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9"];

/** Pixels to a tenth. A page of figures has a million of them, and whole numbers are written several times as fast. */
export function px(value: number): string {
  const tenths = Math.round(value * 10);
  if (!(tenths >= 0 && tenths < 1e9)) return String(tenths / 10);
  return Math.trunc(tenths / 10) + TENTHS[tenths % 10]!;
}

function drawBars({ trace, x, y, colour, slot, base }: PlacedTrace): string {
  const lying = isLying(trace);
  const [along, across] = lying ? [x, y] : [y, x];
  const places = valuesOf(lying ? trace.y : trace.x);
  const lengths = valuesOf(lying ? trace.x : trace.y);
  const count = lengths.length;
  const where = places.length > 0 ? places : Array.from({ length: count }, (_, k) => k);
  const room = across.kind === "category" ? across.unit : smallestGap(where, across);
  const width = (room * FILLED) / slot.of;
  const offset = (slot.index - (slot.of - 1) / 2) * width;
  const marked = objectOf(trace.marker).color;
  const boxes = new Map<string, string>();
  const errors: string[] = [];
  const error = errorsOf(trace[lying ? "error_x" : "error_y"]);
  for (let k = 0; k < count; k++) {
    const length = lengths[k];
    const centre = across.place(where[k] ?? null);
    if (typeof length !== "number" || centre === undefined) continue;
    const from = along.place(base?.[k] ?? 0);
    const to = along.place((base?.[k] ?? 0) + length);
    if (from === undefined || to === undefined) continue;
    const low = Math.min(from, to);
    const long = px(Math.max(from, to) - low);
    const start = centre + offset - width / 2;
    const box = lying
      ? `M${px(low)} ${px(start)}h${long}v${px(width)}h-${long}z`
      : `M${px(start)} ${px(low)}h${px(width)}v${long}h-${px(width)}z`;
    const fill = colourOf(pick(marked, k), colour);
    boxes.set(fill, (boxes.get(fill) ?? "") + box);
    errors.push(whisker(error(k, length), along, centre + offset, lying));
  }
  const bars = [...boxes].map(([fill, path]) => `<path d="${path}" fill="${fill}"/>`);
  return bars.join("") + whiskers(errors, "var(--ink)");
}

function drawScatter({ trace, x, y, colour, slot }: PlacedTrace): string {
  const ys = valuesOf(trace.y);
  const given = valuesOf(trace.x);
  const xs = given.length > 0 ? given : ys.map((_, k) => k);
  const dodge = slot.of > 1 ? (slot.index - (slot.of - 1) / 2) * ((x.unit * FILLED) / slot.of) : 0;
  const points = xs.map((value, k) => {
    const [left, top] = [x.place(value), y.place(ys[k] ?? null)];
    return left === undefined || top === undefined ? undefined : ([left + dodge, top] as const);
  });
  const mode = typeof trace.mode === "string" ? trace.mode : points.length < 20 ? "lines+markers" : "lines";
  const parts: string[] = [];
  if (mode.includes("lines")) {
    const line = objectOf(trace.line);
    const path = pathOf(points, line.shape === "hv");
    const dash = typeof line.dash === "string" && line.dash !== "solid" ? ' stroke-dasharray="5 4"' : "";
    if (typeof trace.fill === "string" && trace.fill !== "none") {
      const floor = y.place(0) ?? y.from;
      const [first, last] = [points.find((point) => point), points.findLast((point) => point)];
      if (first && last && trace.fill === "tozeroy") {
        parts.push(
          `<path d="${path}L${px(last[0])} ${px(floor)}L${px(first[0])} ${px(floor)}Z" fill="${colour}" opacity=".2"/>`,
        );
      }
    }
    parts.push(
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${px(numberOf(line.width) ?? 2)}"${dash}/>`,
    );
  }
  if (mode.includes("markers")) {
    const marker = objectOf(trace.marker);
    const symbol = typeof marker.symbol === "string" ? marker.symbol : "circle";
    const errors: string[] = [];
    const [errorX, errorY] = [errorsOf(trace.error_x), errorsOf(trace.error_y)];
    const stroke = numberOf(objectOf(marker.line).width);
    const shapes: string[] = [];
    // Dots are most of what a page of figures draws: those of one size and colour are one path.
    const dots = new Map<string, Set<string>>();
    for (const [k, point] of points.entries()) {
      if (!point) continue;
      errors.push(
        whisker(errorX(k, xs[k] ?? null), x, point[1], true),
        whisker(errorY(k, ys[k] ?? null), y, point[0], false),
      );
      const size = numberOf(pick(marker.size, k) ?? marker.size) ?? 6;
      const own = colourOf(pick(marker.color, k), colour);
      if (DRAWN_SYMBOL.test(symbol)) {
        shapes.push(markerAt(symbol, point, size, own, stroke));
        continue;
      }
      const like = `stroke="${own}" stroke-width="${px(Math.max(size, 0))}"`;
      const same = dots.get(like) ?? new Set();
      dots.set(like, same.add(`M${px(point[0])} ${px(point[1])}h0`));
    }
    const error = objectOf(trace.error_x ?? trace.error_y);
    const rounds = [...dots].map(([like, at]) => `<path d="${[...at].join("")}" stroke-linecap="round" ${like}/>`);
    parts.push(whiskers(errors, colourOf(error.color, colour)), ...shapes, ...rounds);
  }
  if (mode.includes("text")) {
    const texts = valuesOf(trace.text);
    points.forEach((point, k) => {
      if (point) parts.push(label(linesOf(texts[k]), point[0], point[1] - 8, "var(--ink)"));
    });
  }
  return parts.join("");
}

function drawHeatmap({ trace, x, y }: PlacedTrace): string {
  const rows = rowsOf(trace.z);
  const xs = valuesOf(trace.x);
  const ys = valuesOf(trace.y);
  const known = rows.flat().filter((value) => typeof value === "number");
  const low = numberOf(trace.zmin) ?? known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = numberOf(trace.zmax) ?? known.reduce((a, b) => Math.max(a, b), -Infinity);
  const colour = colourScale(trace.colorscale);
  const texts = rowsOf(trace.text);
  const written = typeof trace.texttemplate === "string" && trace.texttemplate.includes("%{text}");
  const ink = objectOf(trace.textfont).color;
  const gap = numberOf(trace.xgap) ?? 0;
  const [width, height] = [x, y].map((axis, k) =>
    axis.kind === "category" ? axis.unit : smallestGap(k === 0 ? xs : ys, axis),
  ) as [number, number];
  return rows
    .flatMap((row, r) =>
      row.map((value, c) => {
        const [left, top] = [x.place(xs[c] ?? c), y.place(ys[r] ?? r)];
        if (typeof value !== "number" || left === undefined || top === undefined) return "";
        const fill = colour(high > low ? (value - low) / (high - low) : 0.5);
        const box = `<rect x="${px(left - width / 2)}" y="${px(top - height / 2)}" width="${px(width - gap)}" height="${px(height - gap)}" fill="${fill}"/>`;
        return written ? box + label(linesOf(texts[r]?.[c]), left, top, colourOf(ink, inkOn(fill))) : box;
      }),
    )
    .join("");
}

function drawCandles({ trace, x, y }: PlacedTrace): string {
  const xs = valuesOf(trace.x);
  const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => valuesOf(trace[name]));
  const body = Math.max(0, Math.min(9, smallestGap(xs, x) * 0.6));
  const paths = { increasing: "", decreasing: "" };
  xs.forEach((value, k) => {
    const left = x.place(value);
    const [o, h, l, c] = [open, high, low, close].map((values) => y.place(values![k] ?? null));
    if (left === undefined || o === undefined || h === undefined || l === undefined || c === undefined) return;
    const kind = Number(close![k]) >= Number(open![k]) ? "increasing" : "decreasing";
    const bodyPath = body >= 1.5 ? `M${px(left - body / 2)} ${px(o)}h${px(body)}V${px(c)}h${px(-body)}Z` : "";
    paths[kind] += `M${px(left)} ${px(h)}V${px(l)}${bodyPath}`;
  });
  return Object.entries(paths)
    .map(([kind, path]) => {
      const colour = candleColour(trace, kind);
      return `<path d="${path}" fill="${colour}" stroke="${colour}"/>`;
    })
    .join("");
}

function candleColour(trace: JsonObject, kind: string): string {
  return colourOf(objectOf(objectOf(trace[kind]).line).color, ownColour(kind === "increasing" ? 2 : 6));
}

type Point = readonly [number, number] | undefined;

/** A line through points, broken where one is missing; of many in one column of pixels the ends are enough. */
function pathOf(points: readonly Point[], steps: boolean): string {
  let path = "";
  let pen = false;
  let before: Point;
  const shown = points.length > 4000 ? thinned(points) : points;
  for (const point of shown) {
    if (!point) {
      pen = false;
      continue;
    }
    path += pen ? `${steps && before ? `L${px(point[0])} ${px(before[1])}` : ""}L` : "M";
    path += `${px(point[0])} ${px(point[1])}`;
    before = point;
    pen = true;
  }
  return path;
}

function thinned(points: readonly Point[]): readonly Point[] {
  const columns = Map.groupBy(points.keys(), (k) => (points[k] ? Math.round(points[k][0]) : `gap ${k}`));
  return [...columns.values()].flatMap((keys) => {
    const tops = keys.map((k) => points[k]?.[1] ?? 0);
    const ends = [0, tops.indexOf(Math.min(...tops)), tops.indexOf(Math.max(...tops)), keys.length - 1];
    return [...new Set(ends)].sort((a, b) => a - b).map((k) => points[keys[k]!]);
  });
}

/** The least distance in pixels between two neighbouring values. */
function smallestGap(values: readonly Value[], axis: Axis): number {
  const places = values.map((value) => axis.place(value)).filter((place) => place !== undefined);
  places.sort((a, b) => a - b);
  let gap = Infinity;
  for (let k = 1; k < places.length; k++) {
    const between = places[k]! - places[k - 1]!;
    if (between > 1e-6 && between < gap) gap = between;
  }
  return Number.isFinite(gap) ? gap : Math.abs(axis.to - axis.from) / 2;
}

type Ends = readonly [number, number] | undefined;

function errorsOf(field: Json | undefined): (k: number, value: Value) => Ends {
  const error = objectOf(field);
  const above = valuesOf(error.array);
  const below = error.symmetric === false ? valuesOf(error.arrayminus) : above;
  return (k, value) => {
    const [up, down] = [above[k], below[k]];
    return typeof value === "number" && typeof up === "number" && typeof down === "number"
      ? [value - down, value + up]
      : undefined;
  };
}

function whisker(ends: Ends, axis: Axis, across: number, lying: boolean): string {
  const [from, to] = ends ? ends.map((end) => axis.place(end)) : [];
  if (from === undefined || to === undefined) return "";
  const cap = 4;
  return lying
    ? `M${px(from)} ${px(across)}H${px(to)}M${px(from)} ${px(across - cap)}v${2 * cap}M${px(to)} ${px(across - cap)}v${2 * cap}`
    : `M${px(across)} ${px(from)}V${px(to)}M${px(across - cap)} ${px(from)}h${2 * cap}M${px(across - cap)} ${px(to)}h${2 * cap}`;
}

function whiskers(paths: readonly string[], colour: string): string {
  const path = paths.join("");
  return path === "" ? "" : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
}

function markerAt(
  symbol: string,
  [x, y]: readonly [number, number],
  size: number,
  colour: string,
  line?: number,
): string {
  const r = size / 2;
  const stroke = `stroke="${colour}" stroke-width="${px(line ?? 2)}" fill="none"`;
  if (symbol.startsWith("line-ns")) return `<path d="M${px(x)} ${px(y - r)}v${px(size)}" ${stroke}/>`;
  if (symbol.startsWith("line-ew")) return `<path d="M${px(x - r)} ${px(y)}h${px(size)}" ${stroke}/>`;
  const own = symbol.endsWith("-open") ? stroke : `fill="${colour}"`;
  if (symbol.startsWith("diamond")) {
    return `<path d="M${px(x)} ${px(y - r * 1.2)}L${px(x + r * 1.2)} ${px(y)}L${px(x)} ${px(y + r * 1.2)}L${px(x - r * 1.2)} ${px(y)}Z" ${own}/>`;
  }
  if (symbol.startsWith("square"))
    return `<rect x="${px(x - r)}" y="${px(y - r)}" width="${px(size)}" height="${px(size)}" ${own}/>`;
  if (/^(x|cross)/.test(symbol)) {
    return `<path d="M${px(x - r)} ${px(y - r)}l${px(size)} ${px(size)}M${px(x - r)} ${px(y + r)}l${px(size)} ${px(-size)}" ${stroke}/>`;
  }
  return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}" ${own}/>`;
}

/** Lines of text centred on a point. */
function label(lines: readonly string[], x: number, y: number, colour: string): string {
  return lines
    .map((line, k) => {
      const top = y + 4 + (k - (lines.length - 1) / 2) * 14;
      return `<text x="${px(x)}" y="${px(top)}" text-anchor="middle" fill="${colour}">${escapeHtml(line)}</text>`;
    })
    .join("");
}

function pick(field: Json | undefined, k: number): Json | undefined {
  return Array.isArray(field) ? (field[k] as Json) : field;
}
