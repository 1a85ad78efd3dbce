import type { Json, JsonObject } from "trident-base";
import { escapeHtml } from "trident-base";
import type { MimeBundle } from "../client/message.ts";
import type { Output } from "../notebook/notebook.ts";
import { ansiToHtml } from "./ansi.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Macros } from "./math.ts";
import { outputHtml } from "./outputHtml.ts";
import { oneLine, shorten } from "./printedText.ts";
import { renderFigure } from "./renderFigure.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
const PUBLISHED = /^application\/vnd\.trident\.(results|verdict|provenance)\+json$/;
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** What stands around an output in its notebook. */
export interface OutputSurroundings {
  /** True in a cell whose error is expected, by its tag `raises-exception`. */
  readonly expected?: boolean;
  /** What the notebook's formulas have defined above. */
  readonly macros?: Macros;
}

/** The outputs of a cell as HTML, in their order. What was printed in a row is one text, as JupyterLab shows it. */
export async function renderOutputs(
  outputs: readonly Output[],
  id: string,
  surroundings: OutputSurroundings = {},
): Promise<readonly string[]> {
  return Promise.all(coalesced(outputs).map((output, k) => renderOutput(output, `${id}-out-${k + 1}`, surroundings)));
}

/**
 * One output as HTML. `id` is unique on the page. Figures are packed in other threads from the moment of the call. An
 * output that cannot be rendered costs its own form, not the page.
 */
export async function renderOutput(output: Output, id: string, surroundings: OutputSurroundings = {}): Promise<string> {
  try {
    switch (output.output_type) {
      case "stream":
        return `<pre class="stream ${output.name}" tabindex="0">${ansiToHtml(output.text)}</pre>`;
      case "error":
        return renderError(output, surroundings);
      default:
        return await renderBundle(output.data, id, surroundings);
    }
  } catch (error) {
    const text = "data" in output ? textOf(output.data["text/plain"]) : undefined;
    const why = escapeHtml(oneLine((error as Error).message));
    return `${note(`This output could not be rendered${text === undefined ? "" : " and stands as text"}: ${why}`)}${
      text === undefined ? "" : `<pre class="result" tabindex="0">${escapeHtml(shorten(text))}</pre>`
    }`;
  }
}

/** True when the output is a figure that the page's script draws. */
export function isFigure(output: Output): boolean {
  return "data" in output && PLOTLY in output.data;
}

function coalesced(outputs: readonly Output[]): readonly Output[] {
  const whole: Output[] = [];
  for (const output of outputs) {
    const last = whole.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      whole[whole.length - 1] = { ...last, text: last.text + output.text };
    } else whole.push(output);
  }
  return whole;
}

function renderError(
  { ename, evalue, traceback }: Extract<Output, { output_type: "error" }>,
  { expected = false }: OutputSurroundings,
): string {
  const trace = traceback.length > 0 ? `<pre tabindex="0">${ansiToHtml(traceback.join("\n"))}</pre>` : "";
  const [kind, label] = expected ? ["error expected", '<span class="label">Expected error</span> '] : ["error", ""];
  return `<div class="${kind}"><p>${label}<strong>${escapeHtml(ename)}</strong> ${ansiToHtml(evalue)}</p>${trace}</div>`;
}

/**
 * The richest form that a report can show, and a word on what it cannot. What cells publish for the run's record is shown
 * where the record is.
 */
function renderBundle(data: MimeBundle, id: string, { macros = {} }: OutputSurroundings): string | Promise<string> {
  if (Object.keys(data).some((mime) => PUBLISHED.test(mime))) return "";
  const figure = data[PLOTLY];
  if (typeof figure === "object" && figure !== null && !Array.isArray(figure)) {
    return renderFigure(figure as JsonObject, id);
  }
  const given = textOf(data["text/html"]);
  const html = given === undefined ? undefined : outputHtml(given);
  if (html !== undefined && html.html !== "") return html.html + lostParts(html.lost);
  const shown = renderStill(data, id, macros);
  if (shown !== undefined) return shown;
  const text = textOf(data["text/plain"]);
  const others = Object.keys(data).filter(
    (mime) => mime !== "text/plain" && (mime !== "text/html" || (html?.lost.length ?? 0) > 0),
  );
  const left = others.length === 0 ? "" : others.map(escapeHtml).join(", ");
  if (text === undefined || text.trim() === "") {
    return left === "" ? "" : note(`An interactive output was left out (${left}).`);
  }
  const result = `<pre class="result" tabindex="0">${ansiToHtml(text)}</pre>`;
  return left === "" ? result : `${result}${note(`An interactive output was left out (${left}); this is its text.`)}`;
}

/** A form without scripts; undefined where the bundle has none but plain text. */
function renderStill(data: MimeBundle, id: string, macros: Macros): string | undefined {
  const markdown = textOf(data["text/markdown"]);
  if (markdown !== undefined) return `<div class="prose">${renderMarkdown(markdown, id, { macros }).html}</div>`;
  const svg = textOf(data["image/svg+xml"]);
  if (svg !== undefined) return picture("image/svg+xml", Buffer.from(svg).toString("base64"), data);
  for (const mime of PICTURES) {
    const base64 = textOf(data[mime]);
    if (base64 !== undefined) return picture(mime, base64.replace(/[^A-Za-z\d+/=]/g, ""), data);
  }
  const latex = textOf(data["text/latex"]);
  if (latex !== undefined) return `<div class="prose">${renderMarkdown(latex, id, { macros }).html}</div>`;
  const json = data["application/json"];
  if (json === undefined) return undefined;
  return `<pre class="result" tabindex="0">${escapeHtml(shorten(JSON.stringify(json, null, 2)))}</pre>`;
}

/** A picture is only ever an `<img>`: scripts inside an SVG do not run there. */
function picture(mime: string, base64: string, data: MimeBundle): string {
  const alt = textOf(data["text/plain"]) ?? "";
  return `<img class="picture" src="data:${mime};base64,${base64}" alt="${escapeHtml(/^</.test(alt) ? "Picture" : alt)}">`;
}

function lostParts(lost: readonly string[]): string {
  if (lost.length === 0) return "";
  const names = [...new Set(lost)].map((tag) => `&lt;${tag}&gt;`).join(", ");
  return note(`Parts of this output that run in a live notebook were left out (${names}).`);
}

function note(html: string): string {
  return `<p class="note">${html}</p>`;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
