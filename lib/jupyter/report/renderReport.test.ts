import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatSeconds } from "trident-base";
import { expect, test } from "vitest";
import type { Cell, Output } from "../notebook/notebook.ts";
import { formatNotebook } from "../notebook/notebook.ts";
import { code, makeNotebook, markdown, temporaryFolders } from "../test/makeNotebook.ts";
import { ansiToHtml } from "./ansi.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderOutput } from "./renderOutput.ts";
import { renderReport } from "./renderReport.ts";
import { dressTables } from "./tables.ts";
import { writeReport } from "./writeReport.ts";

const newFolder = temporaryFolders();

const figure: Output = {
  output_type: "display_data",
  data: { "application/vnd.plotly.v1+json": { data: [{ y: [1, 2] }], layout: { title: { text: "A <b>title</b>" } } } },
  metadata: {},
};

test("the policy lets run exactly the scripts that are in the page, and no more", async () => {
  const html = await renderReport({
    title: "T",
    notebooks: [{ name: "a", notebook: makeNotebook("tslab", [code("1")]) }],
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script!);
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  expect(policy).toContain(`script-src ${hashes.join(" ")};`);
  expect(policy).toMatch(/^default-src 'none';.*connect-src 'none'/);
  expect(policy).not.toMatch(/unsafe-eval|https?:|script-src[^;]*unsafe/);
  expect(html).not.toContain('figure-library">');
  expect(html.length).toBeLessThan(60_000);
});

test("the same run gives the same bytes, the figure library once", async () => {
  const notebooks = [1, 2].map((n) => ({
    name: `n${n}`,
    notebook: makeNotebook("tslab", [code("x", [], [figure, figure])]),
  }));
  const [a, b] = await Promise.all([renderReport({ title: "T", notebooks }), renderReport({ title: "T", notebooks })]);
  expect(a).toBe(b);
  expect(a.match(/id="figure-library"/g)?.length).toBe(1);
  expect(a.match(/data-packed/g)?.length).toBe(4);
  expect(/aria-label="(A[^"]*)"/.exec(a)?.[1]).toBe("A title");
  expect(a.length).toBeLessThan(2_500_000);
});

test("failures are on top, linked to their cells; planned ones are not failures", async () => {
  const error: Output = { output_type: "error", ename: "TypeError", evalue: "no <luck>", traceback: [] };
  const failed = { ...code("x", [], [error]), metadata: { papermill: { status: "failed", exception: true } } };
  const planned = { ...code("y", [], [error]), metadata: { papermill: { status: "completed", exception: false } } };
  const notebook = makeNotebook("tslab", [markdown("# One & two"), failed, planned]);
  const html = await renderReport({ title: "a < b", notebooks: [{ name: "n", notebook }] });
  expect(html).toContain("<title>a &lt; b</title>");
  const [banner] = /<section class="failures"[\s\S]*?<\/section>/.exec(html)!;
  expect(banner).toContain("One cell failed");
  expect(banner).toContain('<a href="#notebook-1-cell-2">n, cell 2</a><span>TypeError: no &lt;luck&gt;</span>');
  expect(html).toContain('<section class="cell failed" id="notebook-1-cell-2"><details class="code" open>');
  expect(html).toContain('<a href="#notebook-1-cell-1-h-1">One &amp; two</a>');
});

test("an error of a cell that may raise is expected, whoever ran it; a kernel that died of it is a failure", async () => {
  const error: Output = { output_type: "error", ename: "ValueError", evalue: "negative", traceback: [] };
  const tagged = code("x", ["raises-exception"], [error]);
  const died = { ...tagged, metadata: { ...tagged.metadata, papermill: { status: "failed", exception: true } } };
  const render = (cell: Cell) =>
    renderReport({ title: "T", notebooks: [{ name: "n", notebook: makeNotebook("python3", [cell]) }] });
  const expected = await render(tagged);
  expect(expected).toContain('<div class="error expected"><p><span class="label">Expected error</span>');
  expect(expected).not.toMatch(/class="failures"|state failed|class="mark"|cell failed/);
  const failed = await render(died);
  expect(failed).toContain("One cell failed");
  expect(failed).not.toContain("Expected error");
});

