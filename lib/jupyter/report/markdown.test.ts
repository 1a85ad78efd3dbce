import { expect, test } from "vitest";
import { makeNotebook, markdown } from "../test/makeNotebook.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderNotebook } from "./renderNotebook.ts";

const PIXEL = "iVBORw0KGgo=";

test.each([
  ["a plain name", "![p](attachment:a.png)"],
  ["parentheses", "![p](attachment:a(1).png)"],
  ["a title", '![p](attachment:a.png "the title")'],
  ["a reference", "![p][pic]\n\n[pic]: attachment:a.png"],
  ["an <img>", '<img src="attachment:a.png" width="40">'],
  ["an <img> in a table", "<table><tr><td><img alt='p' src='attachment:a%20b.png'/></td></tr></table>"],
  ["percent-encoding", "![p](attachment:a%20b.png)"],
  ["blanks between brackets", "![p](<attachment:a b.png>)"],
  ["a percent sign", "![p](attachment:50%.png)"],
  ["an umlaut", "![p](attachment:ü.png)"],
])("an attachment with %s is shown", (_, source) => {
  const names = ["a.png", "a(1).png", "a b.png", "50%.png", "ü.png"];
  const attachments = Object.fromEntries(names.map((name) => [name, { "image/png": PIXEL }]));
  expect(renderMarkdown(source, "p", { attachments }).html).toContain(`src="data:image/png;base64,${PIXEL}"`);
});

test("an attached SVG is shown whether it is encoded or text; what is not attached is named", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const encoded = Buffer.from(svg).toString("base64");
  for (const content of [svg, encoded]) {
    const attachments = { "a.svg": { "image/svg+xml": content } };
    expect(renderMarkdown("![](attachment:a.svg)", "p", { attachments }).html).toContain(`base64,${encoded}"`);
  }
  const { html } = renderMarkdown(
    "![](attachment:b.png) ![](attachment:__proto__) ![](https://example.com/c.png)",
    "p",
  );
  expect(html).toContain("[picture: b.png]");
  expect(html).toContain("[picture: c.png]");
  expect(html).not.toContain("<img");
});

test("words that only look like an attachment stay words", () => {
  expect(renderMarkdown("ordinary text (attachment:50%) here", "p").html).toContain("(attachment:50%) here");
});

test("what is done and what is not look different, in lists of tasks and in HTML", () => {
  const { html } = renderMarkdown("- [x] bought\n- [ ] sold\n\n<input type='checkbox' checked> held", "p");
  expect(html.replace(/<[^>]*>/g, "")).toMatch(/☑ bought\s+☐ sold\s+☑ held/);
});

test("a macro lasts through its notebook, and no longer", async () => {
  const cells = [
    "$\\newcommand{\\score}[2]{#1_{#2}} \\DeclareMathOperator{\\sgn}{sgn} \\def\\R{\\mathcal{R}}$",
    "$$\\score{a}{b} + \\sgn x + \\R$$",
  ].map(markdown);
  const { html } = await renderNotebook({ name: "n", notebook: makeNotebook("tslab", cells) }, "n");
  expect(html).toMatch(/<msub><mi>a<\/mi><mi>b<\/mi><\/msub>[\s\S]*sgn[\s\S]*ℛ/);
  const other = await renderNotebook({ name: "o", notebook: makeNotebook("tslab", cells.slice(1)) }, "o");
  expect(other.html).toContain("<code>$$\\score{a}{b} + \\sgn x + \\R$$</code>");
  const forged = ["$\\gdef\\__proto__{x}\\gdef\\constructor{y}$", "$\\constructor$"].map(markdown);
  await renderNotebook({ name: "f", notebook: makeNotebook("tslab", forged) }, "f");
  expect(({} as Record<string, unknown>)["\\constructor"]).toBeUndefined();
});

test("a formula between two dollars stands in the middle of a paragraph, over lines, in a list and in HTML", () => {
  for (const source of [
    "so $$a_b$$ it *is*",
    "so\n$$a_b$$ it *is*",
    "so $$\na_b\n$$ it *is*",
    "- so $$a_b$$ it *is*",
    "<center>so $$a_b$$ it <em>is</em></center>",
    "so \\[a_b\\] it *is*",
    "($$a_b$$) it *is*",
  ]) {
    const { html } = renderMarkdown(source, "p");
    expect(html, source).toContain("<msub><mi>a</mi><mi>b</mi></msub>");
    expect(html, source).toContain("<em>is</em>");
  }
  expect(renderMarkdown("($$x$$) it is", "p").html).toMatch(/^<p>\(<math [^>]*>.*<\/math>\) it is<\/p>$/m);
});

test("dollars that no formula ends before an empty line stay dollars", () => {
  const { html } = renderMarkdown("pay $$ now\n\nand $$ later\n\n# Title\n\n`$$` and `$$`", "p");
  expect(html.replace(/<[^>]*>/g, "")).toMatch(/pay \$\$ now\s+and \$\$ later/);
  expect(html).toContain("<code>$$</code> and <code>$$</code>");
  expect(html).not.toContain("<math");
});

test("no formula is larger than a page", () => {
  const { html } = renderMarkdown(
    "$\\rule{99999em}{99999em}$ $\\hspace{99999cm}$ $\\kern-99999em x$ $\\raisebox{-9999pt}{x}$ $\\rule{1em}{2px}$",
    "p",
  );
  const lengths = [...html.matchAll(/(-?[\d.]+)(em|pt|px|cm)\b/g)].map(([, number]) => Math.abs(Number(number)));
  expect(lengths.length).toBeGreaterThan(4);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(640);
  expect(html).toContain('width="1em" height="2px"');
});

test("links lead to headings by JupyterLab's anchors and by GitHub's; others are text", async () => {
  const source = [
    "[a](#Results-&-costs) [b](#results--costs) [c](#C++) [d](#C) [e](#caf%C3%A9) [f](#provenance) [g](#My%20own)",
    "# Results & costs\n# C\n# C++\n## Café\n## café\n# My own\n# My own",
  ];
  const { html } = await renderNotebook({ name: "n", notebook: makeNotebook("tslab", source.map(markdown)) }, "n");
  const targets = ["a", "b", "c", "d", "e", "f", "g"].map(
    (name) => new RegExp(`<a(?: href="#([^"]*)")? rel="[^"]*">${name}</a>`).exec(html)?.[1],
  );
  const heading = (k: number) => `n-cell-2-h-${k}`;
  expect(targets).toEqual([1, 1, 3, 2, 5].map(heading).concat([undefined as never, heading(6)]));
});
