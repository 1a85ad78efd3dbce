import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../base/project.mjs";
import { CHROMIUM, LabPage, startBrowser } from "./test/labPage.ts";
import { type LabSession, startLab } from "./test/labSession.ts";

if (!CHROMIUM) console.log("not run: no Chromium");

const CELLS = [
  `import { display } from "tslab";
import { htmlTable, showFigure } from "trident-lab/charts";
import { engineerFeatures, tickerFigure } from "trident-lab/features";
import { readPanel } from "trident-lab/market";
const panel = await readPanel("synthetic:tickers=3,years=2");`,
  'display.html(htmlTable([...panel.tickers], [{ title: "ticker", value: (ticker) => ticker }]));',
  "showFigure(display, tickerFigure(panel, await engineerFeatures(panel), panel.tickers[0]));",
  "",
];

/** The cell that is written and run by hand. */
const LAST = CELLS.length - 1;

/** Writes a notebook; its folder lies in the repository, so that its cells find trident-lab. */
function writeSmallNotebook(folder: string): void {
  const cells = CELLS.map((source, index) => ({
    ...{ cell_type: "code", id: `cell-${index}`, metadata: {}, source, outputs: [], execution_count: null },
  }));
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
  writeFileSync(join(folder, "small.ipynb"), JSON.stringify(notebook));
  writeFileSync(join(folder, "data.json"), '{ "a": 3 }');
  writeFileSync(
    join(folder, "thrower.ts"),
    "interface A {}\nexport function thrower(): never {\n  throw new Error();\n}\n",
  );
  writeFileSync(join(folder, "..", "up-of-test.ts"), "export const u: number = 7;");
}

let folder: string;
let lab: LabSession;
beforeAll(async () => {
  mkdirSync(join(root, ".setup"), { recursive: true });
  folder = mkdtempSync(join(root, ".setup", "lab-test-"));
  writeSmallNotebook(folder);
  lab = await startLab(folder);
});
afterAll(async () => {
  await lab?.close();
  rmSync(folder, { recursive: true });
  rmSync(join(folder, "..", "up-of-test.ts"));
});

test("without a display it prints its address; who has no token gets nothing", async () => {
  const { origin, searchParams } = new URL(lab.address);
  const status = async (token: string) => (await fetch(`${origin}/api/kernelspecs?token=${token}`)).status;
  expect(await status("guessed")).toBe(403);
  expect(await status(searchParams.get("token")!)).toBe(200);
});

