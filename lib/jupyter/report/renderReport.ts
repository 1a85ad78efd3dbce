import { basename } from "node:path";
import type { Verdict } from "trident-base";
import { escapeHtml, formatSeconds, formatTime } from "trident-base";
import type { RunRecord } from "../runs/record.ts";
import { figureLibrary, renderPage } from "./page.ts";
import { hasFigures, type NamedNotebook, type RenderedNotebook, renderNotebook } from "./renderNotebook.ts";
import { renderProvenance } from "./renderProvenance.ts";
import { renderVerdict } from "./renderVerdict.ts";
import { runParameters } from "./runParameters.ts";

/** What a report shows. */
export interface ReportContent {
  readonly title: string;
  /** One line below the title. */
  readonly subtitle?: string;
  readonly notebooks: readonly NamedNotebook[];
  /** The run's `run.json`. */
  readonly record?: RunRecord;
  readonly verdict?: Verdict;
  /** One line for each file of the run that is missing or could not be read. */
  readonly unreadable?: readonly string[];
  /** Notebooks that lie beside the run's without being of it, and are left out. */
  readonly others?: readonly string[];
  /** When the report was made; left out where absent, so that the same run gives the same bytes. */
  readonly made?: Date;
}

/** Renders a run to one HTML page: what failed, the verdict, the notebooks, and where their numbers come from. */
export async function renderReport(content: ReportContent): Promise<string> {
  const withFigures = content.notebooks.some(({ notebook }) => hasFigures(notebook));
  const packing = withFigures ? figureLibrary() : undefined;
  const notebooks = await Promise.all(
    content.notebooks.map((notebook, k) => renderNotebook(notebook, `notebook-${k + 1}`)),
  );
  const library = await packing;
  const libraryBytes = library?.packed.length ?? 0;
  const parameters = runParameters(content);
  const record = content.record && { record: content.record };
  const provenance = renderProvenance({ notebooks, parameters, libraryBytes, ...record });
  const main = [renderTop(content, notebooks), ...notebooks.map(({ html }) => html), provenance];
  return renderPage({
    title: content.title,
    contents: renderContents(notebooks, content.verdict !== undefined),
    main: main.join("\n"),
    ...(library && { library }),
  });
}

function renderTop(content: ReportContent, notebooks: readonly RenderedNotebook[]): string {
  const { title, subtitle, made, record, verdict, unreadable = [], others = [] } = content;
  const seconds = record?.seconds ?? notebooks.reduce((sum, notebook) => sum + (notebook.seconds ?? 0), 0);
  const time = (iso: string) => `<time datetime="${escapeHtml(iso)}">${escapeHtml(formatTime(iso))}</time>`;
  const facts = [
    `${notebooks.length} notebook${notebooks.length === 1 ? "" : "s"}`,
    seconds > 0 ? `ran for ${formatSeconds(seconds)}` : "",
    record ? time(record.started) : made ? time(made.toISOString()) : "",
    record?.profile ? `profile ${escapeHtml(record.profile)}` : "",
    '<a href="#provenance">Provenance</a>',
  ].filter((fact) => fact !== "");
  return `<header class="top"><h1>${escapeHtml(title)}</h1>${subtitle ? `<p class="subtitle">${escapeHtml(subtitle)}</p>` : ""}
<div class="facts"><p>${facts.join('<span class="dot" aria-hidden="true">·</span>')}</p><p class="controls"><button type="button" id="code-switch" aria-pressed="false" hidden>Show all code</button><button type="button" id="theme-switch" hidden>Dark</button></p></div>
${renderFailures(record, notebooks)}${renderEdited(content.notebooks)}${renderUnreadable(unreadable)}${renderOthers(others)}${verdict ? renderVerdict(verdict) : ""}${renderBias(record)}</header>`;
}

