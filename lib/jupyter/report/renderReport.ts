import { basename } from "node:path";
import type { Verdict } from "trident-base";
import { escapeHtml, formatSeconds, formatTime } from "trident-base";
import type { Complaint } from "../runs/complaints.ts";
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
  /** What the run and its files complain of. */
  readonly complaints?: readonly Complaint[];
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
    contents: renderContents(notebooks, content),
    main: main.join("\n"),
    ...(library && { library }),
  });
}

function renderTop(content: ReportContent, notebooks: readonly RenderedNotebook[]): string {
  const { title, subtitle, made, record, verdict, complaints = [] } = content;
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
${renderFailures(record, notebooks)}${renderComplaints(complaints, notebooks)}${verdict ? renderVerdict(verdict) : ""}${renderBias(record)}</header>`;
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

/** What may not be missed although nothing failed, each with a link to where it stands on the page. */
function renderComplaints(complaints: readonly Complaint[], notebooks: readonly RenderedNotebook[]): string {
  const items = complaints.map(({ notebook, cell, text }) => {
    const place = notebooks.find(({ name }) => name === notebook);
    const id = `${place?.id}-cell-${cell}`;
    const name = escapeHtml(`${notebook}${cell === undefined ? "" : `, cell ${cell}`}`);
    const target = place?.html.includes(`id="${id}"`) ? id : place?.id;
    const where =
      notebook === undefined ? "" : target === undefined ? `<b>${name}</b>` : `<a href="#${target}">${name}</a>`;
    return `<li>${where}<span>${escapeHtml(text)}</span></li>`;
  });
  const title = items.length === 1 ? "One complaint" : `${items.length} complaints`;
  return items.length === 0
    ? ""
    : `<section class="failures complaints" id="complaints" role="alert"><h2>${title}: not all is as it should be</h2><ul>${items.join("")}</ul></section>`;
}

/** What is known of the data's bias belongs where the verdict is read. */
function renderBias(record: RunRecord | undefined): string {
  const known = (record?.provenance.data ?? []).filter(({ notes = [] }) => notes.length > 0);
  const items = known.map(
    ({ name, notes = [] }) => `<b>${escapeHtml(basename(name))}</b>: ${escapeHtml(notes.join("; "))}`,
  );
  return items.length === 0 ? "" : `<p class="bias">Data: ${[...new Set(items)].join(". ")}.</p>`;
}

function renderContents(notebooks: readonly RenderedNotebook[], { verdict, complaints = [] }: ReportContent): string {
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
  if (verdict) items.unshift(own("verdict", "Verdict"));
  if (complaints.length > 0)
    items.unshift(own("complaints", `Complaints<span class="mark">${complaints.length}</span>`));
  items.push(own("provenance", "Provenance"));
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ul>${items.join("")}</ul></details></nav>`;
}