describe.runIf(CHROMIUM)("a notebook in JupyterLab, in Chromium", () => {
  let browser: Browser;
  let at: LabPage;
  beforeAll(async () => {
    browser = await startBrowser();
    at = await LabPage.open(browser, lab, "small.ipynb");
  });
  afterAll(() => browser?.close());

  test("run all draws the plot and the table", async () => {
    await at.choose("Run", "Run All Cells");
    await at.cell(1).locator("table tbody tr").first().waitFor();
    await at.cell(2).locator("svg.main-svg .scatterlayer .trace").first().waitFor();
    expect(await at.cell(1).locator("tbody tr").count()).toBe(3);
    await at.untilIdle();
    expect(await at.notebook.locator(".jp-OutputArea-output[data-mime-type*=stderr]").count()).toBe(0);
  });

  test("Tab completes a member", async () => {
    await at.write(LAST, "panel.cal");
    await at.page.keyboard.press("Tab");
    await at.page.locator(".jp-Completer-item", { hasText: "calendar" }).waitFor();
    await at.page.keyboard.press("Enter");
    await at.untilWritten(LAST, "panel.calendar");
  });

  test("Shift+Tab shows the signature and what it is for", async () => {
    await at.write(LAST, "engineerFeatures");
    await at.page.keyboard.press("Shift+Tab");
    const tooltip = at.page.locator(".jp-Tooltip", { hasText: "engineerFeatures(" });
    await tooltip.waitFor();
    expect(await tooltip.textContent()).toMatch(/Promise<Matrix>/);
    await at.page.keyboard.press("Escape");
  });

  test("Tab completes the path of an import", async () => {
    await at.write(LAST, 'import { readPanel } from "trident-lab/mark');
    await at.page.keyboard.press("Tab");
    await at.page.locator(".jp-Completer-item", { hasText: "market" }).waitFor();
    await at.page.keyboard.press("Enter");
    await at.untilWritten(LAST, 'import { readPanel } from "trident-lab/market');
  });

  test("a line that is not finished is refused in its own words, and a private member is no obstacle", async () => {
    await at.write(LAST, "const inc = Math.");
    await at.page.keyboard.press("Control+Enter");
    await at.output(LAST, "line 1, column 18: Identifier expected.").waitFor();
    await at.write(LAST, "const Box = class { private held = 7; get() { return this.held; } };\nnew Box().get() * 6");
    await at.page.keyboard.press("Control+Enter");
    await at.output(LAST, "42").waitFor();
  });

  test("a name that is not imported yet is completed, and its import added", async () => {
    await at.write(LAST, "const many = syntheticMar");
    await at.page.keyboard.press("Tab");
    await at.page.locator(".jp-Completer-item", { hasText: "syntheticMarket" }).first().waitFor();
    await at.page.keyboard.press("Enter");
    await at.untilWritten(LAST, "const many = syntheticMarket");
    await at.untilWritten(LAST, 'import { syntheticMarket } from "trident-lab/market";');
    expect(await at.cell(LAST).locator(".cm-content").textContent()).not.toContain("SyntheticMarket");
  });

  test("what was refused runs: files of parent folders, JSON, declare global, eval", async () => {
    const results: readonly (readonly [string, string])[] = [
      ['import { u } from "../up-of-test.ts"; u.toFixed(1)', "'7.0'"],
      ['import data from "./data.json" with { type: "json" }; data.a * 10', "30"],
      ["declare global { var shared: number }\nglobalThis.shared = 4; shared * 11", "44"],
      ["const top = 5; eval('top + 60')", "65"],
    ];
    for (const [code, result] of results) {
      await at.write(LAST, code);
      await at.page.keyboard.press("Control+Enter");
      await at.output(LAST, result).waitFor();
    }
    await at.write(LAST, 'import { thrower } from "./thrower.ts"; thrower()');
    await at.page.keyboard.press("Control+Enter");
    await at.output(LAST, "thrower.ts:3:9").waitFor();
  });

  test("name? shows the type's comment and members, Shift+Tab inside a call its parameters", async () => {
    await at.write(LAST, "panel?");
    await at.page.keyboard.press("Control+Enter");
    await at.notebook
      .page()
      .locator(".jp-OutputArea, .jp-Tooltip, .lm-Widget", { hasText: "calendar" })
      .first()
      .waitFor();
    await at.write(LAST, "tickerFigure(panel, ");
    await at.page.keyboard.press("Shift+Tab");
    await at.page.locator(".jp-Tooltip", { hasText: "tickerFigure(" }).waitFor();
    await at.page.keyboard.press("Escape");
  });

  test("the Edit menu formats a cell, and the notebook", async () => {
    await at.write(LAST, "const   spaced={a :1}");
    await at.choose("Edit", "Format Cell");
    await at.untilWritten(LAST, "const spaced = { a: 1 }");
    await at.write(LAST, "if( panel ){panel . calendar }");
    await at.choose("Edit", "Format Notebook");
    await at.untilWritten(LAST, "if (panel) { panel.calendar }");
  });

  test("an endless loop is interrupted, and the variables stay", async () => {
    await at.write(LAST, 'console.log("begun"); for (;;) {}');
    await at.page.keyboard.press("Control+Enter");
    await at.output(LAST, "begun").waitFor();
    await at.choose("Kernel", "Interrupt Kernel");
    await at.output(LAST, "KeyboardInterrupt").waitFor();
    await at.write(LAST, "panel.tickers.length * 7");
    await at.page.keyboard.press("Control+Enter");
    await at.output(LAST, "21").waitFor();
  });

  test("restart and run all begins anew", async () => {
    expect(await at.prompts()).not.toEqual(["[1]:", "[2]:", "[3]:", "[4]:"]);
    await at.choose("Kernel", "Restart Kernel and Run All Cells");
    await at.page.locator(".jp-Dialog .jp-mod-accept").click();
    await expect.poll(() => at.prompts(), { timeout: 90_000 }).toEqual(["[1]:", "[2]:", "[3]:", "[4]:"]);
    await at.output(LAST, "21").waitFor();
    await at.cell(2).locator("svg.main-svg").first().waitFor();
  });
});
