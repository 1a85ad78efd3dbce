import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Json, JsonObject } from "trident-base";
import { escapeHtml } from "trident-base";
import type { MimeBundle } from "../client/message.ts";
import type { Output } from "../notebook/notebook.ts";
import { ansiToHtml } from "./ansi.ts";
import { renderMarkdown } from "./markdown.ts";
import { figurePicture } from "./picture/figurePicture.ts";
import { sanitize } from "./sanitize.ts";
import { dressTables } from "./tables.ts";

/** Characters of one printed text that a report shows; of a longer one the middle is left out, and said so. */
const PRINTED = 120_000;
const PLOTLY = "application/vnd.plotly.v1+json";
const PUBLISHED = /^application\/vnd\.trident\.(results|verdict|provenance)\+json$/;
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** One output as HTML. `id` is unique on the page. Figures are packed in other threads from the moment of the call. */
export async function renderOutput(output: Output, id: string): Promise<string> {
  switch (output.output_type) {
    case "stream":
      return `<pre class="stream ${output.name}" tabindex="0">${ansiToHtml(shorten(output.text))}</pre>`;
    case "error":
      return renderError(output);
    default:
      return renderBundle(output.data, id);
  }
}

/** True when the output is a figure that the page's script draws. */
export function isFigure(output: Output): boolean {
  return "data" in output && PLOTLY in output.data;
}

function renderError({ ename, evalue, traceback }: Extract<Output, { output_type: "error" }>): string {
  const trace = traceback.length > 0 ? `<pre tabindex="0">${ansiToHtml(shorten(traceback.join("\n")))}</pre>` : "";
  return `<div class="error"><p><strong>${escapeHtml(ename)}</strong> ${ansiToHtml(evalue)}</p>${trace}</div>`;
}

/** The richest form that a report can show. What cells publish for the run's record is shown where the record is. */
function renderBundle(data: MimeBundle, id: string): string | Promise<string> {
  if (Object.keys(data).some((mime) => PUBLISHED.test(mime))) return "";
  const figure = data[PLOTLY];
  if (isObject(figure)) return renderFigure(figure, id);
  const html = textOf(data["text/html"]);
  if (html !== undefined) {
    const safe = dressTables(sanitize(html));
    if (/<(img|hr|progress|meter)\b/.test(safe) || safe.replace(/<[^>]*>/g, "").trim() !== "") {
      return `<div class="html">${safe}</div>`;
    }
    // Nothing is left of HTML that only carried scripts or styles.
    if (/<(script|style|link)\b/i.test(html)) return "";
  }
  const markdown = textOf(data["text/markdown"]);
  if (markdown !== undefined) return `<div class="prose">${renderMarkdown(markdown, id).html}</div>`;
  const svg = textOf(data["image/svg+xml"]);
  if (svg !== undefined) return picture("image/svg+xml", Buffer.from(svg).toString("base64"), data);
  for (const mime of PICTURES) {
    const base64 = textOf(data[mime]);
    if (base64 !== undefined) return picture(mime, base64.replace(/[^A-Za-z\d+/=]/g, ""), data);
  }
  const json = data["application/json"];
  const latex = textOf(data["text/latex"]);
  if (latex !== undefined) return `<div class="prose">${renderMarkdown(latex, id).html}</div>`;
  const text = textOf(data["text/plain"]);
  if (json !== undefined && text === undefined) {
    return `<pre class="result" tabindex="0">${escapeHtml(shorten(JSON.stringify(json, null, 2)))}</pre>`;
  }
  return text === undefined ? "" : `<pre class="result" tabindex="0">${ansiToHtml(shorten(text))}</pre>`;
}

/** A picture is only ever an `<img>`: scripts inside an SVG do not run there. */
function picture(mime: string, base64: string, data: MimeBundle): string {
  const alt = textOf(data["text/plain"]) ?? "";
  return `<img class="picture" src="data:${mime};base64,${base64}" alt="${escapeHtml(/^</.test(alt) ? "Picture" : alt)}">`;
}

/**
 * A figure travels compressed; the page's script unpacks and draws it when it comes near the screen. Until then, on paper
 * and where no script runs, its still picture stands in its place.
 */
async function renderFigure(figure: JsonObject, id: string): Promise<string> {
  const { data, layout } = figure;
  const given = isObject(layout) ? layout : {};
  const height = typeof given.height === "number" ? Math.min(Math.max(given.height, 120), 2000) : 440;
  // The library would take a height from text as well, and of any size.
  const shape = "height" in given ? { ...given, height } : given;
  const whole = { data: Array.isArray(data) ? data : [], layout: shape };
  const packing = promisify(gzip)(JSON.stringify(whole));
  const label = titleOf(shape.title) || "Figure";
  const still = stillOf(whole, height, id);
  const packed = (await packing).toString("base64");
  const without = `<noscript><p class="waiting">${escapeHtml(label)}: this figure has no still picture, and this viewer does not run the page's script.</p></noscript>`;
  return `<figure class="plot" role="group" aria-label="${escapeHtml(label)}">
<div class="canvas" id="${id}" style="height:${height}px" data-packed="${packed}"></div>
${still ?? without}
</figure>`;
}

/** A figure's fields are of unknown make: one that the picture's maker stumbles over is left to the figure library. */
function stillOf(figure: JsonObject, height: number, id: string): string | undefined {
  try {
    return figurePicture(figure, height, `${id}-clip`);
  } catch {
    return undefined;
  }
}

function titleOf(title: Json | undefined): string {
  const text = isObject(title) ? title.text : title;
  return typeof text === "string"
    ? text
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim()
    : "";
}

function shorten(text: string): string {
  if (text.length <= PRINTED) return text;
  const head = text.slice(0, text.lastIndexOf("\n", PRINTED * 0.7) + 1 || PRINTED * 0.7);
  const tail = text.slice(text.indexOf("\n", text.length - PRINTED * 0.3) + 1 || -PRINTED * 0.3);
  const left = (text.length - head.length - tail.length).toLocaleString("en");
  return `${head}\n… ${left} characters are left out here; the executed notebook has them …\n\n${tail}`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
