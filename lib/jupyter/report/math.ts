import type { TokenizerAndRendererExtension } from "marked";
import temml from "temml";
import { escapeHtml } from "trident-base";
import { lastingDefinitions } from "./mathDefinitions.ts";

/** Marks, of Unicode's private use, that stand for a formula while the text around it is sanitised. */
const [OPEN, CLOSE] = ["\uE000", "\uE001"];
const SHOWN = /^(?:\$\$|\\\[|\\begin\{[a-zA-Z]+\*?\})/;
// As in Pandoc, so that prices stay prices: no blank inside the dollars, no digit after them.
const INLINE = /^\$(?!\s)((?:\\[^`]|[^\\$`])+?)(?<!\s)\$(?!\d)|^\\\(([\s\S]+?)\\\)/;
const ANYWHERE = /\$\$|\\\[|\\begin\{|\$|\\\(/g;

/** The longest length that a formula may set, by unit; a rule of more would be larger than any page. */
const LONGEST: Readonly<Record<string, number>> = {
  ...{ em: 30, ex: 60, pt: 360, px: 480, pc: 30, mu: 540, bp: 360 },
  ...{ cm: 12, mm: 120, in: 5 },
};
const LENGTH = /(?<=[":\s])(-?\d+(?:\.\d+)?)(em|ex|pt|px|pc|mu|bp|cm|mm|in)\b/g;

/** Characters of a formula; one of more was not written by hand, and takes seconds to set. */
const LARGEST = 20_000;

/** The macros that the formulas of a notebook have defined so far. */
export type Macros = Record<string, unknown>;

/** Keeps the formulas of one text apart from it. */
export interface FormulaKeeper {
  /** For marked: finds `$...$`, `$$...$$`, `\(...\)`, `\[...\]` and environments, and leaves a mark for each. */
  readonly extensions: TokenizerAndRendererExtension[];
  /** Leaves a mark for each formula between the tags of HTML that stands in Markdown. */
  markHtml(html: string): string;
  /** Puts the formulas, as MathML, in the place of their marks. */
  restore(html: string): string;
}

/**
 * Keeps formulas out of the way of Markdown and of sanitising. They become MathML, which browsers set by themselves; one
 * that is not valid LaTeX stays as it was written.
 *
 * @param macros definitions of earlier formulas; those of these formulas are added.
 */
export function formulaKeeper(macros: Macros = {}): FormulaKeeper {
  const kept: string[] = [];
  const keep = ({ raw, source, shown }: Found) =>
    `${OPEN}${kept.push(toMathMl(raw, source, shown, macros)) - 1}${CLOSE}`;
  const make = (name: string, level: "block" | "inline"): TokenizerAndRendererExtension => ({
    name,
    level,
    // A block begins a line; marked asks from the second character of a paragraph on.
    start: (text) => {
      if (level === "inline") return text.match(/\$|\\[([]|\\begin\{/)?.index;
      const before = text.match(/\n(?:\$\$|\\\[|\\begin\{)/)?.index;
      return before === undefined ? undefined : before + 1;
    },
    tokenizer: (text) => {
      const found = formulaAt(text, level);
      return found && { type: name, ...found };
    },
    renderer: (token) => keep(token as unknown as Found),
  });
  const markText = (text: string): string => {
    let marked = "";
    let from = 0;
    for (const { index } of text.matchAll(ANYWHERE)) {
      const found = index < from ? undefined : formulaAt(text.slice(index), "inline");
      if (!found) continue;
      marked += text.slice(from, index) + keep(found);
      from = index + found.raw.length;
    }
    return marked + text.slice(from);
  };
  return {
    extensions: [make("formulaBlock", "block"), make("formula", "inline")],
    markHtml: (html) =>
      /<(pre|code|script|style|textarea)\b/i.test(html)
        ? html
        : html
            .split(/(<[^>]*>)/)
            .map((part, k) => (k % 2 === 0 && !part.startsWith("<") ? markText(part) : part))
            .join(""),
    restore: (html) => html.replace(/\uE000(\d+)\uE001/g, (_, place) => kept[Number(place)] ?? ""),
  };
}

/** A text without the marks that stand for formulas, which it could otherwise forge. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uE000\uE001]/g, "");
}

interface Found {
  /** With its delimiters. */
  readonly raw: string;
  readonly source: string;
  /** True for one that stands on a line of its own. */
  readonly shown: boolean;
}

function formulaAt(text: string, level: "block" | "inline"): Found | undefined {
  const shown = shownFormulaAt(text);
  if (shown || level === "block") return shown;
  const inline = INLINE.exec(text);
  return inline ? { raw: inline[0], source: (inline[1] ?? inline[2])!, shown: false } : undefined;
}

/** A formula between `$$`, `\[...\]`, or of an environment. As in JupyterLab, none reaches over an empty line. */
function shownFormulaAt(text: string): Found | undefined {
  const [open] = SHOWN.exec(text) ?? [];
  if (open === undefined) return undefined;
  const close = open === "$$" ? "$$" : open === "\\[" ? "\\]" : open.replace("begin", "end");
  const end = text.indexOf(close, open.length + 1);
  if (end < 0) return undefined;
  const inner = text.slice(open.length, end);
  if (/\n[^\S\n]*\n/.test(inner)) return undefined;
  const raw = text.slice(0, end + close.length);
  return { raw, source: open.startsWith("\\begin") ? raw : inner, shown: true };
}

function toMathMl(raw: string, source: string, displayMode: boolean, macros: Macros): string {
  try {
    if (source.length > LARGEST) throw new RangeError("the formula is too long");
    const mathMl = temml.renderToString(lastingDefinitions(source), {
      displayMode,
      throwOnError: true,
      trust: false,
      maxExpand: 1000,
      annotate: false,
      macros: macros as Record<string, string>,
    });
    // Nothing is left of one that only defines.
    if (/^<math[^>]*><\/math>$/.test(mathMl)) return "";
    return mathMl.replace(/<[^>]+>/g, (tag) => tag.replace(LENGTH, boundedLength));
  } catch {
    return `<code>${escapeHtml(raw)}</code>`;
  }
}

function boundedLength(_: string, number: string, unit: string): string {
  const most = LONGEST[unit]!;
  return `${Math.max(-most, Math.min(most, Number(number)))}${unit}`;
}
