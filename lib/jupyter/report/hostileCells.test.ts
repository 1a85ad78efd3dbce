import fc from "fast-check";
import type { Json } from "trident-base";
import { describe, expect, test } from "vitest";
import type { Output } from "../notebook/notebook.ts";
import { code, makeNotebook, markdown } from "../test/makeNotebook.ts";
import { renderNotebook } from "./renderNotebook.ts";
import { renderReport } from "./renderReport.ts";

const DEEP = 2_000;
/** Texts that have brought down renderers of Markdown, HTML, LaTeX or terminals. */
const NASTY: Readonly<Record<string, string>> = {
  "a percent sign in what looks like an attachment": "ordinary text (attachment:50%) here",
  quotations: ">".repeat(5_000),
  "quotations with blanks": "> ".repeat(DEEP),
  "lists in lists": Array.from({ length: 400 }, (_, k) => `${"  ".repeat(k)}- a`).join("\n"),
  "numbered lists in a line": "1. ".repeat(DEEP),
  emphasis: `${"*a _b ".repeat(DEEP / 2)}`,
  stars: "*".repeat(DEEP),
  links: "[".repeat(DEEP),
  "links in links": "[a](".repeat(DEEP),
  pictures: "![a](attachment:".repeat(DEEP),
  ticks: "`".repeat(DEEP) + " ``".repeat(DEEP),
  fences: "```\n".repeat(DEEP),
  tags: "<div>".repeat(DEEP),
  "open tags": "<div".repeat(DEEP),
  tables: "<table><tr><td>".repeat(DEEP),
  comments: "<!--".repeat(DEEP),
  drawings: "<svg>".repeat(DEEP),
  styles: `<style>${"{".repeat(DEEP)}</style><p style="${"color:".repeat(DEEP)}">`,
  "a style of a thousand rules": `<style>${Array.from({ length: 1000 }, (_, k) => `.a${k} td { color: red }`).join("")}</style><table><tr><td>1</td></tr></table>`,
  dollars: "$".repeat(DEEP),
  "dollars with blanks": "$$ ".repeat(DEEP),
  environments: "\\begin{align}x".repeat(DEEP),
  braces: `$${"{".repeat(DEEP)}${"}".repeat(DEEP)}$`,
  fractions: `$${"\\frac{1}{".repeat(DEEP)}${"}".repeat(DEEP)}$`,
  roots: `$${"\\sqrt{".repeat(500)}x${"}".repeat(500)}$`,
  "a macro of itself": "$\\newcommand{\\a}{\\a\\a}\\a$",
  "a macro that doubles": `$\\def\\a#1{#1#1}${"\\a{".repeat(30)}x${"}".repeat(30)}$`,
  "half a character": "a\ud800b\udc00 $\ud800$ <b title='\udc00'>\ud800</b>",
  zeros: "a\0b <p>\0</p> $\0$ `\0`",
  escapes: `${"\x1b[31m".repeat(DEEP)}x${"\x1b]8;;".repeat(DEEP)}`,
  backspaces: "a\b\r".repeat(DEEP),
  entities: "&#xD800;&#x110000;&#0;&".repeat(DEEP / 5),
  headings: "# a\n".repeat(DEEP / 5),
  addresses: "http://a.".repeat(DEEP),
  "a wide table": `|${"a|".repeat(1500)}\n|${"-|".repeat(1500)}\n${`|${"1|".repeat(1500)}\n`.repeat(3)}`,
};

const FORMS = [
  "text/html",
  "text/markdown",
  "text/latex",
  "text/plain",
  "image/svg+xml",
  "image/png",
  "application/json",
];

/** Everywhere a text can stand in a notebook. */
function notebookOf(text: string) {
  const shown = FORMS.map((mime): Output => ({ output_type: "display_data", data: { [mime]: text }, metadata: {} }));
  const outputs: readonly Output[] = [
    { output_type: "stream", name: "stdout", text },
    { output_type: "error", ename: text, evalue: text, traceback: [text] },
    ...shown,
    { output_type: "display_data", data: { "application/vnd.plotly.v1+json": figureOf(text) }, metadata: {} },
  ];
  const attachments = { [text]: { "image/png": text }, "50%": { "image/png": 1 } };
  const cells = [
    markdown("# Before"),
    { ...markdown(text), attachments },
    code(text, [], outputs),
    markdown("# After"),
  ];
  return makeNotebook("python3", cells as never);
}

function figureOf(text: string): Json {
  const trace = { type: "bar", name: text, x: [text, "a"], y: [1, text], text, marker: { color: text } };
  return { data: [trace], layout: { title: { text }, height: text, xaxis: { title: text, range: [text, 1] } } };
}

