import type { Json, JsonObject } from "trident-base";
import { escapeHtml, formatSeconds } from "trident-base";
import type { Cell, CodeCell, Notebook } from "../notebook/notebook.ts";
import { highlight } from "./highlight.ts";
import { type Heading, renderMarkdown } from "./markdown.ts";
import { isFigure, renderOutput } from "./renderOutput.ts";

/** A notebook with the name that the reader sees. */
export interface NamedNotebook {
  readonly name: string;
  readonly notebook: Notebook;
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
export async function renderNotebook({ name, notebook }: NamedNotebook, id: string): Promise<RenderedNotebook> {
  const language = languageOf(notebook);
  const headings: Heading[] = [];
  const failures: ReportedFailure[] = [];
  const rendered = notebook.cells.map((cell, index) => {
    const cellId = `${id}-cell-${index + 1}`;
    if (cell.cell_type !== "code") {
      if (cell.cell_type === "raw") return `<pre class="result" id="${cellId}">${escapeHtml(cell.source)}</pre>`;
      const { html, headings: found } = renderMarkdown(cell.source, `${cellId}-h`, cell.attachments);
      headings.push(...found);
      return `<section class="prose" id="${cellId}">${html}</section>`;
    }
    if (cell.source.trim() === "" && cell.outputs.length === 0) return "";
    const cause = failureOf(cell);
    if (cause !== undefined) failures.push({ notebook: name, cell: index + 1, cause, id: cellId });
    return renderCode(cell, cellId, language, cause !== undefined);
  });
  const cells = await Promise.all(rendered);
  const papermill = objectAt(notebook.metadata, "papermill");
  const seconds = typeof papermill.duration === "number" ? papermill.duration : undefined;
  const html = `<article class="notebook" id="${id}" aria-label="${escapeHtml(name)}">
${renderHead(name, papermill, seconds, failures.length > 0)}
${cells.filter((cell) => cell !== "").join("\n")}
</article>`;
  return { id, name, html, headings, failures, seconds };
}

function renderHead(name: string, papermill: JsonObject, seconds: number | undefined, failed: boolean): string {
  const parameters = Object.entries(objectAt(papermill, "parameters"));
  const list = parameters
    .map(([key, value]) => `<div><dt>${escapeHtml(key)}</dt><dd>${escapeHtml(show(value))}</dd></div>`)
    .join("");
  const state = failed ? '<span class="state failed">failed</span>' : "";
  const time = seconds === undefined ? "" : `<span class="time">${formatSeconds(seconds)}</span>`;
  return `<header><span class="file">${escapeHtml(name)}</span>${state}${time}${list === "" ? "" : `<dl class="parameters">${list}</dl>`}</header>`;
}

async function renderCode(cell: CodeCell, id: string, language: string, failed: boolean): Promise<string> {
  const duration = objectAt(cell.metadata, "papermill").duration;
  const time = typeof duration === "number" && duration >= 0.05 ? formatSeconds(duration) : "";
  const first = cell.source.trim().split("\n", 1)[0]!;
  const incomplete = objectAt(cell.metadata, "trident").output === "incomplete";
  const code =
    cell.source.trim() === ""
      ? ""
      : `<details class="code"${failed ? " open" : ""}><summary><span class="label">Code</span><span class="first">${escapeHtml(first)}</span><span class="time">${time}</span></summary><pre tabindex="0"><code class="hljs">${highlight(cell.source, language)}</code></pre></details>`;
  const rendered = await Promise.all(cell.outputs.map((output, k) => renderOutput(output, `${id}-out-${k + 1}`)));
  const outputs = rendered.filter((html) => html !== "");
  const note = incomplete ? '<p class="note">The kernel lost track of this cell: output may be missing.</p>' : "";
  return `<section class="cell${failed ? " failed" : ""}" id="${id}">${code}${outputs.join("\n")}${note}</section>`;
}

/** Why a cell failed; undefined for one that did not, or that was expected to. */
function failureOf(cell: Cell): string | undefined {
  if (cell.cell_type !== "code") return undefined;
  const { status, exception } = objectAt(cell.metadata, "papermill");
  if (status === "completed" && exception !== true) return undefined;
  const error = cell.outputs.findLast((output) => output.output_type === "error");
  if (error?.output_type === "error") return `${error.ename}: ${error.evalue}`;
  return status === "failed" ? "The cell failed" : undefined;
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
