import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { chromium, type Page } from "playwright-core";
import { isoDate } from "trident-base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { syntheticMarket } from "../market/index.ts";
import { registerPaper } from "./paper.ts";
import { runProgram } from "./program.ts";
import { plantBundle } from "./test/plantedBundle.ts";
import { runCommand } from "./test/runCommand.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-serve-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `trident paper serve`, until `end` is called. */
async function serve(...words: readonly string[]) {
  const controller = new AbortController();
  const said = { out: "", err: "" };
  const ended = runProgram([registerPaper], ["paper", "serve", ...words], {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
    cwd: folder,
    env: {},
    signal: controller.signal,
  });
  let code: number | undefined;
  void ended.then((found) => (code = found));
  while (!/Open /.test(said.err) && code === undefined) await new Promise((done) => setTimeout(done, 10));
  const end = (): Promise<number> => {
    controller.abort();
    return ended;
  };
  const address = /Open (\S+)/.exec(said.err)?.[1] ?? "";
  return { address, said, code: () => code, end };
}

test("the page of a state shows a session as it is traded, on a desk and on a phone, and asks for nothing elsewhere", async () => {
  const { calendar } = syntheticMarket({ tickers: 12, years: 3, seed: 6 }).panel;
  await plantBundle(folder);
  const market = ["--market", "synthetic:tickers=12,years=3,seed=6", "--from", isoDate(calendar[700]!)];
  const trade = (days: number) =>
    runCommand([registerPaper], ["paper", "bundle", ...market, "--state", "s.sqlite", "--days", `${days}`], folder);
  expect((await trade(2)).code).toBe(0);
  const { address, said, end } = await serve("s.sqlite");
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
  expect((await fetch(new URL("/", address))).status).toBe(403);
  const read = await (await fetch(address)).text();
  for (const id of ["account", "equity", "signals", "positions", "orders", "refused", "trades", "certificate"]) {
    expect(read).toContain(`<section id="${id}"><h2>`);
  }
  if (!CHROMIUM) console.log("not run: no Chromium");
  else {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(100_000);
    const asked: string[] = [];
    const troubles: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    await page.goto(address);
    await page.locator("#equity-figure[data-drawn]").waitFor();
    await page.evaluate("window.loadedOnce = true");
    const reasons = await page
      .locator("#signals-table tbody tr", { hasText: "BUY" })
      .first()
      .locator("td")
      .last()
      .textContent();
    expect(reasons).toMatch(/^returns_5 -?\d\.\d+ \(\+\d\.\d\d\)/);
    await trade(3);
    await page.locator("#signals h2", { hasText: isoDate(calendar[702]!) }).waitFor();
    await page.waitForFunction("document.getElementById('equity-figure').data.every(({ x }) => x.length === 3)");
    writeFileSync(join(folder, "s.sqlite.stop"), "");
    await page.locator(".notice", { hasText: "kill switch is on" }).waitFor();
    expect(await page.evaluate("window.loadedOnce")).toBe(true);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await barriersOf(page)).toEqual([]);
      }
    }
    expect(asked.filter((url) => !url.startsWith(address) && !url.startsWith("data:"))).toEqual([]);
    expect(troubles).toEqual([]);
    await browser.close();
  }
  expect(await end()).toBe(0);
  expect(said.out).toBe("It is no longer served.\n");
}, 240_000);

/** What stands in the way of people who see, hear or move otherwise: axe's violations of the WCAG, each with a place. */
async function barriersOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: axe.Result[] }>("axe.run()");
  return violations.map(({ id, impact, nodes }) => `${impact}: ${id}, ${nodes[0]!.html.slice(0, 200)}`);
}

test("no state, a file that is none and a port that is taken are refused in a line", async () => {
  writeFileSync(join(folder, "text.sqlite"), "no database");
  for (const [words, expected] of [
    [["none.sqlite"], [2, /there is no such file/]],
    [["text.sqlite"], [1, /state of paper trading cannot be read/]],
    [
      ["text.sqlite", "--port", "99999"],
      [2, /--port is '99999'/],
    ],
  ] as const) {
    const { code, said } = await serve(...words);
    expect([code(), said.err]).toEqual([expected[0], expect.stringMatching(expected[1])]);
  }
});
