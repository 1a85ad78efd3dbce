import { createHash } from "node:crypto";
import type { Json, JsonObject } from "trident-base";
import { figureHeight } from "./figureHeight.ts";
import { figurePicture } from "./figurePicture.ts";
import { linesOf, objectOf } from "./values.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
const SVG = "image/svg+xml";
/** Values of a figure that are drawn as a still: those of more take longer, and would not be told apart. */
const MOST_VALUES = 40_000;
/** Characters of a still that a notebook carries for each figure. */
const LARGEST = 256_000;

/** An output's forms by MIME type. */
type Bundle = { readonly [mime: string]: Json | undefined };

/**
 * Adds to an output that is a Plotly figure what shows it where no script runs, such as GitHub, nbviewer and `jupyter
 * nbconvert`: a still picture, and its title as text. Front ends that draw figures go on to draw the live one. A bundle
 * that has a picture, or that is no figure, is given back as it is; a figure of a kind that has no still, or that would
 * need more than 256 kB, gets its text alone.
 *
 * @param most values that a figure may have to be drawn; ten thousand take about ten milliseconds.
 */
export function withStill(bundle: Bundle, most = MOST_VALUES): Bundle {
  const figure = bundle[PLOTLY];
  if (figure === undefined || [SVG, "image/png", "image/jpeg"].some((mime) => bundle[mime] !== undefined))
    return bundle;
  const still = stillOf(objectOf(figure), most);
  const text = `Figure: ${linesOf(objectOf(objectOf(figure).layout).title).join(" ") || "untitled"}`;
  return { "text/plain": text, ...bundle, ...(still !== undefined && { [SVG]: still }) };
}

/** A figure's fields are of unknown make: one that the picture's maker stumbles over has no still. */
function stillOf(figure: JsonObject, most: number): string | undefined {
  if (countValues(figure.data, most) > most) return undefined;
  try {
    const height = figureHeight(objectOf(figure.layout));
    const id = `clip-${createHash("sha256").update(JSON.stringify(figure)).digest("hex").slice(0, 12)}`;
    const drawn = figurePicture(figure, height, id);
    const still = drawn === undefined ? undefined : standalone(drawn, height);
    return still === undefined || still.length > LARGEST ? undefined : still;
  } catch {
    return undefined;
  }
}

/** Values in nested lists; packed arrays count by their bytes. */
function countValues(field: Json | undefined, most: number): number {
  if (typeof field === "string") return 1 + field.length / 8;
  if (typeof field !== "object" || field === null) return 1;
  let count = 0;
  for (const inner of Array.isArray(field) ? field : Object.values(field)) {
    count += typeof inner === "number" ? 1 : countValues(inner as Json, most - count);
    if (count > most) break;
  }
  return count;
}

/** What the page's style sheet says of a still, said by the still itself; it is drawn for light paper. */
function standalone(svg: string, height: number): string {
  const font = 'font-family="system-ui, sans-serif" font-size="12.5" fill="#1d2129"';
  const size = `xmlns="http://www.w3.org/2000/svg" width="900" height="${height}"`;
  return svg
    .replace('<svg class="still"', `<svg ${size} ${font}`)
    .replace("<clipPath", '<rect width="100%" height="100%" fill="#ffffff"/><clipPath')
    .replaceAll('<text class="title"', '<text font-size="15" font-weight="600"')
    .replaceAll('<g class="grid"', '<g stroke="#e6e6e1"')
    .replaceAll('<path class="zero"', '<path stroke="#68707b" stroke-width="1.5"')
    .replace(/(fill|stroke)="light-dark\((#[\da-f]{6}),#[\da-f]{6}\)"/g, '$1="$2"')
    .replace(/(fill|stroke)="var\(--ink\)"/g, '$1="#1d2129"')
    .replace(NO_XML, "")
    .toWellFormed();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
