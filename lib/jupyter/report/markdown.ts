import { Marked } from "marked";
import { escapeHtml } from "trident-base";
import type { MimeBundle } from "../client/message.ts";
import { highlight } from "./highlight.ts";
import { formulaKeeper, withoutMarks } from "./math.ts";
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

const renderer = {
  code: ({ text, lang = "" }: { text: string; lang?: string }) =>
    `<pre><code class="hljs">${highlight(text, lang.split(/\s/)[0]!)}</code></pre>\n`,
};

/**
 * Renders Markdown to sanitised HTML, LaTeX in it to MathML. Headings get ids that begin with `prefix`, and go down one
 * level, since the page has a title of its own.
 *
 * @param attachments the cell's pictures by name, as `![](attachment:name)` refers to them.
 */
export function renderMarkdown(
  source: string,
  prefix: string,
  attachments: { readonly [name: string]: MimeBundle } = {},
): RenderedMarkdown {
  const formulas = formulaKeeper();
  const marked = new Marked({ gfm: true, renderer, extensions: formulas.extensions });
  const whole = withoutMarks(source).replace(/\(attachment:([^)\s]+)\)/g, (link, name) => {
    const picture = Object.entries(attachments[decodeURIComponent(name)] ?? {}).find(([mime]) => /^image\//.test(mime));
    return typeof picture?.[1] === "string" ? `(data:${picture[0]};base64,${picture[1].replace(/\s/g, "")})` : link;
  });
  const headings: Heading[] = [];
  const safe = formulas.restore(dressTables(sanitize(marked.parse(whole, { async: false }))));
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
