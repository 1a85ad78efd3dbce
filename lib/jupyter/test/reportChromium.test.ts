import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { Verdict } from "trident-base";
import { writeTextAtomically } from "trident-base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Output } from "../notebook/notebook.ts";
import { renderReport } from "../report/renderReport.ts";
import { CHROMIUM, LOW_CONTRAST, launchChromium } from "./chromium.ts";
import { code, makeNotebook, markdown, temporaryFolders } from "./makeNotebook.ts";
import { PAYLOADS } from "./xssPayloads.ts";

const newFolder = temporaryFolders();

function figure(title: string, trace: object): Output {
  const bundle = { data: [trace], layout: { title: { text: title } } };
  return { output_type: "display_data", data: { "application/vnd.plotly.v1+json": bundle as never }, metadata: {} };
}

function html(text: string): Output {
  return { output_type: "display_data", data: { "text/html": text }, metadata: {} };
}

const SCORES = `<table><caption>Scores, all of them</caption><thead><tr><th>name</th><th>score</th></tr></thead>
<tbody><tr><th>b, "x"</th><td>1,200.5</td></tr><tr><th>=1+1</th><td>–</td></tr><tr><th>a</th><td>-3 %</td></tr><tr><th>c</th><td>40</td></tr></tbody></table>`;

const LINES = `<table><caption>${"A sentence that is longer than a phone is wide. ".repeat(4)}</caption>
<thead><tr><th>line</th><th>status</th><th>detail</th></tr></thead>
<tbody><tr><th>Generalises to tickers never trained on: alpha a year</th><td>not enough data</td><td>${"and more ".repeat(30)}</td></tr></tbody></table>`;

const verdict: Verdict = {
  title: "Is it true?",
  status: "fail",
  lines: PAYLOADS.slice(0, 3).map((text, k) => ({
    ...{ id: `${k}`, title: text, status: "fail", value: text, threshold: text, interval: [0, 1], detail: text },
  })),
};

const notebook = makeNotebook("tslab", [
  markdown(`# First\n\n${PAYLOADS.join("\n\n")}\n\n## Second`),
  code("let a = 1;", [], [figure("Bars", { type: "bar", x: ["a", "b"], y: [1, 2] })]),
  code("wide", [], [html(`<table><tr>${"<td>a wide cell</td>".repeat(40)}</tr></table>`)]),
  code("payloads", [], PAYLOADS.map(html)),
  code(
    "x",
    [],
    [
      html('<div id="code-switch"></div>'),
      figure('<a href="javascript:alert(1)">x</a><img src=x onerror=alert(1)>', { type: "scattergl", y: [1, 3, 2] }),
    ],
  ),
  code("scores", [], [html(SCORES)]),
  code("lines", [], [html(LINES)]),
  code(
    "svg",
    [],
    [
      {
        output_type: "display_data",
        data: {
          "image/svg+xml":
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)"><script>alert(1)</script><image href="https://example.com/x.png"/></svg>',
        },
        metadata: {},
      },
    ],
  ),
  markdown(
    "$$\\rule{99999em}{99999em}$$ and $\\rule{99999em}{1em}$\n\n<div style='width:1400px; background-color:#eeeeee' class='language-fixed'>a wide box</div>",
  ),
  code(
    "fixed",
    [],
    [
      html(
        '<div style="width:1200px; background-color:#ffffcc" class="language-fixed">wide and light</div><p style="color:#222222" class="language-fixed">dark</p>',
      ),
      html('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="1600000"></svg>'),
    ],
  ),
  code("pie", [], [figure("Pie", { type: "pie", values: [1, 2] })]),
  markdown("# Last\n\n".concat("A paragraph.\n\n".repeat(60))),
  code(
    "y",
    [],
    [
      figure("Far down", {
        type: "heatmap",
        z: [
          [1, 2],
          [3, 4],
        ],
      }),
    ],
  ),
]);

