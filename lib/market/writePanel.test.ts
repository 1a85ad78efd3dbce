import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPanel } from "./read.ts";
import { syntheticMarket } from "./synthetic.ts";
import { writePanel } from "./writePanel.ts";

test("a panel that is written is read back as it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "panel-"));
  const { panel } = syntheticMarket({ tickers: 4, years: 1 });
  const file = join(folder, "bars.parquet");
  await writePanel(file, panel);
  const { origin, ...back } = await readPanel(file);
  rmSync(folder, { recursive: true });
  const { origin: _, ...bars } = panel;
  expect(back).toEqual(bars);
  expect(origin).toMatchObject({ source: file, adjustment: "adj_close", reordered: false });
});
