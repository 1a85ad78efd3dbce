import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { escapeHtml } from "trident-base";

/** What all pages of the house look like. */
export const STYLES = ["page.css", "facts.css", "notebook.css", "figures.css", "codeColours.css", "media.css"];
const SCRIPTS = ["theme.js", "figures.js", "tables.js", "page.js"];
export const FIGURE_LIBRARY = "plotly.js-strict-dist-min/plotly-strict.min.js";

/** What is in a page, and what it needs. */
export interface PageContent {
  readonly title: string;
  /** HTML that is safe. */
  readonly contents: string;
  readonly main: string;
  /** What draws the figures; absent on a page without figures. */
  readonly library?: FigureLibrary;
}

/** The figure library as it travels in a page: compressed, base 64. */
export interface FigureLibrary {
  readonly packed: string;
  /** Of the library as it runs, for the page's policy. */
  readonly hash: string;
}

/**
 * One HTML page that needs nothing else and asks for nothing: its content security policy lets two scripts run, the
 * page's own and the figure library, both known by their hashes, and forbids every request.
 */
export async function renderPage({ title, contents, main, library }: PageContent): Promise<string> {
  const style = (await Promise.all(STYLES.map(readAsset))).join("\n");
  const script = (await Promise.all(SCRIPTS.map(readAsset))).join("\n");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'${library ? ` '${library.hash}'` : ""}`,
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
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${contents}
<main id="main">
${main}
</main>
${library ? `<script type="text/plain" id="figure-library">${library.packed}</script>` : ""}
<script>${script}</script>
</body>
</html>
`;
}

/** Reads and packs the figure library. The packing goes on in another thread from the moment of the call. */
export async function figureLibrary(): Promise<FigureLibrary> {
  const library = readFileSync(createRequire(import.meta.url).resolve(FIGURE_LIBRARY), "utf8");
  return { packed: (await promisify(gzip)(library, { level: 9 })).toString("base64"), hash: hashOf(library) };
}

/** The page's styles and scripts lie in this package's `report` folder, also when this file runs from `dist`. */
export function readAsset(name: string): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve("trident-jupyter/package.json"));
  return readFile(join(root, "report", name), "utf8");
}

function hashOf(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
