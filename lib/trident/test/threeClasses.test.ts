import { join } from "node:path";
import { isoDate } from "trident-base";
import { expect, test } from "vitest";
import { readDataset } from "../../dataset/index.ts";
import { startEngineHost } from "../../engines/index.ts";
import { writeMatrix } from "../../files/index.ts";
import { readPanel } from "../../market/index.ts";
import { loadBundle, predictDay, restorePrior, scoreRows } from "../../model/index.ts";
import { explainTraining } from "../explainTraining.ts";
import { runAlone } from "./runAlone.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

const MARKET = "synthetic:tickers=12,years=3,seed=6";

test("a bundle of SELL, HOLD and BUY is trained, predicts the engines' own probabilities and is traded", async () => {
  await inFolder(async (folder) => {
    const dataset = await smallDataset(folder, MARKET);
    const training = await smallTraining(folder, dataset, {
      ...{ classes: 3, members: ["xgboost", "lightgbm", "catboost"] },
    });
    const { out, manifest } = training;
    expect(manifest.classes).toBe(3);
    for (const { prior } of manifest.members) expect(prior.reduce((sum, each) => sum + each)).toBeCloseTo(1, 12);
    expect(await explainTraining(training)).toBeUndefined();

    const bundle = await loadBundle(out);
    const panel = await readPanel(MARKET);
    const date = panel.calendar.at(-40)!;
    const { signals } = await predictDay(bundle, panel, { date, today: panel.calendar.at(-1)! });
    expect(signals.length).toBeGreaterThan(5);
    const { inputs } = await readDataset(dataset);
    const matrix = await writeMatrix(inputs, join(folder, "all.arrow"));
    const host = startEngineHost();
    try {
      const models = await Promise.all(
        manifest.members.map(({ engine, file }) =>
          host.load(engine, join(out, file), { columns: inputs.names, classes: [0, 1, 2] }),
        ),
      );
      for (const { ticker, probability, cluster, decision, why } of signals) {
        const t = panel.tickers.indexOf(ticker);
        const row = panel.date.subarray(panel.offsets[t]!, panel.offsets[t + 1]!).indexOf(date) + panel.offsets[t]!;
        const own: Record<string, Float64Array> = {};
        for (const [m, member] of manifest.members.entries()) {
          if (member.cluster !== cluster) continue;
          const raw = await host.predict(models[m]!, { matrix, rows: [[row, row + 1]] });
          expect(raw.length).toBe(3);
          own[member.engine] = restorePrior(raw, member.prior).subarray(2);
        }
        expect(Math.abs(probability - scoreRows(manifest.scorers[cluster - 1]!, own)[0]!)).toBeLessThan(1e-6);
        expect(decision).toBe(probability >= manifest.policy!.threshold ? "BUY" : "HOLD");
        expect(why).toBeNull();
      }
    } finally {
      await host.close();
    }
    const told = await runAlone(folder, "predict", out, "--market", MARKET, "--date", isoDate(date));
    expect(told.signals).toEqual(signals);
    const last = ["--start", manifest.spans.certificate.from, "--draws", "20"];
    const traded = await runAlone(folder, "backtest", out, "--market", MARKET, "--out", join(folder, "sheet"), ...last);
    expect(traded.trades).toBeGreaterThan(0);
    expect(traded.notes[0]).toMatch(/^WARNING: decisions up to/);
  });
}, 240_000);