describe("one cell never costs the page", () => {
  test.each(Object.entries(NASTY))("%s", { timeout: 60_000 }, async (_, text) => {
    const { html } = await renderNotebook({ name: "n", notebook: notebookOf(text) }, "n");
    expect(html).toContain(">Before<");
    expect(html).toContain(">After<");
  });

  test("a page of them all is whole", { timeout: 60_000 }, async () => {
    const cells = Object.values(NASTY).map((text) => markdown(text));
    const notebook = makeNotebook("tslab", [markdown("# Before"), ...cells, markdown("# After")]);
    const html = await renderReport({ title: "T", notebooks: [{ name: "n", notebook }] });
    expect(html).toMatch(/>Before<[\s\S]*>After<[\s\S]*<\/html>/);
  });

  test("a text that cannot be rendered stands as it was written, with a note", async () => {
    const source = `${">".repeat(5000)} & <b>`;
    const { html } = await renderNotebook({ name: "n", notebook: makeNotebook("tslab", [markdown(source)]) }, "n");
    expect(html).toContain('<p class="note">This text could not be rendered and stands as it was written: ');
    expect(html).toContain(`${"&gt;".repeat(5000)} &amp; &lt;b&gt;</pre>`);
  });

  test("an output that cannot be rendered stands as text, with a note", async () => {
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
    const data = { "application/json": deep, "text/plain": "a deep list" };
    const cell = code("x", [], [{ output_type: "display_data", data, metadata: {} }]);
    const { html } = await renderNotebook({ name: "n", notebook: makeNotebook("tslab", [cell]) }, "n");
    expect(html).toContain('<p class="note">This output could not be rendered and stands as text: ');
    expect(html).toContain(">a deep list</pre>");
  });

  test("whatever words a text is made of", { timeout: 60_000 }, async () => {
    const word = fc.constantFrom(
      ...["$", "$$", "\\(", "\\)", "\\begin{a}", "\\end{a}", "\\frac", "{", "}", "^", "_", "&", "\\\\", "\\newcommand"],
      ...[
        "*",
        "_",
        "`",
        "```\n",
        "# ",
        "- ",
        "- [x] ",
        "> ",
        "1. ",
        "|",
        "|-|\n",
        "[",
        "](",
        ")",
        "!",
        "<",
        ">",
        "</",
        "a: ",
      ],
      ...[
        "<table>",
        "<td>",
        "<tr>",
        "</table>",
        "<svg>",
        "</svg>",
        "<style>",
        "</style>",
        "<img src=",
        "<script>",
        "</p>",
      ],
      ...[
        "attachment:",
        "%",
        "%E4",
        "\0",
        "\ud800",
        "\udc00",
        "\r",
        "\b",
        "\x1b[",
        "31m",
        "K",
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
      ],
      ...[
        "x",
        "é",
        "😀",
        "\uE000",
        "0\uE001",
        '"',
        "'",
        "=",
        "#",
        "https://a.b",
        "@",
        "~~",
        "2020-01-01",
        "1e308",
        "light-dark(",
      ],
    );
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(""));
    await fc.assert(
      fc.asyncProperty(text, async (each) => {
        const { html } = await renderNotebook({ name: "n", notebook: notebookOf(each) }, "n");
        expect(html).toContain(">Before<");
        expect(html).toContain(">After<");
        expect(html).not.toMatch(/<(script|style|iframe)\b/);
      }),
      { numRuns: 60 },
    );
  });

  test("whatever is where a figure should be", { timeout: 60_000 }, async () => {
    const figure = fc.record({
      data: fc.oneof(
        fc.jsonValue(),
        fc.array(
          fc.record({
            type: fc.constantFrom("bar", "scatter", "heatmap", "candlestick", "pie"),
            x: fc.jsonValue(),
            y: fc.array(fc.double()),
            z: fc.jsonValue(),
            marker: fc.jsonValue(),
          }),
          { maxLength: 3 },
        ),
      ),
      layout: fc.oneof(
        fc.jsonValue(),
        fc.record({
          title: fc.jsonValue(),
          xaxis: fc.record({
            type: fc.constantFrom("log", "date", "category", "x"),
            range: fc.jsonValue(),
            tickvals: fc.jsonValue(),
          }),
          height: fc.jsonValue(),
        }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(figure, async (each) => {
        const data = { "application/vnd.plotly.v1+json": each as never };
        const cells = [code("x", [], [{ output_type: "display_data", data, metadata: {} }]), markdown("# After")];
        const { html } = await renderNotebook({ name: "n", notebook: makeNotebook("tslab", cells) }, "n");
        expect(html).toContain(">After<");
      }),
      { numRuns: 60 },
    );
  });
});
