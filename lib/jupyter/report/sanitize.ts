import sanitizeHtml from "sanitize-html";
import { type Attachments, attachedPicture, decoded } from "./attachments.ts";
import { styleSheetOf } from "./styleSheet.ts";

const COLOR = /^(#[\da-f]{3,8}|rgba?\([\d\s.,%/]+\)|hsla?\([\d\s.,%/deg]+\)|[a-z]+)$/i;
// The bars that pandas draws into the cells of a table.
const GRADIENT =
  /^linear-gradient\((?:-?[\d.]+deg,\s*)?(?:(?:#[\da-f]{3,8}|[a-z]+|rgba?\([\d\s.,%/]+\))(?:\s+[\d.]+%){0,2}(?:,\s*(?!\))|(?=\)))){1,12}\)$/i;
const LENGTH = /^-?[\d.]+(px|em|rem|%|ch|pt)?$/;

/** The properties that a style may set, and what to. */
export const STYLES: ReadonlyMap<string, RegExp> = new Map([
  ["color", COLOR],
  ["background-color", COLOR],
  ["background", new RegExp(`${COLOR.source}|${GRADIENT.source}`, "i")],
  ["background-image", GRADIENT],
  ["font-weight", /^(bold|normal|[1-9]00)$/],
  ["font-style", /^(italic|normal)$/],
  ["text-align", /^(left|right|center|justify)$/],
  ["white-space", /^(pre|pre-wrap|nowrap|normal)$/],
  ["width", LENGTH],
  ["padding-left", LENGTH],
]);

const DATA_PICTURE = /^data:image\/[\w.+-]+;base64,[A-Za-z\d+/=\s]*$/;

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
  allowedClasses: { "*": ["dataframe", "hljs", "hljs-*", "language-*", "task"] },
  // Styles are judged by `safeStyle`: parsing each takes most of the time of a table whose cells are coloured.
  parseStyleAttributes: false,
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "svg", "math", "template", "iframe", "object"],
};

/** A picture from elsewhere cannot be shown by a page that asks for nothing: its name stands in its place. */
function pictureTag(attribs: sanitizeHtml.Attributes, attachments: Attachments): sanitizeHtml.Tag {
  const address = (attribs.src ?? "").trim();
  const src = attachedPicture(address, attachments) ?? address;
  if (DATA_PICTURE.test(src)) return { tagName: "img", attribs: { ...attribs, src } };
  const name =
    attribs.alt ||
    decoded(address.replace(/^data:.*|^attachment:/s, ""))
      .split("/")
      .at(-1);
  return { tagName: "span", attribs: {}, text: name ? `[picture: ${name}]` : "" };
}

/** A box to tick, as in a list of tasks, as a sign; other fields are for whoever can fill them in. */
function fieldTag({ type = "", checked }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  if (!/^(checkbox|radio)$/i.test(type)) return { tagName: "span", attribs: {}, text: "" };
  return { tagName: "span", attribs: { class: "task" }, text: checked === undefined ? "☐" : "☑" };
}

/** Drawings in HTML as pictures, in which nothing runs or loads. */
function withPictures(html: string): string {
  return html.replace(/<svg\b[^>]*>[\s\S]*?<\/svg\s*>/gi, (svg) => {
    const named = /^<svg[^>]*\sxmlns=/i.test(svg)
      ? svg
      : svg.replace(/^<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"');
    return `<img alt="Drawing" src="data:image/svg+xml;base64,${Buffer.from(named).toString("base64")}">`;
  });
}

/**
 * HTML of unknown origin without anything that runs, loads, moves or names: scripts, handlers, frames, forms,
 * style sheets, ids and pictures from elsewhere are gone; links lead to http, https and mail only. Drawings become
 * pictures, and what style sheets say of colours and texts is said by the elements.
 *
 * @param attachments pictures to which `attachment:` addresses lead.
 */
export function sanitize(html: string, attachments: Attachments = {}): string {
  const styleSheet = styleSheetOf(html, safeStyle);
  return sanitizeHtml(withPictures(html), {
    ...OPTIONS,
    transformTags: {
      "*": (tagName, attribs) => {
        const style = `${styleSheet(tagName, attribs)};${attribs.style ?? ""}`;
        return style === ";" ? { tagName, attribs } : { tagName, attribs: { ...attribs, style: safeStyle(style) } };
      },
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: "noopener noreferrer" } }),
      img: (_, attribs) => pictureTag(attribs, attachments),
      input: (_, attribs) => fieldTag(attribs),
    },
  });
}

/** The declarations of a style whose property is known and whose whole value is of a known form; all others are gone. */
export function safeStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim();
    const value = declaration.slice(colon + 1).trim();
    if (STYLES.get(property)?.test(value.replace(/\s*!important$/, ""))) kept.push(`${property}:${value}`);
  }
  return kept.join(";");
}
