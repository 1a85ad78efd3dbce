import type { Json, JsonObject } from "trident-base";
import { escapeHtml, formatSeconds } from "trident-base";
import { type Cell, type CodeCell, cellTags, type Notebook, type TextCell } from "../notebook/notebook.ts";
import { highlight } from "./highlight.ts";
import { linkHeadings } from "./linkHeadings.ts";
import { type Heading, renderMarkdown } from "./markdown.ts";
import type { Macros } from "./math.ts";
import { oneLine } from "./printedText.ts";
import { isFigure, type OutputSurroundings, renderOutputs } from "./renderOutput.ts";

/** A notebook with the name that the reader sees. */
export interface NamedNotebook {
  readonly name: string;
  readonly notebook: Notebook;
  /** It shows something else than what the run left: somebody has changed it since. */
  readonly edited?: true;
}

/** A cell that failed. */
interface ReportedFailure {
  readonly notebook: string;
  /** Counted from 1. */
  readonly cell: number;
  readonly cause: string;
  /** Where it stands on the page. */
  readonly id: string;
}

/** One notebook as HTML, with what the page says of it elsewhere. */
export interface RenderedNotebook {
  readonly id: string;
  readonly name: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly failures: readonly ReportedFailure[];
  /** Seconds; undefined for a notebook that no run has timed. */
  readonly seconds: number | undefined;
}

/** True for a notebook that shows a figure. */
export function hasFigures({ cells }: Notebook): boolean {
  return cells.some((cell) => cell.cell_type === "code" && cell.outputs.some(isFigure));
}

/** Renders a notebook; every id on the page begins with `id`. */
export async function renderNotebook({ name, notebook, edited }: NamedNotebook, id: string): Promise<RenderedNotebook> {
  const language = languageOf(notebook);
  const headings: Heading[] = [];
  const failures: ReportedFailure[] = [];
  const macros: Macros = {};
  const rendered = notebook.cells.map((cell, index) => {
    const cellId = `${id}-cell-${index + 1}`;
    if (cell.cell_type !== "code") {
      if (cell.cell_type === "raw") return `<pre class="result" id="${cellId}">${escapeHtml(cell.source)}</pre>`;
      const { html, headings: found } = renderText(cell, `${cellId}-h`, macros);
      headings.push(...found);
      return `<section class="prose" id="${cellId}">${html}</section>`;
    }
    if (cell.source.trim() === "" && cell.outputs.length === 0) return "";
    const cause = failureOf(cell);
    if (cause !== undefined) failures.push({ notebook: name, cell: index + 1, cause, id: cellId });
    return renderCode(cell, cellId, language, { failed: cause !== undefined, macros, expected: mayRaise(cell) });
  });
  const cells = await Promise.all(rendered);
  const papermill = objectAt(notebook.metadata, "papermill");
  const seconds = typeof papermill.duration === "number" ? papermill.duration : undefined;
  const body = linkHeadings(cells.filter((cell) => cell !== "").join("\n"), headings);
  const html = `<article class="notebook" id="${id}" aria-label="${escapeHtml(name)}">
${renderHead(name, papermill, seconds, { failed: failures.length > 0, edited: edited === true })}
${body}
</article>`;
  return { id, name, html, headings, failures, seconds };
}

function renderHead(
  name: string,
  papermill: JsonObject,
  seconds: number | undefined,
  states: Readonly<Record<string, boolean>>,
): string {
  const parameters = Object.entries(objectAt(papermill, "parameters"));
  const list = parameters
    .map(([key, value]) => `<div><dt>${escapeHtml(key)}</dt><dd>${escapeHtml(show(value))}</dd></div>`)
    .join("");
  const state = Object.keys(states)
    .filter((name) => states[name])
    .map((name) => `<span class="state failed">${name}</span>`)
    .join("");
  const time = seconds === undefined ? "" : `<span class="time">${formatSeconds(seconds)}</span>`;
  return `<header><span class="file">${escapeHtml(name)}</span>${state}${time}${list === "" ? "" : `<dl class="parameters">${list}</dl>`}</header>`;
}

/** A text cell; one that cannot be rendered costs its own form, not the page. */
function renderText(
  { source, attachments }: TextCell,
  prefix: string,
  macros: Macros,
): ReturnType<typeof renderMarkdown> {
  try {
    return renderMarkdown(source, prefix, { attachments, macros });
  } catch (error) {
    const why = escapeHtml(oneLine((error as Error).message));
    const html = `<p class="note">This text could not be rendered and stands as it was written: ${why}</p><pre class="result" tabindex="0">${escapeHtml(source)}</pre>`;
    return { html, headings: [] };
  }
}

async function renderCode(
  cell: CodeCell,
  id: string,
  language: string,
  { failed, ...surroundings }: OutputSurroundings & { readonly failed: boolean },
): Promise<string> {
  const duration = objectAt(cell.metadata, "papermill").duration;
  const time = typeof duration === "number" && duration >= 0.05 ? formatSeconds(duration) : "";
  const first = cell.source.trim().split("\n", 1)[0]!;
  const incomplete = objectAt(cell.metadata, "trident").output === "incomplete";
  const code =
    cell.source.trim() === ""
      ? ""
      : `<details class="code"${failed ? " open" : ""}><summary><span class="label">Code</span><span class="first">${escapeHtml(first)}</span><span class="time">${time}</span></summary><pre tabindex="0"><code class="hljs">${highlight(cell.source, language)}</code></pre></details>`;
  const outputs = (await renderOutputs(cell.outputs, id, surroundings)).filter((html) => html !== "");
  const note = incomplete ? '<p class="note">The kernel lost track of this cell: output may be missing.</p>' : "";
  return `<section class="cell${failed ? " failed" : ""}" id="${id}">${code}${outputs.join("\n")}${note}</section>`;
}

/** Why a cell failed; undefined for one that did not, or that was expected to. */
function failureOf(cell: Cell): string | undefined {
  if (cell.cell_type !== "code") return undefined;
  const { status, exception } = objectAt(cell.metadata, "papermill");
  if ((status === "completed" && exception !== true) || mayRaise(cell)) return undefined;
  const error = cell.outputs.findLast((output) => output.output_type === "error");
  if (error?.output_type === "error") return oneLine(`${error.ename}: ${error.evalue}`);
  return status === "failed" ? "The cell failed" : undefined;
}

/** Whether an error of this cell was expected; a run marks one as failed all the same when its kernel died of it. */
function mayRaise(cell: CodeCell): boolean {
  return cellTags(cell).includes("raises-exception") && objectAt(cell.metadata, "papermill").status !== "failed";
}

function languageOf(notebook: Notebook): string {
  const { name } = objectAt(notebook.metadata, "language_info");
  const { language } = objectAt(notebook.metadata, "kernelspec");
  return String(name ?? language ?? "typescript");
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function show(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
