import { expect, test } from "vitest";
import { exitRule, type LabelOptions } from "../../labels/index.ts";
import { readPanel } from "../../market/index.ts";
import { decideSessions, loadBundle, predictDay } from "../../model/index.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

const MARKET = "synthetic:tickers=16,years=3,seed=6";

test.each<Partial<LabelOptions>>([
  { barriers: "vol", profit: 0.8, stop: 0.8, primary: "momentum" },
  { method: "cross_sectional", profit: 0.3, stop: 0.3 },
])(
  "a bundle of these labels decides and leaves as they say: %j",
  async (labels) => {
    await inFolder(async (folder) => {
      const dataset = await smallDataset(folder, MARKET, labels);
      const { out } = await smallTraining(folder, dataset, { members: ["lightgbm"], clusters: 1, ranked: true });
      const bundle = await loadBundle(out);
      expect(bundle.manifest.labels).toMatchObject(labels);
      const panel = await readPanel(MARKET);
      const [from, to] = [panel.calendar.at(-25)!, panel.calendar.at(-20)!];
      const { rows, score, profit, stop, leftOut } = await decideSessions(bundle, panel, { from, to, today: to });
      const { signals, leftOut: silent } = await predictDay(bundle, panel, { date: to, today: to });
      const sameDay = [...rows.keys()].filter((k) => panel.date[rows[k]!] === to);
      expect(sameDay.length).toBeGreaterThan(2);
      expect(sameDay.map((k) => score[k])).toEqual(signals.map(({ probability }) => probability));
      for (const [i, k] of sameDay.entries()) {
        const row = rows[k]!;
        const first = panel.offsets.findLast((offset) => offset <= row)!;
        const rule = exitRule(bundle.manifest.labels, panel.adjClose, first, row);
        expect(rule).toEqual({ profit: profit[k], stop: stop[k], horizon: 4 });
        const { close, target, stop: floor } = signals[i]!;
        const isRanked = labels.method === "cross_sectional";
        expect([target, floor]).toEqual(isRanked ? [null, null] : [close * (1 + profit[k]!), close * (1 - stop[k]!)]);
      }
      const why = "the primary rule, momentum, does not fire";
      const unbought = silent.filter((each) => each.why === why).length;
      expect(unbought > 0).toBe(labels.primary !== undefined);
      expect((leftOut[why] ?? 0) >= unbought).toBe(true);
    });
  },
  120_000,
);
