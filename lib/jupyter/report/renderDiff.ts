import { escapeHtml, formatTime, formatValue } from "trident-base";
import type { RunChange, RunDiff, RunDiffSection } from "./diffRuns.ts";
import { renderPage } from "./page.ts";

/** What changed between two runs, as one HTML page that needs nothing else. */
export function renderDiff(diff: RunDiff): Promise<string> {
  const title = `${diff.a.name} and ${diff.b.name}`;
  const items = diff.sections.map(
    ({ id, title: name, changes }) =>
      `<li class="book"><a class="file" href="#${id}">${name} (${changes.length})</a></li>`,
  );
  const notes = diff.notes.map((note) => `<li><span>${escapeHtml(note)}</span></li>`).join("");
  const started = [diff.a, diff.b].map(
    (run) => `${run.name}: ${run.started ? formatTime(run.started) : "not recorded"}`,
  );
  return renderPage({
    title: `What changed: ${title}`,
    contents: `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ul>${items.join("")}</ul></details></nav>`,
    main: `<header class="top"><h1>What changed between two runs</h1><p class="subtitle">${escapeHtml(title)}</p>
<div class="facts"><p>${escapeHtml(started.join(" · "))}</p><p class="controls"><button type="button" id="theme-switch" hidden>Dark</button></p></div>
${notes === "" ? "" : `<section class="failures"><h2>Not all could be compared</h2><ul>${notes}</ul></section>`}</header>
${diff.sections.map((section) => renderSection(section, diff)).join("\n")}`,
  });
}

/** The same for a terminal: a line for each change, sections without one in a line of their own. */
export function diffLines({ sections, notes }: RunDiff): readonly string[] {
  const lines = sections.flatMap(({ title, changes, same }) =>
    changes.length === 0
      ? [`${title}: ${nothing(same)}`]
      : [
          `${title}: ${changes.length} changed, ${same} the same`,
          ...changes.map(
            (change) => `  ${change.name}: ${formatValue(change.a)} -> ${formatValue(change.b)}${by(change)}`,
          ),
        ],
  );
  return [...lines, ...notes.map((note) => `Note: ${note}`)];
}

function renderSection({ id, title, changes, same }: RunDiffSection, { a, b }: RunDiff): string {
  const rows = changes.map(
    (change) =>
      `<tr><th scope="row">${escapeHtml(change.name)}</th><td><del>${escapeHtml(formatValue(change.a))}</del></td><td><ins>${escapeHtml(formatValue(change.b))}</ins></td><td data-n>${escapeHtml(by(change).slice(2, -1)) || "–"}</td></tr>`,
  );
  const table = `<div class="table" tabindex="0" role="region" aria-label="${title}: changes"><table>
<thead><tr><th scope="col">What</th><th scope="col">${escapeHtml(a.name)}</th><th scope="col">${escapeHtml(b.name)}</th><th scope="col" data-n>Change</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
  const body =
    changes.length === 0 ? `<p>${nothing(same)}.</p>` : `<p>${changes.length} changed, ${same} the same.</p>${table}`;
  return `<section class="provenance changed" id="${id}"><h2>${title}</h2>${body}</section>`;
}

function nothing(same: number): string {
  return same === 0 ? "nothing to compare" : `nothing changed, ${same} the same`;
}

/** By how much a number changed, in parentheses after a blank; nothing for what is no number. */
function by({ a, b }: RunChange): string {
  if (typeof a !== "number" || typeof b !== "number") return "";
  return ` (${b > a ? "+" : ""}${formatValue(b - a)})`;
}
