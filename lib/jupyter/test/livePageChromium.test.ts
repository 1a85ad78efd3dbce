import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LivePage, serveLivePage } from "../report/serveLivePage.ts";
import { CHROMIUM, LOW_CONTRAST, launchChromium } from "./chromium.ts";
import { temporaryFolders } from "./makeNotebook.ts";

const newFolder = temporaryFolders();

describe.runIf(CHROMIUM)("a live page in Chromium", () => {
  let browser: Browser;
  let page: Page;
  let served: LivePage;
  let other: LivePage;
  let file: string;
  let points = 2;
  const troubles: string[] = [];
  const requests: string[] = [];

  const table = (name: string) =>
    `<div class="table" id="${name}" tabindex="0" role="region" aria-label="${name}"><table><tr>${`<td>${points} wide cells</td>`.repeat(40)}</tr></table></div>`;
  const content = () => ({
    sections: {
      first: `<h2>First</h2><p class="notice">${points} points</p><span class="chip pass">pass</span>${table("cells")}<details id="more"><summary>More</summary><p>unfolded</p></details>`,
      drawn:
        '<h2>Drawn</h2><figure class="plot"><div class="canvas" id="line" role="img" aria-label="A line"></div></figure>',
      same: "<h2>Same</h2><p id='same-text'>as it was</p>",
    },
    figures: { line: { data: [{ type: "scatter", y: Array(points).fill(1) }], layout: { height: 300 } } },
    said: `${points} points`,
  });

  beforeAll(async () => {
    file = join(newFolder(), "state");
    served = await serveLivePage({ title: "Live", subtitle: "a test", content, files: [file], lookMs: 20 });
    other = await serveLivePage({ title: "Other", subtitle: "another origin", content, files: [] });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(served.address);
    await page.locator(".canvas[data-drawn]").waitFor();
    await page.locator("#live", { hasText: /^live$/ }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await other?.close();
  });

  test("an update appears without a reload; focus, place, what is unfolded and what has not changed stay", async () => {
    await page.locator("#same-text").evaluate((element) => element.setAttribute("data-kept", ""));
    await page.locator("summary", { hasText: "More" }).click();
    await page.locator("#cells").focus();
    await page.locator("#cells").evaluate((element) => element.scrollTo({ left: 500, behavior: "instant" }));
    points = 3;
    writeFileSync(file, "3");
    await page.locator(".notice", { hasText: "3 points" }).waitFor();
    await page.waitForFunction("document.getElementById('line').data[0].y.length === 3");
    expect(await page.evaluate("[document.activeElement.id, document.getElementById('cells').scrollLeft]")).toEqual([
      "cells",
      500,
    ]);
    expect(await page.locator("#more[open]").count()).toBe(1);
    expect(await page.locator("#same-text[data-kept]").count()).toBe(1);
    expect(await page.locator("#said").textContent()).toBe("3 points");
  });

  test("dark and light by the keyboard, figures with them; text has a contrast of 4.5 at least in both", async () => {
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    const ink = () => page.evaluate("document.getElementById('line')._fullLayout.font.color");
    const light = await ink();
    await page.getByRole("button", { name: "Show the page dark" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(`document.getElementById('line')._fullLayout.font.color !== ${JSON.stringify(light)}`);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
  });

  test("a screen reader finds landmarks, headings without gaps, and names for all that acts", async () => {
    expect(await page.getByRole("main").count()).toBe(1);
    expect(await page.getByRole("navigation", { name: "Contents" }).count()).toBe(1);
    expect(await page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((h) => h.tagName)")).toEqual([
      "H1",
      "H2",
      "H2",
      "H2",
    ]);
    const nameless =
      "[...document.querySelectorAll('button,a,summary,[role=region],[role=img]')].filter((e) => !(e.getAttribute('aria-label') ?? e.textContent).trim()).length";
    expect(await page.evaluate(nameless)).toBe(0);
    const first = "document.querySelector('a,button,summary,[tabindex]').textContent";
    expect(await page.evaluate(first)).toBe("Skip to the content");
  });

  test("at a phone's width only tables scroll sideways", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });

  test("a page of another origin neither reads it, nor runs its scripts, nor frames it", async () => {
    const stranger = await browser.newPage();
    await stranger.route("http://localhost:9/", (route) =>
      route.fulfill({ body: "<p>a stranger</p>", contentType: "text/html" }),
    );
    await stranger.goto("http://localhost:9/");
    const tried = await stranger.evaluate(async (address) => {
      const read = (mode: RequestMode) =>
        fetch(address, { mode }).then(
          (answer) => answer.text(),
          () => "refused",
        );
      const script = await new Promise((resolve) => {
        const element = Object.assign(document.createElement("script"), { src: `${address}live.js` });
        element.onload = () => resolve("run");
        element.onerror = () => resolve("refused");
        document.body.append(element);
      });
      return [await read("cors"), await read("no-cors"), script];
    }, served.address);
    expect(tried).toEqual(["refused", "refused", "refused"]);
    await stranger.close();
  });

  test("nothing was asked for elsewhere, and there was nothing to complain of; the end of the server is told", async () => {
    expect(requests.filter((url) => !url.startsWith(served.address) && !/^(data|blob):/.test(url))).toEqual([]);
    expect(troubles).toEqual([]);
    await served.close();
    await page.locator("#live", { hasText: "not live" }).waitFor();
  });
});
