// `node --conditions=source lib/setup/screenshot.ts`: runs notebook 01 in JupyterLab, in Chromium, and takes the picture of
// the README, .github/jupyterlab.png.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../base/project.mjs";
import { LabPage, startBrowser } from "./test/labPage.ts";
import { startLab } from "./test/labSession.ts";

const NOTEBOOK = "01-features-and-baseline.ipynb";
/** The cell at the bottom of the picture, below a table; by words of its source. */
const BOTTOM = "protocolFigure(results)";
/** How long the notebook may take, in ms. */
const LIMIT = 600_000;

mkdirSync(join(root, ".setup"), { recursive: true });
const folder = mkdtempSync(join(root, ".setup", "screenshot-"));
const source = join(root, "notebooks", NOTEBOOK);
copyFileSync(source, join(folder, NOTEBOOK));
const cells = (JSON.parse(readFileSync(source, "utf8")) as { cells: { source: string | string[] }[] }).cells;
const bottom = cells.findIndex((cell) => [cell.source].flat().join("").includes(BOTTOM));
const lab = await startLab(folder);
try {
  const browser = await startBrowser();
  try {
    const at = await LabPage.open(browser, lab, NOTEBOOK, 1.25);
    await at.choose("Run", "Run All Cells");
    await at
      .cell(cells.length - 1)
      .locator(".jp-OutputArea-output")
      .first()
      .waitFor({ timeout: LIMIT });
    const cell = at.cell(bottom);
    await cell.locator("svg.main-svg").first().waitFor({ state: "attached" });
    // What lies above gets its height when it comes near, and moves the cell: until it stays where it was put.
    for (let before = Number.NaN, place = 0; place !== before; ) {
      before = place;
      await cell.evaluate((element) =>
        (element as { scrollIntoView(to: object): void }).scrollIntoView({ block: "end" }),
      );
      await at.page.waitForTimeout(500);
      place = (await cell.boundingBox())?.y ?? Number.NaN;
    }
    await at.page.screenshot({ path: join(root, ".github", "jupyterlab.png") });
  } finally {
    await browser.close();
  }
} finally {
  await lab.close();
  rmSync(folder, { recursive: true });
}