describe.runIf(CHROMIUM)("the report in Chromium, opened as a file", () => {
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    const file = join(newFolder(), "report.html");
    await writeTextAtomically(
      file,
      await renderReport({
        title: "Report",
        notebooks: [{ name: "n", notebook }],
        verdict,
        complaints: PAYLOADS.map((text) => ({ notebook: text, text })),
      }),
    );
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("dialog", (dialog) => {
      troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(() => browser?.close());

  test("figures are drawn when they come near, not before", async () => {
    await page.locator(".canvas").first().scrollIntoViewIfNeeded();
    await page.locator(".canvas[data-drawn]").first().waitFor();
    const drawn = await page.locator(".canvas[data-drawn]").count();
    expect(drawn).toBeLessThan(4);
    expect(await page.locator(".canvas").first().locator("svg .bars path").count()).toBe(2);
    await page.locator(".canvas").last().scrollIntoViewIfNeeded();
    await page.locator(".canvas").last().locator("svg .heatmaplayer image").waitFor();
  });

  test("links of the contents lead to their headings, and the column follows", async () => {
    await page.locator(".contents a", { hasText: "Last" }).click();
    await page.locator(".contents a[aria-current]", { hasText: "Last" }).waitFor();
    expect(await page.locator("h2", { hasText: "Last" }).isVisible()).toBe(true);
  });

  test("code unfolds with the keyboard", async () => {
    const shown = () => page.locator("details.code[open]").count();
    expect(await shown()).toBe(0);
    const all = await page.locator("details.code").count();
    expect(all).toBeGreaterThan(7);
    await page.locator("#code-switch").focus();
    await page.keyboard.press("Enter");
    expect(await shown()).toBe(all);
  });

  const scores = () => page.locator(".table", { hasText: "Scores" });

  test("a table sorts by its heads with the keyboard, and says so; a third time restores it", async () => {
    const names = () => scores().locator("tbody th").allInnerTexts();
    const before = await names();
    const head = scores().getByRole("button", { name: "score" });
    const sorted: [string | null, string[]][] = [];
    await head.focus();
    for (let times = 0; times < 3; times++) {
      await page.keyboard.press("Enter");
      sorted.push([await scores().locator("thead th").last().getAttribute("aria-sort"), await names()]);
    }
    expect(sorted).toEqual([
      ["ascending", ["a", "c", 'b, "x"', "=1+1"]],
      ["descending", ['b, "x"', "c", "a", "=1+1"]],
      [null, before],
    ]);
  });

  test("a table comes down as CSV, with plain numbers and without formulas", async () => {
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV: Scores, all of them" }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^\d\d-scores-all-of-them\.csv$/);
    const text = readFileSync(await download.path(), "utf8");
    expect(text).toBe('\uFEFFname,score\r\n"b, ""x""",1200.5\r\n\'=1+1,\r\na,-3%\r\nc,40\r\n');
  });

  test("dark and light can be chosen, whatever the system says", async () => {
    const paper = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await paper();
    await page.getByRole("button", { name: "Show the page dark" }).click();
    expect(await paper()).not.toBe(light);
    await page.getByRole("button", { name: "Show the page light" }).click();
    expect(await paper()).toBe(light);
  });

  test.each(["light", "dark"] as const)("text has a contrast of 4.5 at least, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.evaluate("delete document.documentElement.dataset.theme");
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  });

  test.each(["light", "dark"] as const)("what brings colours of its own can be read, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    // The texts that have colours of their own are not left out here.
    const script = LOW_CONTRAST.replace(", [style]", "").replace("document.body, NodeFilter", "root, NodeFilter");
    const low = `[...document.querySelectorAll(".language-fixed")].flatMap((root) => ${script})`;
    expect(await page.locator(".language-fixed").count()).toBe(3);
    expect(await page.evaluate(low)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  });

  test("nothing makes the page longer than what is in it", async () => {
    expect(await page.evaluate("document.documentElement.scrollHeight")).toBeLessThan(25_000);
  });

  test("no table is cut on paper, however wide it is", async () => {
    await page.emulateMedia({ media: "print" });
    // A4 less its margins.
    await page.setViewportSize({ width: 700, height: 1000 });
    const beyond = `[...document.querySelectorAll("main *")].filter((e) => !e.closest(".canvas") && e.checkVisibility() && e.getBoundingClientRect().right > 701).map((e) => e.tagName)`;
    expect(await page.evaluate(beyond)).toEqual([]);
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test("a screen reader finds landmarks, one title, headings without gaps, and names for all that acts", async () => {
    expect(await page.getByRole("main").count()).toBe(1);
    expect(await page.getByRole("navigation", { name: "Contents" }).count()).toBe(1);
    const levels = (await page.evaluate(
      "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => +h.tagName[1])",
    )) as number[];
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, k) => k === 0 || level <= levels[k - 1]! + 1)).toBe(true);
    const nameless =
      "[...document.querySelectorAll('button,a,[role=region],figure')].filter((e) => !e.closest('[aria-hidden]') && !e.getAttribute('aria-hidden') && !(e.getAttribute('aria-label') ?? e.textContent).trim()).length";
    expect(await page.evaluate(nameless)).toBe(0);
  });

  test("follows dark and light, and prints without its controls", async () => {
    const ink = () => page.evaluate("getComputedStyle(document.body).color");
    const light = await ink();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await ink()).not.toBe(light);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("nav.contents").isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
  });

  test("on paper, and where no script runs, every figure has its still picture, but for kinds that have none", async () => {
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("svg.still:visible").count()).toBe(3);
    expect(await page.locator(".plot:has(.still) .canvas:visible").count()).toBe(0);
    expect(await page.locator(".plot:not(:has(.still)) .canvas:visible").count()).toBe(1);
    await page.emulateMedia({ media: "screen" });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const silent = await context.newPage();
    await silent.goto(page.url());
    expect(await silent.locator("svg.still:visible").count()).toBe(3);
    expect(await silent.locator("noscript p:visible").allTextContents()).toEqual([
      expect.stringContaining("Pie: this figure has no still"),
    ]);
    expect(await silent.locator("button:visible").count()).toBe(0);
    await context.close();
  });

  test("at a phone's width only tables scroll sideways; their captions are whole, and names leave room for what they name", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    const rightOf = (element: string): Promise<number> =>
      page
        .locator(".table", { hasText: "Generalises" })
        .locator(element)
        .first()
        .evaluate((each) => {
          const text = document.createRange();
          text.selectNodeContents(each);
          return text.getBoundingClientRect().right;
        });
    expect(await rightOf("caption")).toBeLessThan(390);
    expect(await rightOf("td")).toBeLessThan(390);
    expect(await page.evaluate("document.querySelector('.html .table').scrollWidth > 1000")).toBe(true);
  });

  test("at a phone's width a figure's title is whole, and plots beside each other are scrolled", async () => {
    const title = "Log-loss out of fold over each parameter, less the mean of the cluster that the trial is of";
    const places = ["", "2", "3", "4", "5"];
    const traces = places.map((place) => ({ type: "scatter", y: [1, 2], xaxis: `x${place}`, yaxis: `y${place}` }));
    const layout = { title: { text: title }, height: 300, margin: { t: 50 } };
    const grid = { rows: 1, columns: 5, pattern: "independent" };
    const figures = [
      { data: [traces[0]!], layout },
      { data: traces, layout: { ...layout, grid } },
    ].map((bundle) => ({ ...figure("", {}), data: { "application/vnd.plotly.v1+json": bundle as never } }));
    const file = join(newFolder(), "phone.html");
    const phone = { name: "n", notebook: makeNotebook("tslab", [code("x", [], figures)]) };
    await writeTextAtomically(file, await renderReport({ title: "Report", notebooks: [phone] }));
    const narrow = await browser.newPage({ viewport: { width: 390, height: 1200 } });
    await narrow.goto(pathToFileURL(file).href);
    const boxOf = (of: string) => narrow.locator(of).first().boundingBox();
    await narrow.locator(".canvas[data-drawn]").nth(1).waitFor();
    const [whole, plot] = [await boxOf(".gtitle"), await boxOf(".nsewdrag")];
    expect(whole!.x + whole!.width).toBeLessThan(390);
    expect(whole!.height).toBeGreaterThan(30);
    expect(whole!.y + whole!.height).toBeLessThan(plot!.y);
    expect((await boxOf(".canvas"))!.height).toBeGreaterThan(300);
    expect(
      await narrow
        .locator(".plot")
        .nth(1)
        .evaluate((each) => each.scrollWidth),
    ).toBe(640);
    expect(await narrow.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await narrow.close();
  });

  test("asked for nothing, ran nothing of the notebook's, and had nothing to complain of", async () => {
    for (const canvas of await page.locator(".canvas").all()) {
      await canvas.scrollIntoViewIfNeeded();
      await canvas.and(page.locator("[data-drawn]")).waitFor();
    }
    expect(await page.locator("a[href^='javascript']").count()).toBe(0);
    const outside = requests.filter((url) => !/^(data|blob):/.test(url));
    expect(outside.map((url) => new URL(url).pathname.split("/").at(-1))).toEqual(["report.html"]);
    expect(troubles).toEqual([]);
  });
});
