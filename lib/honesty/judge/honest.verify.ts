import { expect, test } from "vitest";
import { purgedKFold } from "../../cv/index.ts";
import { simple } from "../../labels/index.ts";
import { type Panel, syntheticMarket } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { brought, fastSignal, noise, strongSignal } from "../test/brought.ts";
import { type JudgedPredictions, judgePredictions } from "./judgePredictions.ts";

/** How many files; TRIDENT_FILES sets another number. */
const FILES = Number(process.env.TRIDENT_FILES ?? 100);

const KINDS = ["noise", "returns_1", "clv", "strong", "sparse noise"] as const;

/** An honest file of a market of its own, as a researcher who knows nothing of the future may bring it. */
function honest(k: number): { readonly kind: string; readonly judged: Promise<JudgedPredictions> } {
  const kind = KINDS[k % KINDS.length]!;
  const random = createRandom(k, "honest files");
  const isStrong = kind === "strong";
  const { panel } = syntheticMarket({
    ...{ tickers: 15 + random.integer(30), years: 2 + random.integer(4), seed: 100 + k },
    ...{ signal: isStrong ? 0.03 + 0.03 * random.uniform() : 0, premium: random.integer(2) / 2 },
  });
  const horizon = isStrong ? 1 : [1, 5, 10][random.integer(3)]!;
  const score =
    kind === "strong"
      ? strongSignal(panel)
      : kind === "returns_1" || kind === "clv"
        ? fastSignal(panel, kind)
        : noise(panel, k);
  if (kind === "sparse noise") {
    // A universe of half the tickers, on four days of five, from some month on.
    const from = random.integer(panel.calendar.length >> 1);
    const tickers = panel.tickers.map(() => random.uniform() < 0.5);
    for (const [t, isIn] of tickers.entries()) {
      for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
        if (!isIn || panel.session[row]! < from || random.uniform() < 0.2) score[row] = Number.NaN;
      }
    }
  }
  return { kind, judged: judgeInFolds(panel, score, horizon) };
}

/** Scores of rows that purged folds test, judged with those folds. */
function judgeInFolds(panel: Panel, score: Float64Array, horizon: number): Promise<JudgedPredictions> {
  const labels = simple(panel, { profit: 0.1, stop: 0.1, horizon });
  const folds = purgedKFold(labels, { folds: 4 });
  const tested = new Uint8Array(panel.rows);
  for (const fold of folds) for (const row of fold.test) tested[row] = 1;
  const predictions = brought(score.map((x, row) => (tested[row] === 1 ? x : Number.NaN)));
  const given = { folds, labels: { ...labels, strange: 0 }, horizon, trials: 1, draws: 199 };
  return judgePredictions(panel, predictions, given);
}

test("an honest strong one, with its folds and the number of trials, is real", async () => {
  // At 0.06 its costs leave a Sharpe ratio of 0.5, which eight years do not show; at 0.07 its trades' edge is too good.
  const { panel } = syntheticMarket({ tickers: 60, years: 8, signal: 0.065, seed: 3 });
  const { verdict, findings } = await judgeInFolds(panel, strongSignal(panel), 1);
  expect(findings.filter(({ kind, passed }) => kind !== "shown" && !passed)).toEqual([]);
  expect(verdict).toBe("real");
});

test(`of ${FILES} honest files at most one in twenty has a leak finding or is real where nothing is to be had`, async () => {
  const faults: string[] = [];
  const verdicts: Record<string, number> = {};
  for (let k = 0; k < FILES; k++) {
    const { kind, judged } = honest(k);
    const { verdict, findings } = await judged;
    const key = `${kind}: ${verdict}`;
    verdicts[key] = (verdicts[key] ?? 0) + 1;
    const leaks = findings.filter((found) => found.kind === "leak" && !found.passed).map(({ id }) => id);
    if (leaks.length > 0) faults.push(`${k}, ${kind}: ${leaks.join(", ")}`);
    else if (verdict === "real" && kind !== "strong") faults.push(`${k}, ${kind}: real`);
  }
  console.log({ files: FILES, faults, verdicts });
  expect(faults.length, faults.join("; ")).toBeLessThanOrEqual(0.05 * FILES);
});
