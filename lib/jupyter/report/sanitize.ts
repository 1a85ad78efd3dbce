import sanitizeHtml from "sanitize-html";

const COLOR = /^(#[\da-f]{3,8}|rgba?\([\d\s.,%/]+\)|hsla?\([\d\s.,%/deg]+\)|[a-z]+)$/i;
const LENGTH = /^-?[\d.]+(px|em|rem|%|ch|pt)?$/;

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [
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
  allowedStyles: {
    "*": {
      color: [COLOR],
      "background-color": [COLOR],
      "font-weight": [/^(bold|normal|[1-9]00)$/],
      "font-style": [/^(italic|normal)$/],
      "text-align": [/^(left|right|center|justify)$/],
      "white-space": [/^(pre|pre-wrap|nowrap|normal)$/],
      width: [LENGTH],
      "padding-left": [LENGTH],
    },
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "svg", "math", "template", "iframe", "object"],
  transformTags: {
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
