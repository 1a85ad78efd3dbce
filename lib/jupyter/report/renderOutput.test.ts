import type { Json } from "trident-base";
import { describe, expect, test } from "vitest";
import type { Output } from "../notebook/notebook.ts";
import { renderOutput, renderOutputs } from "./renderOutput.ts";

const show = (data: { readonly [mime: string]: Json }) =>
  renderOutput({ output_type: "display_data", data, metadata: {} }, "o");
const words = (html: string) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

describe("nothing is left out without a word", () => {
  test.each<[string, { readonly [mime: string]: Json }, string]>([
    [
      "HTML that only a script fills",
      { "text/html": '<div id="chart"></div><script>draw("chart")</script>' },
      "An interactive output was left out (text/html).",
    ],
    [
      "the same with a text form",
      { "text/html": "<div id=a></div><script>f()</script>", "text/plain": "Chart(rows=5)" },
      "Chart(rows=5) An interactive output was left out (text/html); this is its text.",
    ],
    [
      "Vega-Lite alone",
      { "application/vnd.vegalite.v5+json": { mark: "bar" } },
      "An interactive output was left out (application/vnd.vegalite.v5+json).",
    ],
    [
      "a widget",
      { "application/vnd.jupyter.widget-view+json": { model_id: "x" }, "text/plain": "IntSlider(value=3)" },
      "IntSlider(value=3) An interactive output was left out (application/vnd.jupyter.widget-view+json); this is its text.",
    ],
    [
      "a frame",
      { "text/html": '<iframe src="https://example.com"></iframe>' },
      "An interactive output was left out (text/html).",
    ],
    [
      "a script beside a table",
      { "text/html": "<table><tr><td>5</td></tr></table><script>sort()</script>" },
      "5 Parts of this output that run in a live notebook were left out (&lt;script&gt;).",
    ],
    ["a PDF", { "application/pdf": "JVBERi0=" }, "An interactive output was left out (application/pdf)."],
    [
      "JavaScript",
      { "application/javascript": "alert(1)", "text/plain": "<IPython.core.display.Javascript object>" },
      "&lt;IPython.core.display.Javascript object&gt; An interactive output was left out (application/javascript); this is its text.",
    ],
    [
      "JSON(...)",
      { "application/json": { a: [1] }, "text/plain": "<IPython.core.display.JSON object>" },
      '{ "a": [ 1 ] }',
    ],
    [
      "a figure that is none",
      { "application/vnd.plotly.v1+json": "x", "text/plain": "Figure" },
      "Figure An interactive output was left out (application/vnd.plotly.v1+json); this is its text.",
    ],
  ])("%s", async (_, data, text) => {
    expect(words(await show(data)).replaceAll("&quot;", '"')).toBe(text);
  });

  test("data for scripts, a style sheet alone, and an empty bundle are nothing to be told of", async () => {
    const html = '<script type="application/json">{}</script><p>text</p>';
    expect(words(await show({ "text/html": html }))).toBe("text");
    expect(await show({ "text/html": "<style>p { color: red }</style>" })).toBe("");
    expect(await show({})).toBe("");
  });

  test("a drawing in HTML is a picture", async () => {
    const html = await show({ "text/html": '<p>net</p><svg width="9"><g><circle r="3"/></g></svg>' });
    const [, base64] = /<img alt="Drawing" src="data:image\/svg\+xml;base64,([^"]*)"/.exec(html)!;
    expect(Buffer.from(base64!, "base64").toString()).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9"><g><circle r="3"/></g></svg>',
    );
  });
});

test("a table that pandas styled keeps its colours and bars", async () => {
  const html = await show({
    "text/html": `<style type="text/css">
#T_1 thead th { color: #ffffff; background-color: #111111 }
#T_1_row0_col0, #T_1_row1_col0 { background-color: #00441b; color: #f1f1f1; position: fixed; }
#T_1_row0_col1 { width: 10em; background: linear-gradient(90deg, #d65f5f 50.0%, transparent 50.0%); }
.col1 { font-weight: bold; } td:hover { color: blue } @media print { td { color: black } }
</style><table id="T_1" class="dataframe"><thead><tr><th>a</th><th>b</th></tr></thead><tbody>
<tr><td id="T_1_row0_col0" class="data row0 col0">1</td><td id="T_1_row0_col1" class="data row0 col1">2</td></tr>
<tr><th>c</th><td id="T_1_row1_col0" class="data" style="color: red">3</td></tr></tbody></table>`,
  });
  expect(html).toMatch(/^<div class="html own-colours">/);
  const styles = [...html.matchAll(/<(t[dh])(?: style="([^"]*)")?[^>]*>(\w)</g)].map(([, , style = "", text]) => [
    text,
    style,
  ]);
  expect(Object.fromEntries(styles)).toEqual({
    a: "color:#ffffff;background-color:#111111",
    b: "color:#ffffff;background-color:#111111",
    "1": "background-color:#00441b;color:#f1f1f1",
    "2": "font-weight:bold;width:10em;background:linear-gradient(90deg, #d65f5f 50.0%, transparent 50.0%)",
    c: "",
    "3": "background-color:#00441b;color:#f1f1f1;color:red",
  });
});

test("what is printed in a row is one text, as a terminal shows it", async () => {
  const print = (text: string, name: "stdout" | "stderr" = "stdout"): Output => ({ output_type: "stream", name, text });
  const outputs = [print("\r 10%"), print("\r 50%"), print("\r100%\n"), print("warning", "stderr"), print("done")];
  expect((await renderOutputs(outputs, "o")).map(words)).toEqual(["100%", "warning", "done"]);
});

test("an expected error says that it is one", async () => {
  const error: Output = { output_type: "error", ename: "ValueError", evalue: "bad\rgood", traceback: [] };
  const [expected] = await renderOutputs([error], "o", { expected: true });
  expect(expected).toMatch(/^<div class="error expected">/);
  expect(words(expected!)).toBe("Expected error ValueError good");
});

test.each([
  ["one line", `${"x".repeat(1_500_000)}END`],
  ["one line after another, with its end", `first\n${"x".repeat(3_000_000)}END\n`],
  ["a line of pairs", `first\n${"😀".repeat(1_500_000)}END\nlast`],
])("%s of megabytes shows its beginning and its end", async (_, text) => {
  const html = await renderOutput({ output_type: "stream", name: "stdout", text }, "o");
  expect(html.length).toBeLessThan(130_000);
  expect(html).toMatch(/(x|😀){10000}/u);
  expect(html).toContain("END");
  expect(html.isWellFormed()).toBe(true);
  expect(html).toMatch(/… [\d,]+ characters are left out here/);
});
