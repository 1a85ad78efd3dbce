import sanitizeHtml from "sanitize-html";

const COLOR = /^(#[\da-f]{3,8}|rgba?\([\d\s.,%/]+\)|hsla?\([\d\s.,%/deg]+\)|[a-z]+)$/i;
const LENGTH = /^-?[\d.]+(px|em|rem|%|ch|pt)?$/;

/** The properties that a style may set, and what to. */
export const STYLES: ReadonlyMap<string, RegExp> = new Map([
  ["color", COLOR],
  ["background-color", COLOR],
  ["font-weight", /^(bold|normal|[1-9]00)$/],
  ["font-style", /^(italic|normal)$/],
  ["text-align", /^(left|right|center|justify)$/],
  ["white-space", /^(pre|pre-wrap|nowrap|normal)$/],
  ["width", LENGTH],
  ["padding-left", LENGTH],
]);

const OPTIONS: sanitizeHtml.IOptions = {
  // Searched from the front for every tag and text: those of which a long table has thousands come first.
  allowedTags: [
    ...["td", "th", "tr"],
    ...sanitizeHtml.defaults.allowedTags,
    ...["img", "details", "summary", "del", "ins", "progress", "meter", "center", "font"],
  ],
  allowedAttributes: {
    "*": ["title", "lang", "dir", "style", "class"],
    a: ["href", "rel"],
    img: ["src", "alt", "width", "height"],
    td: ["colspan", "rowspan", "align"],
    th: ["colspan", "rowspan", "align", "scope"],
    ol: ["start", "reversed", "type"],
    details: ["open"],
    progress: ["value", "max"],
    meter: ["value", "min", "max", "low", "high", "optimum"],
    font: ["color"],
  },
  allowedClasses: { "*": ["dataframe", "hljs", "hljs-*", "language-*"] },
  // Styles are judged by `safeStyle`: parsing each takes most of the time of a table whose cells are coloured.
  parseStyleAttributes: false,
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "svg", "math", "template", "iframe", "object"],
  transformTags: {
    "*": (tagName, attribs) =>
      attribs.style === undefined
        ? { tagName, attribs }
        : { tagName, attribs: { ...attribs, style: safeStyle(attribs.style) } },
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: "noopener noreferrer" } }),
    img: (tagName, attribs) =>
      /^data:image\/(png|jpeg|gif|webp|svg\+xml);base64,/.test(attribs.src ?? "")
        ? { tagName, attribs }
        : { tagName: "span", attribs: {}, text: attribs.alt ? `[picture: ${attribs.alt}]` : "" },
  },
};

/**
 * HTML of unknown origin without anything that runs, loads, moves or names: scripts, handlers, frames, forms, SVG,
 * style sheets, ids and pictures from elsewhere are gone; links lead to http, https and mail only.
 */
export function sanitize(html: string): string {
  return sanitizeHtml(html, OPTIONS);
}

/** The declarations of a style whose property is known and whose whole value is of a known form; all others are gone. */
export function safeStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.split(";")) {
    const colon = declaration.indexOf(":");
    const property = declaration.slice(0, colon).trim();
    const value = declaration.slice(colon + 1).trim();
    if (STYLES.get(property)?.test(value.replace(/\s*!important$/, ""))) kept.push(`${property}:${value}`);
  }
  return kept.join(";");
}
