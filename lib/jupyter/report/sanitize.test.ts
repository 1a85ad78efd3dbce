import fc from "fast-check";
import sanitizeHtml from "sanitize-html";
import { describe, expect, test } from "vitest";
import { PAYLOADS } from "../test/xssPayloads.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderOutput } from "./renderOutput.ts";
import { STYLES, safeStyle, sanitize } from "./sanitize.ts";

/** What must never be in a report: anything that runs, loads or sends. */
const HARM =
  /<(script|svg|iframe|object|embed|form|input|link|meta|base|style|template|math)\b|\son\w+\s*=|javascript:|url\(|src="(?!data:)|srcset|<a [^>]*href="(?!https?:|mailto:|#)/i;

describe("outputs of unknown origin", () => {
  test.each(PAYLOADS)("%s", async (payload) => {
    expect(sanitize(payload)).not.toMatch(HARM);
    expect(renderMarkdown(`text\n\n${payload}\n\n# Title ${payload}`, "p").html).not.toMatch(HARM);
    const shown = await renderOutput(
      { output_type: "display_data", data: { "text/html": payload }, metadata: {} },
      "o",
    );
    expect(shown).not.toMatch(HARM);
    for (const html of [
      await renderOutput({ output_type: "stream", name: "stdout", text: payload }, "o"),
      await renderOutput({ output_type: "error", ename: payload, evalue: payload, traceback: [payload] }, "o"),
      await renderOutput({ output_type: "display_data", data: { "text/plain": payload }, metadata: {} }, "o"),
      await renderOutput({ output_type: "display_data", data: { "application/json": payload }, metadata: {} }, "o"),
    ]) {
      expect(html.replace(/&[a-z]+;|&#\d+;/g, "")).not.toMatch(
        /<(script|img|svg|a|iframe|form|style|meta|base|p id)\b/i,
      );
    }
  });

  test("markdown links and pictures cannot run or load either", () => {
    const { html } = renderMarkdown("[x](javascript:alert(1)) ![y](https://example.com/y.png) ![z](javascript:1)", "p");
    expect(html).not.toMatch(HARM);
    expect(html).toContain("[picture: y]");
  });

  test("ids and classes of the page cannot be taken", () => {
    expect(sanitize(PAYLOADS.at(-1)!)).toBe("<p>f</p>");
  });

  test("an SVG is a picture", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const html = await renderOutput({ output_type: "display_data", data: { "image/svg+xml": svg }, metadata: {} }, "o");
    expect(html).toMatch(/^<img class="picture" src="data:image\/svg\+xml;base64,[\w+/=]+" alt="">$/);
    const png = { "image/png": 'AAAA" onerror="alert(1)', "text/plain": '" onerror="x' };
    const picture = await renderOutput({ output_type: "display_data", data: png, metadata: {} }, "o");
    expect(picture).toBe(
      '<img class="picture" src="data:image/png;base64,AAAAonerror=alert1" alt="&quot; onerror=&quot;x">',
    );
  });

  test("a style, whatever it says, comes out as declarations of known properties and forms", () => {
    const words = fc.constantFrom(
      ...["color", "background-color", "width", "position", "background", "Color", "red", "#a1b2c3", "rgb(1, 2, 3)"],
      ...["10px", "50%", "fixed", "url(https://example.com/)", "expression(1)", "!important", "\\65 ", "@import 'x'"],
      ...["color: red;", "width: 50% !important;", "background-color: rgba(1, 2, 3, 0.5);", ":", ":", ";", ";"],
      ...[" ", "\n", "/*", "*/", "{", "}", '"', "'", "(", ")", ",", "\u0000", "é"],
    );
    const styles = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(""));
    const kept = /^((color|background-color|background|width):[#\w(),. %]+(\s*!important)?(;|$))*$/;
    fc.assert(fc.property(styles, (style) => kept.test(safeStyle(style))));
    expect(safeStyle("background ")).toBe("");
  });

  test("of a style's declarations those are kept that sanitize-html keeps by its parser", () => {
    const property = fc.constantFrom("color", "background-color", "width", "text-align", "position", "background");
    const value = fc.constantFrom("red", "#a1b2c3", "rgb(1, 2, 3)", "10px", "50%", "center", "fixed", "url(x)", "a b");
    const important = fc.constantFrom("", " !important");
    const declaration = fc.tuple(property, value, important).map(([name, set, mark]) => `${name}: ${set}${mark}`);
    const parsed = (style: string) => {
      const allowedStyles = { "*": Object.fromEntries([...STYLES].map(([name, form]) => [name, [form]])) };
      const html = sanitizeHtml(`<p style="${style}"></p>`, { allowedAttributes: { "*": ["style"] }, allowedStyles });
      return / style="([^"]*)"/.exec(html)?.[1] ?? "";
    };
    const styles = fc.array(declaration, { maxLength: 6 }).map((all) => all.join(";"));
    fc.assert(fc.property(styles, (style) => void expect(safeStyle(style)).toBe(parsed(style))));
  });

  test("what is harmless stays", () => {
    const html = '<table class="dataframe"><tr><th>a</th><td style="color:red" colspan="2">1 &lt; 2</td></tr></table>';
    expect(sanitize(html)).toBe(html);
    const link = '<a href="https://example.com/">x</a>';
    expect(sanitize(link)).toContain('href="https://example.com/" rel="noopener noreferrer"');
    const image = '<img src="data:image/png;base64,AAAA" alt="a">';
    expect(sanitize(image)).toContain('src="data:image/png;base64,AAAA"');
  });
});
