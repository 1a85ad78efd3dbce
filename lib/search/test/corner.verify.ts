import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { startEngineHost } from "../../engines/index.ts";
import { describeLabelling, type Labelling } from "../../labels/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { type Panel, readPanel } from "../../market/index.ts";
import { listedPanel, type ProtocolYear, protocolYear, SEARCH_LIST } from "../../published/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { type LabelTrial, runLabelStudy, winnerOf } from "../labelStudy.ts";
import { publishedObjective } from "../publishedObjective.ts";
import { searchData } from "../searchData.ts";
import { isAtCorner, labellingAt, SEARCH_SPACE } from "../space.ts";

const bars = fileURLToPath(new URL("../../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
const present = existsSync(bars);
if (!present) console.log("reference bars absent: the published search's corner is not looked at");

const SEEDS = [42, 43, 44, 45, 46];
const CORNER: Labelling = { method: "simple", profit: 0.15, stop: 0.12, horizon: 14 };
const { trials, forest } = PROFILES.a100.labelSearch;

/** Every third step from the corner inwards, and the corners of the space. */
function grid(): Labelling[] {
  const lattice = ({ low, high }: { readonly low: number; readonly high: number }): number[] => {
    const steps: number[] = [];
    for (let at = high; at >= low; at -= 3) steps.push(at);
    return steps;
  };
  const { method, profitPercent: profit, stopPercent: stop, horizon } = SEARCH_SPACE;
  const points = (profits: number[], stops: number[], horizons: number[]): Labelling[] =>
    method.choices.flatMap((m) =>
      profits.flatMap((p) =>
        stops.flatMap((s) =>
          horizons.map((h) => labellingAt({ method: m, profitPercent: p, stopPercent: s, horizon: h })),
        ),
      ),
    );
  return [
    ...points(lattice(profit), lattice(stop), lattice(horizon)),
    ...points([profit.low, profit.high], [stop.low, stop.high], [horizon.low]),
  ];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.runIf(present)("the published search on 20 real tickers", () => {
  let panel: Panel;
  let published: ProtocolYear;
  beforeAll(async () => {
    panel = listedPanel(await readPanel(bars), SEARCH_LIST);
    // The roadmap held nothing out: the last 251 bars are the panel's own.
    published = protocolYear(panel);
  });

  test("over five splits the corner of the space has the highest mean of a grid over all of it", async () => {
    const found: { readonly labelling: Labelling; readonly value: number; readonly accuracy: number }[] = [];
    for (const labelling of grid()) {
      const results = await Promise.all(
        SEEDS.map((seed) => publishedObjective(published, labelling, { ...forest, seed })),
      );
      const judged = results.flatMap((each) => ("why" in each ? [] : [each]));
      if (judged.length === 0) continue;
      const [value, accuracy] = [mean(judged.map((each) => each.value)), mean(judged.map((each) => each.accuracy))];
      found.push({ labelling, value, accuracy });
    }
    found.sort((a, b) => b.value - a.value);
    console.log(`${found.length} of ${grid().length} labellings judged; the best`, found.slice(0, 4));
    const [best, next] = found;
    expect(best!.labelling).toEqual(CORNER);
    expect(best!.value - next!.value).toBeGreaterThan(0.005);
    expect(best!.accuracy).toBeGreaterThan(0.88);
    expect(best!.accuracy).toBeLessThan(0.94);
  });

  // Labellings beside the corner are a hundredth apart, and the split alone moves each by twice as much (a standard
  // deviation of .017 here, in scikit-learn's own split and forest too), so which of them wins is the split's to say.
  // On the values of all 3640 labellings at seed 42 three of four of Optuna's studies ended beside the corner; the
  // others stayed on the ridge of long horizons that leads there.
  test("100 trials end at the corner for most seeds, with the roadmap's accuracy", async () => {
    const folder = await mkdtemp(join(tmpdir(), "corner-"));
    const ledger = new Ledger(join(folder, "ledger.sqlite"));
    const host = startEngineHost();
    const winners: LabelTrial[] = [];
    try {
      const data = await searchData(panel);
      const file = join(folder, "studies.sqlite");
      for (const seed of SEEDS) {
        const study = { trials, seed, forest, file, ledger, host, published };
        winners.push(winnerOf((await runLabelStudy("published", data, study)).trials));
      }
    } finally {
      ledger.close();
      await host.close();
      await rm(folder, { recursive: true });
    }
    for (const [k, { value, accuracy, ...winner }] of winners.entries()) {
      console.log({ seed: SEEDS[k], labelling: describeLabelling(winner), value, accuracy });
      expect(winner.horizon).toBeGreaterThanOrEqual(10);
      expect(accuracy).toBeGreaterThan(0.88);
      expect(accuracy).toBeLessThanOrEqual(0.94);
      expect(value).toBeGreaterThan(0.84);
      expect(value).toBeLessThanOrEqual(0.91);
    }
    expect(winners.filter(isAtCorner).length).toBeGreaterThanOrEqual(4);
    const best = winnerOf(winners);
    expect(isAtCorner(best)).toBe(true);
    expect(best.accuracy).toBeGreaterThanOrEqual(0.9);
    expect(best.value).toBeGreaterThanOrEqual(0.85);
  });
});
