import type { TokenizerAndRendererExtension } from "marked";
import temml from "temml";
import { escapeHtml } from "trident-base";

/** Marks, of Unicode's private use, that stand for a formula while the text around it is sanitised. */
const [OPEN, CLOSE] = ["\uE000", "\uE001"];
const BLOCK = /^\$\$([\s\S]+?)\$\$|^\\\[([\s\S]+?)\\\]|^(\\begin\{([a-zA-Z]+\*?)\}[\s\S]+?\\end\{\4\})/;
// As in Pandoc, so that prices stay prices: no blank inside the dollars, no digit after them.
const INLINE = /^\$(?!\s)((?:\\[^`]|[^\\$`])+?)(?<!\s)\$(?!\d)|^\\\(([\s\S]+?)\\\)/;

/** Keeps the formulas of one text apart from it. */
export interface FormulaKeeper {
  /** For marked: finds `$...$`, `$$...$$`, `\(...\)`, `\[...\]` and environments, and leaves a mark for each. */
  readonly extensions: TokenizerAndRendererExtension[];
  /** Puts the formulas, as MathML, in the place of their marks. */
  restore(html: string): string;
}

/**
 * Keeps formulas out of the way of Markdown and of sanitising. They become MathML, which browsers set by themselves; one
 * that is not valid LaTeX stays as it was written.
 */
export function formulaKeeper(): FormulaKeeper {
  const kept: string[] = [];
  const keep = (source: string, displayMode: boolean) =>
    `${OPEN}${kept.push(toMathMl(source, displayMode)) - 1}${CLOSE}`;
  const make = (name: string, level: "block" | "inline"): TokenizerAndRendererExtension => ({
    name,
    level,
    start: (text) => text.match(level === "block" ? /^(\$\$|\\\[|\\begin\{)/m : /\$|\\[([]|\\begin\{/)?.index,
    tokenizer: (text) => {
      const block = BLOCK.exec(text);
      const match = block ?? (level === "inline" ? INLINE.exec(text) : null);
      if (!match) return undefined;
      const source = block ? (match[1] ?? match[2] ?? match[3]!) : (match[1] ?? match[2]!);
      return { type: name, raw: match[0], source, shown: block !== null };
    },
    renderer: ({ source, shown }) => keep(source, shown),
  });
  return {
    extensions: [make("formulaBlock", "block"), make("formula", "inline")],
    restore: (html) => html.replace(/\uE000(\d+)\uE001/g, (_, place) => kept[Number(place)] ?? ""),
  };
}

/** A text without the marks that stand for formulas, which it could otherwise forge. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uE000\uE001]/g, "");
}

function toMathMl(source: string, displayMode: boolean): string {
  try {
    return temml.renderToString(source, {
      displayMode,
      throwOnError: true,
      trust: false,
      maxExpand: 200,
      annotate: false,
    });
  } catch {
    return `<code>${escapeHtml(source)}</code>`;
  }
}
