import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isoDate } from "trident-base";
import { expect, test } from "vitest";
import { readDataset } from "../../dataset/index.ts";
import { startEngineHost } from "../../engines/index.ts";
import { writeMatrix } from "../../files/index.ts";
import { createPanel, lastBars, type Panel, readPanel } from "../../market/index.ts";
import {
  assignClusters,
  clustersOfRows,
  decideSessions,
  loadBundle,
  predictDay,
  restorePrior,
  scoreRows,
} from "../../model/index.ts";
import { engineParity } from "../engineParity.ts";
import { parityTable } from "../parityTable.ts";
import { runAlone } from "./runAlone.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

const MARKET = "synthetic:tickers=12,years=3,seed=6";
test("a day's signals are the engines' own probabilities, made of the bars up to that day, in one process", async () => {
  await inFolder(async (folder) => {
    const dataset = await smallDataset(folder, MARKET);
    const { out } = await smallTraining(folder, dataset, { members: ["xgboost", "lightgbm", "catboost"] });
    const bundle = await loadBundle(out);
    const panel = await readPanel(MARKET);
    const date = panel.calendar[panel.calendar.length - 40]!;
    const today = panel.calendar.at(-1)!;
    const { signals, leftOut, date: told } = await predictDay(bundle, panel, { date, today });
    expect(told).toBe(isoDate(date));
    expect(signals.length + leftOut.length).toBeLessThanOrEqual(panel.tickers.length);
    expect(signals.length).toBeGreaterThan(5);

    const { inputs, statistics } = await readDataset(dataset);
    const clusterOf = clustersOfRows(panel, statistics, assignClusters(statistics, bundle.manifest.clusters));
    const matrix = await writeMatrix(inputs, join(folder, "all.arrow"));
    const host = startEngineHost();
    try {
      const models = await Promise.all(
        bundle.manifest.members.map((member) =>
          host.load(member.engine, join(out, member.file), { columns: inputs.names, classes: [0, 1] }),
        ),
      );
      const { inputs: asked } = await decideSessions(bundle, panel, { from: date, to: date, today });
      const parity = await engineParity(out, bundle, asked, host);
      expect(parity.map(({ engine, cluster }) => [engine, cluster])).toEqual(
        bundle.manifest.members.map(({ engine, cluster }) => [engine, cluster]),
      );
      for (const { rows, largestDifference } of parity) {
        expect(rows).toBe(signals.length);
        expect(largestDifference).toBeLessThan(1e-6);
      }
      expect(parityTable(parity)).toContain("xgboost");
      // A model that is not the file's is found.
      const swapped = { ...bundle, models: bundle.models.toReversed() };
      const apart = await engineParity(out, swapped, asked, host);
      expect(Math.max(...apart.map(({ largestDifference }) => largestDifference!))).toBeGreaterThan(1e-3);
      for (const { ticker, probability, cluster, close, target, stop, decision, why } of signals) {
        const t = panel.tickers.indexOf(ticker);
        const row = panel.date.subarray(panel.offsets[t]!, panel.offsets[t + 1]!).indexOf(date) + panel.offsets[t]!;
        expect(cluster).toBe(bundle.manifest.clusters[clusterOf[row]!]!.number);
        const own: Record<string, Float64Array> = {};
        for (const [m, member] of bundle.manifest.members.entries()) {
          if (member.cluster !== cluster) continue;
          const raw = await host.predict(models[m]!, { matrix, rows: [[row, row + 1]] });
          own[member.engine] = restorePrior(raw, member.prior);
        }
        expect(Object.keys(own).length).toBe(3);
        const scorer = bundle.manifest.scorers[cluster - 1]!;
        expect(Math.abs(probability - scoreRows(scorer, own)[0]!)).toBeLessThan(1e-6);
        expect(decision).toBe(probability >= bundle.manifest.policy!.threshold ? "BUY" : "HOLD");
        if (decision === "BUY") {
          const last = Math.abs(why!.at(-1)!.contribution);
          expect(why!.every(({ contribution }) => Math.abs(contribution) >= last)).toBe(true);
        } else expect(why).toBeNull();
        expect([close, target, stop]).toEqual([panel.close[row], panel.close[row]! * 1.04, panel.close[row]! * 0.96]);
      }
    } finally {
      await host.close();
    }

    // Day by day, or all days at once.
    const [from, to] = [panel.calendar[panel.calendar.indexOf(date) - 3]!, date];
    const decided = await decideSessions(bundle, panel, { from, to, today });
    const sameDay = Array.from(decided.rows.keys()).filter((k) => panel.date[decided.rows[k]!] === date);
    expect(sameDay.map((k) => decided.score[k]!)).toEqual(signals.map(({ probability }) => probability));
    expect(sameDay.map((k) => decided.cluster[k]!)).toEqual(signals.map(({ cluster }) => cluster));

    // What comes later changes nothing.
    const session = panel.calendar.indexOf(date);
    const cut = await predictDay(bundle, shortened(panel, session), { date, today });
    expect(cut.signals).toEqual(signals);

    await expect(predictDay(bundle, panel, { today: today + 30 })).rejects.toThrow(
      /the panel is too old: its last session/,
    );
    await expect(predictDay(bundle, panel, { date: panel.calendar[0]! - 1, today })).rejects.toThrow("no session on");
    await expect(predictDay(bundle, lastBars(panel, 300), { date: today, today })).rejects.toThrow(
      /no ticker can be decided on: S0\d+: it has 300 bars; 400 are needed/,
    );
    const bad = panel.offsets[1]! - 50;
    panel.close[bad]! *= 10;
    panel.adjClose[bad]! *= 10;
    const without = await predictDay(bundle, panel, { date: today, today });
    expect(without.signals.map(({ ticker }) => ticker)).not.toContain(panel.tickers[0]);
    expect(without.leftOut).toContainEqual({
      ticker: panel.tickers[0],
      why: expect.stringMatching(/^the checks refuse its bar of /),
    });
    const feature = join(folder, "mine.mjs");
    await writeFile(feature, `export default { name: "mine", window: 1, history: 1, scale: "free", compute() {} };`);
    await expect(predictDay(bundle, panel, { date, today, features: [feature] })).rejects.toThrow(/'mine'/);

    const answer = await runAlone(folder, "predict", out, "--market", MARKET, "--date", told);
    const { policy, certificate } = bundle.manifest;
    expect(answer).toEqual({ date: told, signals, policy, certificate, leftOut });

    // What it said when it was trained is what it says now.
    const { checks, drift } = await runAlone(folder, "smoke", out, "--market", MARKET, "--today", isoDate(today));
    expect(checks.filter(({ passed }: { passed: boolean | null }) => passed !== true)).toEqual([]);
    expect(checks.find(({ id }: { id: string }) => id === "predictions").detail).toMatch(/^\d{2,} are those stored$/);
    expect(drift.length).toBeGreaterThan(50);

    await appendFile(join(out, bundle.manifest.members[0]!.file), " ");
    await expect(loadBundle(out)).rejects.toThrow(/the bundle is not whole: members\/.* is not what was saved/);
  });
}, 180_000);

/** The panel without all that comes after a session. */
function shortened(panel: Panel, session: number): Panel {
  const rows = Array.from({ length: panel.rows }, (_, row) => row).filter((row) => panel.session[row]! <= session);
  const names = panel.tickers.flatMap((ticker, t) =>
    new Array<string>(panel.offsets[t + 1]! - panel.offsets[t]!).fill(ticker),
  );
  const column = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const { open, high, low, close, adjClose, volume } = panel;
  return createPanel(
    {
      ticker: rows.map((row) => names[row]!),
      date: Int32Array.from(rows, (row) => panel.date[row]!),
      ...{ open: column(open), high: column(high), low: column(low), close: column(close) },
      ...{ adjClose: column(adjClose), volume: column(volume) },
    },
    { source: "cut", bias: null },
  );
}