test("every link of the contents has its target, whatever the headings say", async () => {
  const notebook = makeNotebook("tslab", [markdown("# A\n## A\n### `c` <b>d</b>\n\nSetext\n---\n"), markdown("# A")]);
  const html = await renderReport({ title: "T", notebooks: ["a", "a"].map((name) => ({ name, notebook })) });
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

test("a folder's notebooks go by name, and the file is whole", async () => {
  const folder = newFolder();
  for (const name of ["02-b", "01-a"]) {
    writeFileSync(join(folder, `${name}.ipynb`), formatNotebook(makeNotebook("tslab", [markdown(`# ${name}`)])));
  }
  const out = join(folder, "deep", "report.html");
  const { bytes } = await writeReport({ runs: [folder], out });
  const html = readFileSync(out, "utf8");
  expect(Buffer.byteLength(html)).toBe(bytes);
  expect(html.indexOf("01-a")).toBeLessThan(html.indexOf("02-b"));
  await expect(writeReport({ runs: [newFolder()], out })).rejects.toThrow("no notebook to report on");
  await expect(writeReport({ runs: [join(folder, "none")], out })).rejects.toThrow("no such run");
});

test("columns of numbers are set flush right, with their heads", () => {
  const html = dressTables(
    "<table><tr><th></th><th>n</th><th>name</th></tr><tr><th>a</th><td>1,234.5</td><td>x1</td></tr><tr><th>b</th><td>-3 %</td><td>2</td></tr></table>",
  );
  expect(html.match(/data-n/g)?.length).toBe(3);
  expect(html).toContain("<th data-n>n</th>");
  expect(html).toMatch(/^<div class="table" tabindex="0" role="region"/);
  expect(html).not.toContain("data-long");
  const long =
    "<table><tr><th>Works out of sample: alpha a year</th><td>not enough data, by a long way</td></tr></table>";
  expect(dressTables(long).match(/<(t[dh]) data-long>/g)).toEqual(["<th data-long>"]);
});

test("an attachment is shown in place", () => {
  const { html } = renderMarkdown("![p](attachment:a%20b.png)", "x", {
    attachments: { "a b.png": { "image/png": "AAAA\nBBBB" } },
  });
  expect(html).toContain('<img src="data:image/png;base64,AAAABBBB" alt="p"');
});

test("LaTeX becomes MathML that links to nothing; prices and code stay as they are", async () => {
  const { html } = renderMarkdown(
    "$x^2$ costs $5 and $10, `$a$`\n\n$$\\sum_i x_i$$\n\n\\begin{align}a&=b\\end{align}",
    "p",
  );
  expect(html.match(/<math\b/g)).toHaveLength(3);
  expect(html).toContain("</math> costs $5 and $10, <code>$a$</code>");
  expect(html).toContain('<math display="block"');
  const bad =
    "$\\href{javascript:alert(1)}{x}$ $\\includegraphics{https://example.com/x.png}$ $a</math><img src=x onerror=alert(1)>$ \uE0000\uE001";
  expect(renderMarkdown(bad, "p").html).not.toMatch(/href="(?!#)|<img|src=|<a /);
  const latex = await renderOutput(
    { output_type: "display_data", data: { "text/latex": "$\\frac{a}{b}$", "text/plain": "a/b" }, metadata: {} },
    "o",
  );
  expect(latex).toContain("<mfrac>");
});

test("colours of a terminal become classes, other sequences go", () => {
  expect(ansiToHtml("\u001b[31mred\u001b[0m <b>\u001b[2K\u001b[1A")).toBe(
    '<span class="ansi-red-fg">red</span> &lt;b&gt;',
  );
});

test("of a very long text the middle is left out, and said so", async () => {
  const text = Array.from({ length: 60_000 }, (_, i) => `line ${i}`).join("\n");
  const html = await renderOutput({ output_type: "stream", name: "stdout", text }, "o");
  expect(html.length).toBeLessThan(130_000);
  expect(html).toMatch(/… [\d,]+ characters are left out here; the executed notebook has them …/);
  expect(html).toContain("line 59999");
});

test("of what only a live notebook shows its text stands, or a word; forms are tried in their order", async () => {
  const show = (data: Record<string, string>) => renderOutput({ output_type: "display_data", data, metadata: {} }, "o");
  expect(await show({ "text/html": "<script>1</script>", "text/plain": "Plotly" })).toBe(
    '<pre class="result" tabindex="0">Plotly</pre><p class="note">An interactive output was left out (text/html); this is its text.</p>',
  );
  expect(await show({ "text/html": "", "text/plain": "seen" })).toContain("seen");
  expect(await show({ "text/markdown": "**m**", "text/plain": "p" })).toContain("<strong>m</strong>");
  expect(await show({ "application/unknown": "x" })).toBe(
    '<p class="note">An interactive output was left out (application/unknown).</p>',
  );
});

test.each([
  [0.0421, "42 ms"],
  [12.34, "12.3 s"],
  [59.97, "1 min 0 s"],
  [119.7, "2 min 0 s"],
  [125, "2 min 5 s"],
  [7380, "2 h 3 min"],
])("%d s reads %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
