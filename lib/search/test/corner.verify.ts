import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SEARCH_AT_LEAST, SEARCH_TICKERS } from "../../baseline/index.ts";
import { startEngineHost } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { chooseTickers, readPanel, selectTickers } from "../../market/index.ts";
import { type LabelTrial, runLabelStudy, winnerOf } from "../labelStudy.ts";
import { SEARCH_PROFILES } from "../profiles.ts";
import { publishedRows } from "../publishedObjective.ts";
import { searchData } from "../searchData.ts";

const bars = fileURLToPath(new URL("../../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
const present = existsSync(bars);
if (!present) console.log("reference bars absent: the published search's corner is not looked at");

test.runIf(present)(
  "100 trials as published end in a corner of the space",
  async () => {
    const whole = await readPanel(bars);
    const panel = selectTickers(whole, chooseTickers(whole, SEARCH_TICKERS, SEARCH_AT_LEAST));
    const folder = await mkdtemp(join(tmpdir(), "corner-"));
    const ledger = new Ledger(join(folder, "ledger.sqlite"));
    const host = startEngineHost();
    try {
      const { trials, forest } = SEARCH_PROFILES.a100;
      // The roadmap held nothing out: the last 251 bars are the panel's own.
      const published = await publishedRows(panel);
      const file = join(folder, "studies.sqlite");
      const winners: LabelTrial[] = [];
      for (const seed of [42, 43, 44]) {
        const study = { trials, seed, forest, file, ledger, host, published };
        const winner = winnerOf(await runLabelStudy("published", await searchData(panel), study));
        console.log(winner);
        expect(winner.method).toBe("simple");
        // 1.3 % of the space; the sampler may stop a step or two beside the corner itself.
        expect(winner.horizon).toBeGreaterThanOrEqual(11);
        expect(winner.profit).toBeGreaterThanOrEqual(0.12);
        expect(winner.stop).toBeGreaterThanOrEqual(0.1);
        winners.push(winner);
      }
      const best = winnerOf(winners);
      expect(best.accuracy).toBeGreaterThanOrEqual(0.9);
      expect(best.accuracy).toBeLessThanOrEqual(0.94);
      expect(best.value).toBeGreaterThanOrEqual(0.85);
      expect(best.value).toBeLessThanOrEqual(0.91);
    } finally {
      ledger.close();
      await host.close();
      await rm(folder, { recursive: true });
    }
  },
  600_000,
);
