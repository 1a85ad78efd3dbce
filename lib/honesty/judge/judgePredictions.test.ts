import { expect, test } from "vitest";
import { purgedKFold } from "../../cv/index.ts";
import { simple, tripleBarrier } from "../../labels/index.ts";
import { delistedTickers, syntheticMarket } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { brought, broughtMarket, fastSignal, noise, withTomorrow } from "../test/brought.ts";
import { canItBe } from "./canItBe.ts";
import { changedScores } from "./changedScores.ts";
import { chosenTickers } from "./chosenTickers.ts";
import type { Finding } from "./finding.ts";
import { judgePredictions, verdictOf } from "./judgePredictions.ts";
import { missingRows } from "./missingRows.ts";
import type { Predictions } from "./readPredictions.ts";
import { type JudgePredictionsOptions, judgeSubject } from "./subject.ts";
import { wasItOutOfSample } from "./wasItOutOfSample.ts";

const { panel } = broughtMarket();
const labels = tripleBarrier(panel, { profit: 0.05, stop: 0.08, horizon: 10 });
const folds = purgedKFold(labels, { folds: 4, embargo: 0.01 });

const leaksOf = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ kind, passed }) => kind === "leak" && !passed).map(({ id }) => id);
const canBe = (predictions: Predictions) => canItBe(judgeSubject(panel, predictions, {}), []);
const missing = (predictions: Predictions) => missingRows(judgeSubject(panel, predictions, {}));
const outOfSample = (predictions: Predictions, options: JudgePredictionsOptions) =>
  wasItOutOfSample(judgeSubject(panel, predictions, options))[0]!;

test.each([0.1, 0.3])("tomorrow's return at a weight of %f is too good", (weight) => {
  const found = canBe(brought(withTomorrow(panel, weight)));
  expect(leaksOf(found)).toEqual(["too_good"]);
  expect(found.find(({ id }) => id === "too_good")!.sentence).toContain("A leak until proven otherwise");
});

test("below it it cannot be told from a fast signal, and honest fast signals are no leak", () => {
  const found = canBe(brought(withTomorrow(panel, 0.05)));
  expect(leaksOf(found)).toEqual([]);
  expect(found.find(({ id }) => id === "decay")!.sentence).toContain("cannot be told from a fast signal");
  for (const name of ["returns_1", "clv"] as const)
    expect(leaksOf(canBe(brought(fastSignal(panel, name))))).toEqual([]);
});

test("scores of shuffled folds, which know the ten days around, are too good; purged ones are not", () => {
  const { ret } = simple(panel, { profit: 0.1, stop: 0.1, horizon: 10 });
  const own = noise(panel, "shuffled");
  // What a learner has from the days beside a row: labels that share nine tenths of its own.
  const near = own.map((x, row) => x + 4 * ((ret[row - 1] ?? 0) + (ret[row + 1] ?? 0) || 0));
  expect(leaksOf(canBe(brought(near)))).toContain("too_good");
  expect(leaksOf(canBe(brought(own)))).toEqual([]);
});

test("tickers chosen by their outcome, and survivors alone, are found; a choice by chance is not", () => {
  const { panel: wide } = syntheticMarket({ tickers: 90, years: 3, seed: 2 });
  const gone = delistedTickers(wide);
  const outcome = wide.tickers.map(
    (_, t) => wide.adjClose[wide.offsets[t + 1]! - 1]! / wide.adjClose[wide.offsets[t]!]!,
  );
  const middle = outcome.toSorted((a, b) => a - b)[45]!;
  const chosen = (choose: (t: number) => boolean) => {
    const score = noise(wide, "chosen");
    for (let t = 0; t < wide.tickers.length; t++) {
      if (!choose(t)) score.fill(Number.NaN, wide.offsets[t]!, wide.offsets[t + 1]!);
    }
    return chosenTickers(judgeSubject(wide, brought(score), {}));
  };
  expect(chosen((t) => outcome[t]! > middle)).toMatchObject({ kind: "leak", passed: false });
  expect(chosen((t) => outcome[t]! > middle).sentence).toContain("chosen by their outcome");
  const coin = createRandom("coin");
  const heads = wide.tickers.map(() => coin.uniform() < 0.5);
  expect(chosen((t) => heads[t]!).passed).toBe(true);
  const left = gone.reduce((sum, each) => sum + each, 0);
  expect(left).toBeGreaterThan(3);
  let kept = 0;
  const some = wide.tickers.map((_, t) => gone[t] === 0 && ++kept <= 30);
  expect(chosen((t) => some[t]!).numbers.delisted).toBe(0);
});

test("rows that are missing where the future was bad are found, rows missing by chance are not", () => {
  const { ret, known } = simple(panel, { profit: 0.1, stop: 0.1, horizon: 10 });
  const sorted = ret.filter((_, row) => known[row] === 1).sort();
  const bad = sorted[Math.floor(0.04 * sorted.length)]!;
  const dropped = missing(brought(noise(panel, "rows").map((x, row) => (ret[row]! < bad ? Number.NaN : x))));
  expect(leaksOf(dropped)).toEqual(["missing_rows"]);
  const random = createRandom("gaps");
  const gaps = missing(brought(noise(panel, "rows").map((x) => (random.uniform() < 0.04 ? Number.NaN : x))));
  expect(leaksOf(gaps)).toEqual([]);
  expect(gaps.find(({ id }) => id === "missing_rows")!.sentence).toContain("no sign that the future chose them");
});

