import { expect, test } from "vitest";
import { logit, scoreRows, sigmoid } from "../model/index.ts";
import { createRandom } from "../runtime/index.ts";
import { fitScorer } from "./fitScorer.ts";

const ROWS = 4000;

/** Members that see the truth, each with its own noise, and what came of the rows. */
function predictions(name: string, noise: Readonly<Record<string, number>>) {
  const random = createRandom("stacked", name);
  const truth = Float64Array.from({ length: ROWS }, () => 0.8 * random.normal() + 0.3);
  const probability = Object.fromEntries(
    Object.entries(noise).map(([member, sd]) => [member, truth.map((x) => sigmoid(x + sd * random.normal()))]),
  );
  const target = truth.map((x) => (random.uniform() < sigmoid(x) ? 1 : 0));
  const session = Int32Array.from(truth, (_, i) => Math.floor(i / 20));
  return { probability, target, session };
}

test("members that err apart make an ensemble that is kept, and calibrated", () => {
  const noise = { a: 1, b: 1, c: 1.5 };
  const calibration = predictions("later", noise);
  const fitted = fitScorer({ tuning: predictions("tuning", noise), calibration, horizon: 1, seed: 1 });
  expect(fitted).toMatchObject({ isEnsemble: true, names: ["a", "b", "c"] });
  expect(fitted.scorer.members).toEqual(["a", "b", "c"]);
  expect(fitted.gain.estimate).toBeCloseTo(Math.min(...fitted.memberLoss) - fitted.ensembleLoss, 12);
  expect(fitted.gain.low).toBeGreaterThan(0);
  // Without the third member the scorer is that of the other two alone; each one helps.
  const without = (span: ReturnType<typeof predictions>) => {
    const { c: _, ...probability } = span.probability;
    return { ...span, probability };
  };
  const two = fitScorer({
    ...{ tuning: without(predictions("tuning", noise)), calibration: without(calibration), horizon: 1, seed: 1 },
  });
  expect(fitted.worth[2]).toBeCloseTo(two.ensembleLoss - fitted.ensembleLoss, 12);
  expect(Math.min(...fitted.worth)).toBeGreaterThan(0);
  // Var .64 of truth; noise 1 and 1.
  expect(fitted.correlation[0]![1]).toBeCloseTo(0.64 / 1.64, 1);
  expect(fitted.correlation[2]![2]).toBeCloseTo(1, 12);
  // What is said of unseen rows comes true: ten bins of 400 rows are within four standard errors.
  const unseen = predictions("unseen", noise);
  const score = scoreRows(fitted.scorer, unseen.probability);
  const order = [...score.keys()].sort((i, j) => score[i]! - score[j]!);
  for (let bin = 0; bin < 10; bin++) {
    const rows = order.slice(bin * 400, (bin + 1) * 400);
    const mean = (of: (i: number) => number) => rows.reduce((sum, i) => sum + of(i), 0) / 400;
    expect(Math.abs(mean((i) => score[i]!) - mean((i) => unseen.target[i]!))).toBeLessThan(0.1);
  }
});

test("an ensemble that learned to trust a member that failed later gives way to the best one", () => {
  const tuning = predictions("tuning", { a: 0.2, b: 0.8 });
  const later = predictions("later", { a: 0.2, b: 0.1 });
  const random = createRandom("failed");
  const calibration = {
    ...later,
    probability: { a: later.target.map(() => random.uniform()), b: later.probability.b! },
  };
  const fitted = fitScorer({ tuning, calibration, horizon: 1, seed: 1 });
  expect(fitted).toMatchObject({ isEnsemble: false, best: "b" });
  expect(fitted.scorer).toMatchObject({ members: ["b"], stacker: { intercept: 0, weights: [1] } });
  expect(fitted.gain.high).toBeLessThan(0);
});

test("one member is calibrated: a probability of another target becomes that of this one", () => {
  const { probability, session } = predictions("single", { only: 0 });
  const random = createRandom("other target");
  const target = Float64Array.from(probability.only!, (p) => (random.uniform() < sigmoid(0.5 * logit(p) - 1) ? 1 : 0));
  const tuning = predictions("tuning", { only: 0 });
  const { scorer, isEnsemble } = fitScorer({
    tuning,
    calibration: { probability, target, session },
    horizon: 1,
    seed: 1,
  });
  expect(isEnsemble).toBe(false);
  expect(scorer.calibrator.intercept).toBeCloseTo(-1, 0);
  expect(Math.abs(scorer.calibrator.weights[0]! - 0.5)).toBeLessThan(0.15);
});

test("rows of one class, and spans of other members, are refused", () => {
  const tuning = predictions("tuning", { a: 1 });
  const run = (calibration: ReturnType<typeof predictions>) => () =>
    fitScorer({ tuning, calibration, horizon: 1, seed: 1 });
  expect(run(predictions("later", { b: 1 }))).toThrow("do not have the same members");
  expect(run({ ...tuning, target: tuning.target.map(() => 0) })).toThrow("the net returns of all 4000 rows are losses");
});

test("a member that says the same of every row is calibrated to the base rate, in and out of an ensemble", () => {
  const flat = (name: string) => {
    const { probability, ...span } = predictions(name, { a: 0.5 });
    return { ...span, probability: { a: probability.a!, flat: span.target.map(() => 0.3) } };
  };
  const calibration = flat("later");
  const fitted = fitScorer({ tuning: flat("tuning"), calibration, horizon: 1, seed: 1 });
  const rate = calibration.target.reduce((sum, t) => sum + t, 0) / ROWS;
  const entropy = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
  expect(fitted.best).toBe("a");
  expect(fitted.memberLoss[1]).toBeCloseTo(entropy, 6);
  expect(fitted.worth[1]).toBeCloseTo(0, 6);
  const { a: _, ...alone } = calibration.probability;
  const one = fitScorer({
    ...{ tuning: { ...calibration, probability: alone }, calibration: { ...calibration, probability: alone } },
    ...{ horizon: 1, seed: 1 },
  });
  expect(scoreRows(one.scorer, { flat: [0.3, 0.9] })[1]).toBeCloseTo(rate, 3);
});
