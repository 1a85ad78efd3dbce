import { sanitize } from "./sanitize.ts";
import { dressTables } from "./tables.ts";

/** An output's HTML as a page can show it. */
export interface OutputHtml {
  /** Sanitised; empty where nothing is left that can be seen. */
  readonly html: string;
  /** Elements that draw, play or load something, and are left out. */
  readonly lost: readonly string[];
}

const LIVE = /<(script|iframe|object|embed|canvas|audio|video|applet|frame)\b([^>]*)/gi;
const SEEN = /<(img|hr|progress|meter)\b/;
const COLOURED = /\sstyle="(?:[^"]*;)?(?:color|background)|<font\b[^>]*\scolor=/;

/**
 * What is left of an output's HTML on a page on which nothing of the notebook runs. HTML that sets colours lies on light
 * paper, for which it was made: on the page's own dark it could not be read.
 */
export function outputHtml(html: string): OutputHtml {
  const safe = dressTables(sanitize(html));
  const lost = [...html.matchAll(LIVE)].flatMap(([, tag, attributes]) =>
    // Data and templates for scripts draw nothing by themselves.
    /\stype\s*=\s*["']?(application\/(?!javascript|ecmascript)|text\/(?!javascript|ecmascript))/i.test(attributes!)
      ? []
      : [tag!.toLowerCase()],
  );
  const isSeen = SEEN.test(safe) || safe.replace(/<[^>]*>/g, "").trim() !== "";
  if (!isSeen) return { html: "", lost };
  return { html: `<div class="html${COLOURED.test(safe) ? " own-colours" : ""}">${safe}</div>`, lost };
}
