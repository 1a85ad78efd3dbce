import { Marked } from "marked";
import { escapeHtml } from "trident-base";
import type { Attachments } from "./attachments.ts";
import { highlight } from "./highlight.ts";
import { formulaKeeper, type Macros, withoutMarks } from "./math.ts";
import { sanitize } from "./sanitize.ts";
import { dressTables } from "./tables.ts";

/** A heading of a text cell, for the contents column. */
export interface Heading {
  readonly id: string;
  readonly level: number;
  readonly html: string;
}

/** A text cell as HTML, with its headings. */
export interface RenderedMarkdown {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** What stands around a text in its notebook. */
export interface MarkdownSurroundings {
  /** The cell's pictures by name, as `![](attachment:name)` refers to them. */
  readonly attachments?: Attachments | undefined;
  /** What the notebook's formulas have defined above; definitions of this text are added. */
  readonly macros?: Macros;
}

/** A line so far inside of lists and quotations that reading it takes seconds, then minutes. */
const TOO_DEEP = /^[ \t>]{200,}(?:[-*+>]|\d+[.)])[ \t]/m;

/**
 * Renders Markdown to sanitised HTML, LaTeX in it to MathML. Headings get ids that begin with `prefix`, and go down one
 * level, since the page has a title of its own.
 *
 * @throws RangeError for a text that is nested too deeply.
 */
export function renderMarkdown(
  source: string,
  prefix: string,
  { attachments, macros }: MarkdownSurroundings = {},
): RenderedMarkdown {
  if (TOO_DEEP.test(source)) throw new RangeError("lists and quotations are nested too deeply");
  const formulas = formulaKeeper(macros);
  const renderer = {
    code: ({ text, lang = "" }: { text: string; lang?: string }) =>
      `<pre><code class="hljs">${highlight(text, lang.split(/\s/)[0]!)}</code></pre>\n`,
    html: ({ text }: { text: string }) => formulas.markHtml(text),
  };
  const marked = new Marked({ gfm: true, renderer, extensions: formulas.extensions });
  const parsed = marked.parse(withoutMarks(source), { async: false });
  const headings: Heading[] = [];
  const safe = formulas.restore(dressTables(sanitize(parsed, attachments)));
  const html = safe.replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/g, (_, digit: string, content: string) => {
    const id = `${prefix}-${headings.length + 1}`;
    const text = content.replace(/<(?!\/?(math|m[a-z]+)\b)[^>]*>/g, "").trim();
    headings.push({ id, level: Number(digit), html: text });
    const link = `<a class="anchor" href="#${escapeHtml(id)}" aria-hidden="true" tabindex="-1">#</a>`;
    const level = Math.min(Number(digit) + 1, 6);
    return `<h${level} id="${escapeHtml(id)}">${content}${link}</h${level}>`;
  });
  return { html, headings };
}
