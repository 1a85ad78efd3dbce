import { describe, expect, test } from "vitest";
import { PAYLOADS } from "../test/xssPayloads.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderOutput } from "./renderOutput.ts";
import { sanitize } from "./sanitize.ts";

/** What must never be in a report: anything that runs, loads or sends. */
const HARM =
  /<(script|svg|iframe|object|embed|form|input|link|meta|base|style|template|math)\b|\son\w+\s*=|javascript:|url\(|src="(?!data:)|srcset|<a [^>]*href="(?!https?:|mailto:|#)/i;

describe("outputs of unknown origin", () => {
  test.each(PAYLOADS)("%s", (payload) => {
    expect(sanitize(payload)).not.toMatch(HARM);
    expect(renderMarkdown(`text\n\n${payload}\n\n# Title ${payload}`, "p").html).not.toMatch(HARM);
    const shown = renderOutput({ output_type: "display_data", data: { "text/html": payload }, metadata: {} }, "o");
    expect(shown).not.toMatch(HARM);
    for (const html of [
      renderOutput({ output_type: "stream", name: "stdout", text: payload }, "o"),
      renderOutput({ output_type: "error", ename: payload, evalue: payload, traceback: [payload] }, "o"),
      renderOutput({ output_type: "display_data", data: { "text/plain": payload }, metadata: {} }, "o"),
      renderOutput({ output_type: "display_data", data: { "application/json": payload }, metadata: {} }, "o"),
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

  test("an SVG is a picture", () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const html = renderOutput({ output_type: "display_data", data: { "image/svg+xml": svg }, metadata: {} }, "o");
    expect(html).toMatch(/^<img class="picture" src="data:image\/svg\+xml;base64,[\w+/=]+" alt="">$/);
    const png = { "image/png": 'AAAA" onerror="alert(1)', "text/plain": '" onerror="x' };
    const picture = renderOutput({ output_type: "display_data", data: png, metadata: {} }, "o");
    expect(picture).toBe(
      '<img class="picture" src="data:image/png;base64,AAAAonerror=alert1" alt="&quot; onerror=&quot;x">',
    );
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
