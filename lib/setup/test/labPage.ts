import { existsSync } from "node:fs";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import type { LabSession } from "./labSession.ts";

/** Debian's Chromium, or another one where it usually lies; undefined where there is none. */
export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** How long anything may take on a busy machine, in ms. */
const PATIENCE = 90_000;

/** A notebook in JupyterLab, worked with by keyboard and menus as people do. */
export class LabPage {
  readonly page: Page;
  readonly notebook: Locator;

  constructor(page: Page) {
    this.page = page;
    this.notebook = page.locator(".jp-NotebookPanel:visible");
    page.setDefaultTimeout(PATIENCE);
  }

  /** Opens a notebook of JupyterLab's folder, nothing beside it, and waits until its kernel is idle. */
  static async open(browser: Browser, lab: LabSession, name: string, scale = 1): Promise<LabPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: scale });
    const self = new LabPage(page);
    // JupyterLab shows an idle kernel before it has one.
    const sockets = page.waitForEvent("websocket", (socket) => /\/kernels\/.*\/channels/.test(socket.url()));
    await page.goto(lab.address.replace("/lab?", `/doc/tree/${encodeURIComponent(name)}?reset&`));
    const socket = await sockets;
    await socket.waitForEvent("framereceived", ({ payload }) => payload.includes("kernel_info_reply"));
    await self.notebook.locator(".jp-Cell").first().waitFor();
    await self.untilIdle();
    return self;
  }

  /** A cell by its place, from 0; in the page they may lie in another order. */
  cell(index: number): Locator {
    return this.notebook.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  }

  /** Clicks through a menu. */
  async choose(menu: string, item: string): Promise<void> {
    await this.page.getByRole("menuitem", { name: menu, exact: true }).click();
    await this.page.locator(".lm-Menu-item", { hasText: item }).first().click();
  }

  /** Waits until the kernel has nothing to do. */
  async untilIdle(): Promise<void> {
    await this.notebook.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").waitFor({ state: "attached" });
  }

  /** Writes a cell anew. */
  async write(index: number, code: string): Promise<void> {
    await this.cell(index).locator(".cm-content").click();
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.insertText(code);
  }

  /** Waits until a cell's code has this in it. */
  async untilWritten(index: number, code: string): Promise<void> {
    await this.cell(index).locator(".cm-content", { hasText: code }).waitFor();
  }

  /** The outputs of a cell that hold this text. */
  output(index: number, text: string): Locator {
    return this.cell(index).locator(".jp-OutputArea-output", { hasText: text }).first();
  }

  /** What stands before each cell: `[3]:` for the third that ran, `[*]:` while it runs. */
  prompts(): Promise<string[]> {
    return this.notebook.locator(".jp-InputPrompt").allInnerTexts();
  }
}

/** Starts Chromium without a window. */
export function startBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: [...args, "--disable-component-update", "--disable-sync"],
  });
}
