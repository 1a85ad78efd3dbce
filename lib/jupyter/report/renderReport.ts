import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { escapeHtml } from "./escape.ts";
import { formatSeconds, type NamedNotebook, type RenderedNotebook, renderNotebook } from "./renderNotebook.ts";

const STYLES = ["page.css", "notebook.css", "figures.css", "codeColours.css", "media.css"];
const FIGURE_LIBRARY = "plotly.js-strict-dist-min/plotly-strict.min.js";

/** What a report shows. */
export interface ReportContent {
  readonly title: string;
  /** One line below the title. */
  readonly subtitle?: string;
  readonly notebooks: readonly NamedNotebook[];
  /** When the report was made; left out where absent, so that the same run gives the same bytes. */
  readonly made?: Date;
}

/**
 * Renders notebooks to one HTML page that needs nothing else and asks for nothing: its content security policy lets two
 * scripts run, the page's own and the figure library, both known by their hashes, and forbids every request.
 */
export async function renderReport(content: ReportContent): Promise<string> {
  const notebooks = content.notebooks.map((notebook, index) => renderNotebook(notebook, `notebook-${index + 1}`));
  const style = (await Promise.all(STYLES.map(readAsset))).join("\n");
  const script = await readAsset("page.js");
  const withFigures = notebooks.some(({ figures }) => figures > 0);
  const library = withFigures ? await readFile(createRequire(import.meta.url).resolve(FIGURE_LIBRARY), "utf8") : "";
  const packed = withFigures ? (await promisify(gzip)(library, { level: 9 })).toString("base64") : "";
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'${withFigures ? ` '${hashOf(library)}'` : ""}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(content.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${renderContents(notebooks)}
<main id="main">
${renderTop(content, notebooks)}
${notebooks.map(({ html }) => html).join("\n")}
</main>
${withFigures ? `<script type="text/plain" id="figure-library">${packed}</script>` : ""}
<script>${script}</script>
</body>
</html>
`;
}

function renderTop({ title, subtitle, made }: ReportContent, notebooks: readonly RenderedNotebook[]): string {
  const failures = notebooks.flatMap((notebook) => notebook.failures);
  const seconds = notebooks.reduce((sum, notebook) => sum + (notebook.seconds ?? 0), 0);
  const facts = [
    `${notebooks.length} notebook${notebooks.length === 1 ? "" : "s"}`,
    seconds > 0 ? `ran for ${formatSeconds(seconds)}` : "",
    made
      ? `<time datetime="${made.toISOString()}">${made.toISOString().slice(0, 16).replace("T", " ")} UTC</time>`
      : "",
  ].filter((fact) => fact !== "");
  const items = failures.map(
    ({ notebook, cell, cause, id }) =>
      `<li><a href="#${id}">${escapeHtml(notebook)}, cell ${cell}</a><span>${escapeHtml(cause)}</span></li>`,
  );
  const banner =
    items.length === 0
      ? ""
      : `<section class="failures" role="alert"><h2>${items.length === 1 ? "One cell" : `${items.length} cells`} failed</h2><ul>${items.join("")}</ul></section>`;
  return `<header class="top"><h1>${escapeHtml(title)}</h1>${subtitle ? `<p class="subtitle">${escapeHtml(subtitle)}</p>` : ""}
<p class="facts">${facts.join('<span class="dot">·</span>')}<button type="button" id="code-switch" aria-pressed="false">Show all code</button></p>
${banner}</header>`;
}

function renderContents(notebooks: readonly RenderedNotebook[]): string {
  const items = notebooks.map(({ id, name, headings, failures }) => {
    const top = Math.min(...headings.map(({ level }) => level), 6);
    const inner = headings
      .filter(({ level }) => level <= top + 2)
      .map(
        (heading) => `<li class="level-${heading.level - top + 1}"><a href="#${heading.id}">${heading.html}</a></li>`,
      );
    const mark = failures.length > 0 ? '<span class="mark" title="failed">●</span>' : "";
    return `<li class="book"><a class="file" href="#${id}">${escapeHtml(name)}${mark}</a>${inner.length > 0 ? `<ul>${inner.join("")}</ul>` : ""}</li>`;
  });
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ul>${items.join("")}</ul></details></nav>`;
}

/** The page's style and script lie in this package's `report` folder, also when this file runs from `dist`. */
function readAsset(name: string): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve("trident-jupyter/package.json"));
  return readFile(join(root, "report", name), "utf8");
}

function hashOf(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
