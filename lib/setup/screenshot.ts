// `node --conditions=source lib/setup/screenshot.ts`: runs notebook 01 in JupyterLab, in Chromium, and takes the picture of
// the README, .github/jupyterlab.png.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { LabPage, startBrowser } from "./test/labPage.ts";
import { startLab } from "./test/labSession.ts";

const NOTEBOOK = "01-features-and-baseline.ipynb";
/** The cell at the top of the picture, by words of its source. */
const TOP = "protocolFigure(results)";
/** How long the notebook may take, in ms. */
const LIMIT = 600_000;

mkdirSync(join(root, ".setup"), { recursive: true });
const folder = mkdtempSync(join(root, ".setup", "screenshot-"));
const source = join(root, "notebooks", NOTEBOOK);
copyFileSync(source, join(folder, NOTEBOOK));
const cells = (JSON.parse(readFileSync(source, "utf8")) as { cells: { source: string | string[] }[] }).cells;
const top = cells.findIndex((cell) => [cell.source].flat().join("").includes(TOP));
const lab = await startLab(folder);
try {
  const browser = await startBrowser();
  try {
    const at = await LabPage.open(browser, lab, NOTEBOOK, 1.5);
    await at.choose("Run", "Run All Cells");
    await at
      .cell(cells.length - 1)
      .locator(".jp-OutputArea-output")
      .first()
      .waitFor({ timeout: LIMIT });
    const cell = at.cell(top);
    await cell.evaluate((element) =>
      (element as { scrollIntoView(to: object): void }).scrollIntoView({ block: "start" }),
    );
    await cell.locator("svg.main-svg").first().waitFor();
    await at.page.screenshot({ path: join(root, ".github", "jupyterlab.png") });
  } finally {
    await browser.close();
  }
} finally {
  await lab.close();
  rmSync(folder, { recursive: true });
}