test("folds say whether a training label was made while tested ones were", () => {
  const inFolds = new Set(folds.flatMap(({ test: rows }) => [...rows]));
  const predictions = brought(noise(panel, "folds").map((x, row) => (inFolds.has(row) ? x : Number.NaN)));
  const read = { ...labels, label: labels.label, strange: 0 };
  expect(outOfSample(predictions, { folds, labels: read })).toMatchObject({ passed: true, kind: "bound" });
  // Without the labels dates alone show nothing, and that is said.
  expect(outOfSample(predictions, { folds }).kind).toBe("bound");
  const unpurged = folds.map((fold) => {
    const tested = new Set(fold.test);
    return { ...fold, train: Uint32Array.from([...inFolds].filter((row) => !tested.has(row))) };
  });
  for (const given of [{ folds: unpurged, labels: read }, { folds: unpurged }]) {
    expect(outOfSample(predictions, given)).toMatchObject({ passed: false, kind: "leak" });
  }
  const random = createRandom("kfold");
  const side = Int8Array.from({ length: panel.rows }, () => random.integer(4));
  const rows = Uint32Array.from(inFolds);
  const shuffled = [0, 1, 2, 3].map((k) => ({
    ...{ name: `${k}`, train: rows.filter((row) => side[row] !== k), test: rows.filter((row) => side[row] === k) },
  }));
  expect(outOfSample(predictions, { folds: shuffled }).sentence).toContain("Not out of sample");
  // A fold's training rows that are scored are in sample.
  expect(outOfSample(predictions, { folds: folds.slice(1) }).sentence).toContain("rows that their fold does not test");
});

test("trained_until says whether the labels trained on had ended", () => {
  const until = (sessions: number) =>
    Float64Array.from({ length: panel.rows }, (_, row) => panel.calendar[panel.session[row]! - sessions] ?? Number.NaN);
  const score = noise(panel, "until").map((x, row) => (panel.session[row]! > 40 ? x : Number.NaN));
  const found = (sessions: number, options = {}) =>
    outOfSample(brought(score, { trainedUntil: until(sessions) }), options);
  expect(found(0)).toMatchObject({ passed: false, kind: "leak" });
  expect(found(20)).toMatchObject({ passed: true });
  expect(found(5)).toMatchObject({ passed: false, kind: "bound" });
  expect(found(5, { labels: { ...labels, strange: 0 } })).toMatchObject({ passed: false, kind: "leak" });
  expect(outOfSample(brought(score), {}).sentence).toContain("Not visible in scores; give folds or code");
});

test("scores that later bars moved are found at equal trained_until alone", () => {
  const score = noise(panel, "later");
  const trainedUntil = new Float64Array(panel.rows).fill(panel.calendar[100]!);
  const moved = score.map((x, row) => (panel.session[row] === 300 ? x + 0.1 : x));
  const found = (earlier: Predictions) =>
    changedScores(judgeSubject(panel, brought(score, { trainedUntil }), { earlier }))[0]!;
  expect(found(brought(moved, { trainedUntil }))).toMatchObject({ passed: false, kind: "leak" });
  expect(found(brought(score, { trainedUntil })).passed).toBe(true);
  const later = trainedUntil.map((day) => day + 30);
  expect(found(brought(moved, { trainedUntil: later })).sentence).toContain("nothing to compare");
});

test("a whole judgement of noise answers five questions and is never real", async () => {
  const judged = await judgePredictions(panel, brought(noise(panel, "whole")), { draws: 199, trials: 3 });
  expect(leaksOf(judged.findings)).toEqual([]);
  expect(judged.verdict).not.toBe("real");
  expect(new Set(judged.findings.map(({ question }) => question)).size).toBe(5);
  const ids = judged.findings.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(judged.sentence).toMatch(/^Not (real|enough data)/);
  expect(judged.findings.find(({ id }) => id === "auc")!.numbers.volatility_only).toBeGreaterThan(0.6);
});

test("one verdict: a leak or an upper bound below 0.5 is not real, every bound is", () => {
  const made = (kind: Finding["kind"], passed: boolean, id = "x"): Finding => ({
    ...{ id, kind, passed, question: "luck", sentence: "It is so.", value: null, interval: null, numbers: {} },
  });
  const verdict = (findings: readonly Finding[], upperSharpe = 2) => verdictOf(findings, { upperSharpe }, 3).verdict;
  expect(verdict([made("bound", true), made("shown", false)])).toBe("real");
  expect(verdict([made("bound", true), made("leak", false)])).toBe("not real");
  expect(verdict([made("bound", true)], 0.49)).toBe("not real");
  expect(verdict([made("bound", false)])).toBe("not enough data");
  expect(verdictOf([made("bound", false, "alpha")], { upperSharpe: 2 }, 3).sentence).toContain("24.8 at 0.5");
});
