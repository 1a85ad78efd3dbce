import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decideRows, judgeDecisions } from "./backtest/index.ts";
import { buildDataset, readDataset } from "./dataset/index.ts";
import { engineerFeatures, engineerInputs } from "./features/index.ts";
import { checkBars, readBars, readPanel, writePanel } from "./market/index.ts";
import type { Progress } from "./runtime/index.ts";

// Searches, waterfall, folds and training hold theirs in tests of their own: they take too long here.
test("what may take seconds says how far it is, and ends with all of it done", async () => {
  const folder = await mkdtemp(join(tmpdir(), "trident-progress-"));
  try {
    const panel = await readPanel("synthetic:tickers=6,years=1,seed=3");
    const file = join(folder, "bars.parquet");
    await writePanel(file, panel);
    const out = join(folder, "dataset");
    const bought = decideRows(panel, { profit: 0.1, stop: 0.1, horizon: 5 }, (row) => panel.session[row]! % 9 === 8);
    const stages: Readonly<Record<string, (onProgress: Progress) => unknown>> = {
      readPanel: (onProgress) => readPanel(file, onProgress),
      checkBars: async (onProgress) => checkBars(await readBars(file), panel.calendar.at(-1)!, onProgress),
      engineerFeatures: (onProgress) => engineerFeatures(panel, { onProgress }),
      engineerInputs: (onProgress) => engineerInputs(panel, { onProgress }),
      judgeDecisions: (onProgress) => judgeDecisions(panel, bought, { draws: 20, onProgress }),
      buildDataset: (onProgress) => buildDataset(file, { out, onProgress }),
      readDataset: (onProgress) => readDataset(out, { onProgress }),
    };
    for (const [name, work] of Object.entries(stages)) {
      const heard: number[] = [];
      await work((done, total) => heard.push(done / total));
      expect(heard.length, name).toBeGreaterThan(0);
      expect(heard, name).toEqual(heard.toSorted((a, b) => a - b));
      expect(heard.at(-1), name).toBe(1);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
