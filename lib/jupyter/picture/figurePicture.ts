import type { Json, JsonObject } from "trident-base";
import { escapeHtml } from "trident-base";
import { type Axis, axisOf, type Extent } from "./axis.ts";
import { isLying, MARKS, type PlacedTrace, px, traceColour } from "./marks.ts";
import { linesOf, numberOf, objectOf, type Value, valuesOf } from "./values.ts";

const WIDTH = 900;
const LINE = 17;

/**
 * A Plotly figure as a still SVG, for paper and for viewers that run no script: bars, lines, markers with their error
 * bars, heat maps and candles on linear, logarithmic, date and category axes. It has the figure's data, axes, legend and
 * title, not every detail of its style.
 *
 * @param height pixels at a width of 900.
 * @param id unique on the page.
 * @returns undefined for a figure with a trace of another kind.
 */
export function figurePicture({ data, layout }: JsonObject, height: number, id: string): string | undefined {
  const shape = objectOf(layout);
  const all = (Array.isArray(data) ? (data as readonly Json[]) : []).map(objectOf);
  const traces = all.filter(({ visible }) => visible !== false && visible !== "legendonly");
  if (traces.length === 0 || traces.some(({ type }) => !(((type ?? "scatter") as string) in MARKS))) return undefined;
  const colours = new Map(traces.map((trace) => [trace, traceColour(trace, all.indexOf(trace))]));
  const names = traces.filter(
    ({ name, showlegend, type }) => typeof name === "string" && showlegend !== false && type !== "heatmap",
  );
  const legend = names.length > 1 && shape.showlegend !== false ? legendOf(names, colours) : { html: "", rows: 0 };
  const title = linesOf(shape.title);
  const above = notesAbove(shape);
  const below = sliderText(shape);
  const axes = axesOf(shape, traces);
  const tickRoom = Math.max(0, ...axes.filter(({ letter }) => letter === "y").map(({ widest }) => widest));
  const isTitled = (letter: string) =>
    axes.some((axis) => axis.letter === letter && linesOf(axis.spec.title).length > 0);
  const area = {
    // Ticks are mostly digits, signs and %, which are wider than letters.
    left: Math.min(WIDTH * 0.42, tickRoom * 8 + 18 + (isTitled("y") ? LINE : 0)),
    right: WIDTH - 16,
    top: 14 + title.length * 20 + (above.length + legend.rows) * LINE + 8,
    bottom: height - 30 - (isTitled("x") ? LINE : 0) - (tallest(axes) - 1) * 14 - (below === "" ? 0 : LINE + 4),
  };
  const laid = new Map(axes.map((axis) => [axis.id, { ...axis, axis: place(axis, area) }]));
  const drawn = placeTraces(traces, shape, laid, colours).map((placed) =>
    MARKS[(placed.trace.type as string) ?? "scatter"]!(placed),
  );
  const heading = [...title, ...linesOf(objectOf(objectOf(shape.title).subtitle))].map(
    (line, k) => `<text class="title" x="4" y="${22 + k * 20}">${escapeHtml(line)}</text>`,
  );
  const notes = above.map(
    (line, k) => `<text x="4" y="${24 + title.length * 20 + k * LINE}">${escapeHtml(line)}</text>`,
  );
  const key = `<g transform="translate(4 ${24 + title.length * 20 + above.length * LINE})">${legend.html}</g>`;
  const foot = below === "" ? "" : `<text x="${px(area.left)}" y="${height - 8}">${escapeHtml(below)}</text>`;
  const grid = [...laid.values()].map((one) => gridOf(one, laid, area));
  const clip = `<clipPath id="${escapeHtml(id)}"><rect x="${px(area.left)}" y="${px(area.top)}" width="${px(area.right - area.left)}" height="${px(area.bottom - area.top)}"/></clipPath>`;
  return `<svg class="still" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title.join(" ") || "Figure")}">${clip}${heading.join("")}${notes.join("")}${key}${grid.join("")}<g clip-path="url(#${escapeHtml(id)})">${drawn.join("")}</g>${foot}</svg>`;
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface NamedAxis {
  readonly letter: "x" | "y";
  /** `x`, `y2`. */
  readonly id: string;
  readonly spec: JsonObject;
  /** Lays it out between two pixels. */
  readonly layOut: ReturnType<typeof axisOf>;
  /** The axis that it stands on. */
  readonly anchor: string;
  /** Letters of the longest tick; lines of the tallest. */
  readonly widest: number;
  readonly tallest: number;
}

type LaidAxis = NamedAxis & { readonly axis: Axis };

function axesOf(layout: JsonObject, traces: readonly JsonObject[]): readonly NamedAxis[] {
  const pairs = new Map<string, { letter: "x" | "y"; partner: string; traces: JsonObject[] }>();
  for (const trace of traces) {
    const [x, y] = [axisId(trace, "x"), axisId(trace, "y")];
    for (const [id, letter, partner] of [
      [x, "x", y],
      [y, "y", x],
    ] as const) {
      const known = pairs.get(id) ?? { letter, partner, traces: [] };
      known.traces.push(trace);
      pairs.set(id, known);
    }
  }
  return [...pairs].map(([id, { letter, partner, traces: own }]) => {
    const spec = objectOf(layout[`${letter}axis${id.slice(1)}`]);
    const anchor = typeof spec.anchor === "string" && pairs.has(spec.anchor) ? spec.anchor : partner;
    const layOut = axisOf(spec, extentOf(own, letter, layout));
    const trial = layOut(letter === "x" ? 0 : 400, letter === "x" ? 800 : 0);
    const lines = trial.ticks.map((tick) => tick.lines);
    const widest = Math.max(1, ...lines.flat().map((line) => line.length));
    return { letter, id, spec, layOut, anchor, widest, tallest: Math.max(1, ...lines.map((each) => each.length)) };
  });
}

function extentOf(traces: readonly JsonObject[], letter: "x" | "y", layout: JsonObject): Extent {
  const values: Value[] = [];
  for (const trace of traces) {
    const own = valuesOf(trace[letter]);
    for (const value of own) values.push(value);
    const isWide = trace.type === "heatmap" || (trace.type === "bar" && isLying(trace) === (letter === "y"));
    if (isWide) values.push(...halfBeyond(own));
    if (trace.type === "heatmap" && own.length === 0) {
      const rows = valuesOf(trace.z).length || (Array.isArray(trace.z) ? trace.z.length : 0);
      const first = Array.isArray(trace.z) ? valuesOf(trace.z[0] as Json).length : 0;
      for (let k = 0; k < (letter === "x" ? first : rows); k++) values.push(k - 0.5, k + 0.5);
    } else if (own.length === 0 && letter === "x") valuesOf(trace.y).forEach((_, k) => void values.push(k));
    if (letter === "y") for (const end of ["low", "high"]) for (const value of valuesOf(trace[end])) values.push(value);
    const error = objectOf(trace[`error_${letter}`]);
    const [plus, minus] = [valuesOf(error.array), valuesOf(error.symmetric === false ? error.arrayminus : error.array)];
    own.forEach((value, k) => {
      if (typeof value !== "number") return;
      if (typeof plus[k] === "number") values.push(value + plus[k]);
      if (typeof minus[k] === "number") values.push(value - minus[k]);
    });
  }
  const bars = traces.filter(({ type }) => type === "bar");
  const along = bars.filter((trace) => isLying(trace) === (letter === "x"));
  if (isStacked(layout) && along.length > 1) {
    const bases = stack(along);
    for (const trace of along) {
      valuesOf(trace[letter]).forEach((value, k) => {
        if (typeof value === "number") values.push((bases.get(trace)?.[k] ?? 0) + value);
      });
    }
  }
  const isFull = traces.every(({ type }) => type === "heatmap") || traces.some((trace) => trace.mode === "lines");
  return { values, fromZero: along.length > 0, padding: isFull && along.length === 0 && letter === "x" ? 0 : 0.05 };
}

/** Half a bar's or a cell's width beyond the first and the last, where they stand at numbers. */
function halfBeyond(values: readonly Value[]): readonly number[] {
  const numbers = [...new Set(values)].filter((value) => typeof value === "number").sort((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return [];
  const gap = numbers.reduce(
    (least, value, k) => (k === 0 ? least : Math.min(least, value - numbers[k - 1]!)),
    Infinity,
  );
  const half = (Number.isFinite(gap) ? gap : 1) / 2;
  return [first - half, last + half];
}

/** Where each bar of a stack begins; bars below 0 hang from it. */
function stack(bars: readonly JsonObject[]): ReadonlyMap<JsonObject, readonly number[]> {
  const tops = new Map<string, number>();
  return new Map(
    bars.map((trace) => {
      const lying = isLying(trace);
      const places = valuesOf(lying ? trace.y : trace.x);
      const base = valuesOf(lying ? trace.x : trace.y).map((length, k) => {
        if (typeof length !== "number") return 0;
        const key = `${length < 0} ${places[k]}`;
        const from = tops.get(key) ?? 0;
        tops.set(key, from + length);
        return from;
      });
      return [trace, base];
    }),
  );
}

function isStacked({ barmode }: JsonObject): boolean {
  return barmode === "stack" || barmode === "relative";
}

function place({ letter, spec, layOut }: NamedAxis, area: Area): Axis {
  const [low, high] = valuesOf(spec.domain).map((share) => numberOf(share) ?? 0);
  const [from, to] = letter === "x" ? [area.left, area.right] : [area.bottom, area.top];
  return layOut(from + (low ?? 0) * (to - from), from + (high ?? 1) * (to - from));
}

function placeTraces(
  traces: readonly JsonObject[],
  layout: JsonObject,
  axes: ReadonlyMap<string, LaidAxis>,
  colours: ReadonlyMap<JsonObject, string>,
): readonly PlacedTrace[] {
  const bars = traces.filter(({ type }) => type === "bar");
  const stacked = isStacked(layout);
  const bases = stacked ? stack(bars) : new Map<JsonObject, readonly number[]>();
  const beside = stacked || layout.barmode === "overlay" ? [] : bars;
  const dodged = layout.scattermode === "group" ? traces.filter(({ type }) => (type ?? "scatter") === "scatter") : [];
  return traces.map((trace) => {
    const group = [beside, dodged].find((each) => each.includes(trace)) ?? [trace];
    // Bars on axes of their own do not stand beside each other.
    const same = group.filter(
      (other) => axisId(other, "y") === axisId(trace, "y") && axisId(other, "x") === axisId(trace, "x"),
    );
    return {
      trace,
      x: axes.get(axisId(trace, "x"))!.axis,
      y: axes.get(axisId(trace, "y"))!.axis,
      colour: colours.get(trace)!,
      slot: { index: same.indexOf(trace), of: same.length },
      base: bases.get(trace),
    };
  });
}

function gridOf({ letter, id, axis, anchor, spec }: LaidAxis, axes: ReadonlyMap<string, LaidAxis>, area: Area): string {
  const across = axes.get(anchor)?.axis;
  const [near, far] = across
    ? [across.from, across.to]
    : letter === "x"
      ? [area.bottom, area.top]
      : [area.left, area.right];
  const isRight = letter === "y" && (spec.side === "right" || typeof spec.overlaying === "string");
  const lines = axis.ticks.map(({ at }) =>
    letter === "x"
      ? `<path d="M${px(at)} ${px(near)}V${px(far)}"/>`
      : isRight
        ? ""
        : `<path d="M${px(near)} ${px(at)}H${px(far)}"/>`,
  );
  if (axis.zero !== undefined) {
    const d = letter === "x" ? `M${px(axis.zero)} ${px(near)}V${px(far)}` : `M${px(near)} ${px(axis.zero)}H${px(far)}`;
    lines.push(`<path class="zero" d="${d}"/>`);
  }
  const isBare = spec.showticklabels === false;
  const labels = isBare
    ? []
    : axis.ticks.flatMap(({ at, lines: texts }) =>
        texts.map((text, k) =>
          letter === "x"
            ? `<text x="${px(at)}" y="${px(near + 18 + k * 14)}" text-anchor="middle">${escapeHtml(text)}</text>`
            : `<text x="${px(isRight ? far + 6 : near - 8)}" y="${px(at + 4 + (k - (texts.length - 1) / 2) * 14)}" text-anchor="${isRight ? "start" : "end"}">${escapeHtml(text)}</text>`,
        ),
      );
  const middle = (axis.from + axis.to) / 2;
  const title =
    axis.title === ""
      ? ""
      : letter === "x"
        ? `<text x="${px(middle)}" y="${px(near + 36)}" text-anchor="middle">${escapeHtml(axis.title)}</text>`
        : `<text transform="translate(${px(area.left > near ? near : 14)} ${px(middle)}) rotate(-90)" text-anchor="middle">${escapeHtml(axis.title)}</text>`;
  return `<g data-axis="${id}"><g class="grid">${lines.join("")}</g>${labels.join("")}${title}</g>`;
}

function legendOf(
  traces: readonly JsonObject[],
  colours: ReadonlyMap<JsonObject, string>,
): { readonly html: string; readonly rows: number } {
  let left = 0;
  let row = 0;
  const items = traces.map((trace) => {
    const name = linesOf(trace.name).join(" ");
    const width = name.length * 6.9 + 34;
    if (left > 0 && left + width > WIDTH - 20) {
      left = 0;
      row++;
    }
    const html = `<rect x="${px(left)}" y="${px(row * LINE - 10)}" width="12" height="10" rx="2" fill="${colours.get(trace)}"/><text x="${px(left + 18)}" y="${px(row * LINE)}">${escapeHtml(name)}</text>`;
    left += width;
    return html;
  });
  return { html: items.join(""), rows: row + 1 };
}

/** Notes that a figure sets on its paper rather than at a point of its data. */
function notesAbove({ annotations }: JsonObject): readonly string[] {
  const all = (Array.isArray(annotations) ? (annotations as readonly Json[]) : []).map(objectOf);
  return all.flatMap(({ xref, yref, y, text }) =>
    xref === "paper" && yref === "paper" && (numberOf(y) ?? 0) >= 1 ? linesOf(text) : [],
  );
}

/** What the first slider stands at. */
function sliderText({ sliders }: JsonObject): string {
  const slider = objectOf(Array.isArray(sliders) ? (sliders[0] as Json) : undefined);
  const step = objectOf(Array.isArray(slider.steps) ? (slider.steps[numberOf(slider.active) ?? 0] as Json) : undefined);
  const { prefix, suffix } = objectOf(slider.currentvalue);
  return [prefix, step.label, suffix].filter((part) => typeof part === "string").join("");
}

function tallest(axes: readonly NamedAxis[]): number {
  return Math.max(1, ...axes.filter(({ letter }) => letter === "x").map((axis) => axis.tallest));
}

function axisId(trace: JsonObject, letter: "x" | "y"): string {
  const given = trace[`${letter}axis`];
  return typeof given === "string" && /^[xy]\d*$/.test(given) ? given : letter;
}