/** What went wrong: cells that failed, and what the record says of notebooks whose cells do not show it. */
function renderFailures(record: RunRecord | undefined, notebooks: readonly RenderedNotebook[]): string {
  const cells = notebooks.flatMap(({ failures }) => failures);
  const items = cells.map(
    ({ notebook, cell, cause, id }) =>
      `<li><a href="#${id}">${escapeHtml(notebook)}, cell ${cell}</a><span>${escapeHtml(cause)}</span></li>`,
  );
  const shown = new Set(cells.map(({ notebook }) => notebook));
  for (const { out, status, failure } of record?.notebooks ?? []) {
    const name = basename(out, ".ipynb");
    if (status === "completed" || (status === "failed" && shown.has(name))) continue;
    const what = status === "skipped" || status === "pending" ? "not run" : status;
    items.push(`<li>${escapeHtml(name)}<span>${escapeHtml(failure ?? what)}</span></li>`);
  }
  if (items.length === 0) return "";
  const title =
    items.length > cells.length
      ? `The run ${record?.status === "running" ? "has not ended, or was killed" : `is ${record?.status === "interrupted" ? "interrupted" : "not complete"}`}`
      : `${items.length === 1 ? "One cell" : `${items.length} cells`} failed`;
  return `<section class="failures" role="alert"><h2>${title}</h2><ul>${items.join("")}</ul></section>`;
}

function renderUnreadable(lines: readonly string[]): string {
  const items = lines.map((line) => `<li><span>${escapeHtml(line)}</span></li>`);
  return items.length === 0
    ? ""
    : `<section class="failures"><h2>Not all of the run could be read</h2><ul>${items.join("")}</ul></section>`;
}

/** Numbers that the run did not leave are said before anything else of them. */
function renderEdited(notebooks: readonly NamedNotebook[]): string {
  const items = notebooks.flatMap(({ name, edited }, k) =>
    edited ? [`<li><a href="#notebook-${k + 1}">${escapeHtml(name)}</a></li>`] : [],
  );
  const title = items.length === 1 ? "One notebook was" : `${items.length} notebooks were`;
  return items.length === 0
    ? ""
    : `<section class="failures" role="alert"><h2>${title} edited after the run</h2><p>What stands here is not what the run left: code, text or outputs were changed since.</p><ul>${items.join("")}</ul></section>`;
}

function renderOthers(files: readonly string[]): string {
  const names = files.map((file) => `<b>${escapeHtml(file)}</b>`).join(", ");
  return files.length === 0 ? "" : `<p class="bias">Not of this run, and left out: ${names}.</p>`;
}

/** What is known of the data's bias belongs where the verdict is read. */
function renderBias(record: RunRecord | undefined): string {
  const known = (record?.provenance.data ?? []).filter(({ notes = [] }) => notes.length > 0);
  const items = known.map(
    ({ name, notes = [] }) => `<b>${escapeHtml(basename(name))}</b>: ${escapeHtml(notes.join("; "))}`,
  );
  return items.length === 0 ? "" : `<p class="bias">Data: ${[...new Set(items)].join(". ")}.</p>`;
}

function renderContents(notebooks: readonly RenderedNotebook[], withVerdict: boolean): string {
  const items = notebooks.map(({ id, name, headings, failures }) => {
    const top = Math.min(...headings.map(({ level }) => level), 6);
    const inner = headings
      .filter(({ level }) => level <= top + 2)
      .map(
        (heading) => `<li class="level-${heading.level - top + 1}"><a href="#${heading.id}">${heading.html}</a></li>`,
      );
    const mark = failures.length > 0 ? '<span class="mark">failed</span>' : "";
    return `<li class="book"><a class="file" href="#${id}">${escapeHtml(name)}${mark}</a>${inner.length > 0 ? `<ul>${inner.join("")}</ul>` : ""}</li>`;
  });
  const own = (id: string, name: string) => `<li class="book"><a class="file" href="#${id}">${name}</a></li>`;
  if (withVerdict) items.unshift(own("verdict", "Verdict"));
  items.push(own("provenance", "Provenance"));
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ul>${items.join("")}</ul></details></nav>`;
}
