import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTextAtomically } from "../atomic.ts";
import type { Output } from "../notebook.ts";
import { renderReport } from "../report/renderReport.ts";
import { code, makeNotebook, markdown, temporaryFolders } from "./makeNotebook.ts";
import { PAYLOADS } from "./xssPayloads.ts";

const newFolder = temporaryFolders();

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!CHROMIUM) console.log("not run: no Chromium");

function figure(title: string, trace: object): Output {
  const bundle = { data: [trace], layout: { title: { text: title } } };
  return { output_type: "display_data", data: { "application/vnd.plotly.v1+json": bundle as never }, metadata: {} };
}

function html(text: string): Output {
  return { output_type: "display_data", data: { "text/html": text }, metadata: {} };
}

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
    await writeTextAtomically(file, await renderReport({ title: "Report", notebooks: [{ name: "n", notebook }] }));
    const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: [...args, "--disable-component-update", "--disable-sync"],
    });
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
    await page.locator(".canvas[data-drawn]").first().waitFor();
    const drawn = await page.locator(".canvas[data-drawn]").count();
    expect(drawn).toBeLessThan(3);
    expect(await page.locator(".canvas").first().locator("svg .bars path").count()).toBe(2);
    await page.locator(".canvas").last().scrollIntoViewIfNeeded();
    await page.locator(".canvas").last().locator("svg .heatmaplayer image").waitFor();
  });

  test("links of the contents lead to their headings, and the column follows", async () => {
    await page.locator(".contents a", { hasText: "Last" }).click();
    await page.locator(".contents a[aria-current]", { hasText: "Last" }).waitFor();
    expect(await page.locator("h1", { hasText: "Last" }).isVisible()).toBe(true);
  });

  test("code unfolds with the keyboard", async () => {
    const shown = () => page.locator("details.code[open]").count();
    expect(await shown()).toBe(0);
    await page.locator("#code-switch").focus();
    await page.keyboard.press("Enter");
    expect(await shown()).toBe(5);
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

  test("printing draws the figures that nobody scrolled to", async () => {
    const other = await browser.newPage({ viewport: { width: 1280, height: 300 } });
    await other.goto(page.url());
    const print = "dispatchEvent(new Event('beforeprint'))";
    const left = async () => {
      await other.evaluate(print);
      return other.locator(".canvas:not([data-drawn])").count();
    };
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
    await other.close();
  });

  test("at a phone's width only tables scroll sideways", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(await page.evaluate("document.querySelector('.html .table').scrollWidth > 1000")).toBe(true);
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
