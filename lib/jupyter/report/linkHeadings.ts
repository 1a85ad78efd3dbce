import { escapeHtml } from "trident-base";
import { decoded } from "./attachments.ts";
import type { Heading } from "./markdown.ts";

/**
 * Leads the links of a notebook to its headings: `[x](#My-heading)` by JupyterLab's anchors, which are a heading's text
 * with dashes for blanks, else by those of GitHub, lower-case and without punctuation. A link that leads nowhere is text.
 */
export function linkHeadings(html: string, headings: readonly Heading[]): string {
  const exact = new Map<string, string>();
  const loose = new Map<string, string>();
  for (const { id, html: text } of headings.toReversed()) {
    const anchor = text.replace(/<[^>]*>/g, "").replace(/ /g, "-");
    exact.set(plain(anchor), id);
    loose.set(looseAnchor(anchor), id);
  }
  return html.replace(/<a\b([^>]*?) href="#([^"]*)"/g, (link, before: string, address: string) => {
    // The page's own, beside its headings.
    if (before === ' class="anchor"') return link;
    const anchor = decoded(plain(address)).replace(/ /g, "-");
    const id = exact.get(anchor) ?? loose.get(looseAnchor(escapeHtml(anchor)));
    return id === undefined ? `<a${before}` : `<a${before} href="#${id}"`;
  });
}

function plain(html: string): string {
  const signs: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => signs[name]!);
}

function looseAnchor(html: string): string {
  return plain(html)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}-]+/gu, "")
    .replace(/-+/g, "-")
    .replace(/^-|-$/g, "");
}
