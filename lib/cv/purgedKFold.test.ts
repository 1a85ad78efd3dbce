import fc from "fast-check";
import { expect, test } from "vitest";
import type { Labels } from "../labels/index.ts";
import type { Fold } from "./fold.ts";
import { purgedKFold } from "./purgedKFold.ts";
import { randomLabels } from "./test/randomLabels.ts";

const cases = fc.record({
  seed: fc.integer({ min: 0, max: 10_000 }).map(String),
  tickers: fc.integer({ min: 1, max: 6 }),
  sessions: fc.integer({ min: 40, max: 90 }),
  longest: fc.integer({ min: 0, max: 6 }),
  folds: fc.integer({ min: 2, max: 5 }),
  embargo: fc.constantFrom(0, 0.01, 0.03, 0.07),
});

function eachFold(check: (fold: Fold, labels: Labels, embargo: number) => void, numRuns = 100): void {
  fc.assert(
    fc.property(cases, ({ seed, folds, embargo, ...shape }) => {
      const labels = randomLabels(seed, shape);
      for (const fold of purgedKFold(labels, { folds, embargo })) check(fold, labels, embargo);
    }),
    { seed: 21, numRuns },
  );
}

test("every labelled row is tested exactly once, and rows without a label are in neither side", () => {
  fc.assert(
    fc.property(cases, ({ seed, folds, embargo, ...shape }) => {
      const labels = randomLabels(seed, shape);
      const all = purgedKFold(labels, { folds, embargo });
      const tested = all.flatMap((fold) => [...fold.test]).sort((a, b) => a - b);
      expect(tested).toEqual([...labels.known.keys()].filter((row) => labels.known[row] === 1));
      for (const { train } of all) expect(train.every((row) => labels.known[row] === 1)).toBe(true);
      const balance = all.map((fold) => fold.test.length);
      // A cut lies at most half a date's rows from where it should.
      const slack = shape.tickers + 1;
      for (const size of balance) expect(Math.abs(size - tested.length / folds)).toBeLessThanOrEqual(slack);
    }),
    { seed: 20, numRuns: 100 },
  );
});

test("no training label was made in the sessions of the test labels, and no date is on both sides", () => {
  eachFold(({ train, test: tested, testFrom, testTo }, { decisionSession, exitSession, calendar }) => {
    const first = Math.min(...Array.from(tested, (row) => decisionSession[row]!));
    const last = Math.max(...Array.from(tested, (row) => exitSession[row]!));
    for (const row of train) expect(exitSession[row]! < first || decisionSession[row]! > last).toBe(true);
    const dates = new Set(Array.from(tested, (row) => decisionSession[row]!));
    expect(train.some((row) => dates.has(decisionSession[row]!))).toBe(false);
    expect(testFrom).toBe(calendar[first]);
    expect(testTo).toBe(calendar[Math.max(...dates)]);
  });
});

/** Lopez de Prado's three cases (2018, section 7.4.1), row against row: starts in, ends in, or envelops the test. */
function bruteForce(labels: Labels, tested: Uint32Array, embargo: number) {
  const { decisionSession: start, exitSession: end, known, calendar } = labels;
  const sessions = Math.ceil(Number((embargo * calendar.length).toFixed(6)));
  let from = Number.POSITIVE_INFINITY;
  let to = -1;
  for (const a of tested) {
    for (const b of tested) {
      from = Math.min(from, start[a]!, start[b]!);
      to = Math.max(to, end[a]!, end[b]!);
    }
  }
  const isTested = new Set(tested);
  const sides = { train: [] as number[], purged: 0, embargoed: 0 };
  for (let row = 0; row < labels.rows; row++) {
    if (known[row] === 0 || isTested.has(row)) continue;
    const startsIn = from <= start[row]! && start[row]! <= to;
    const endsIn = from <= end[row]! && end[row]! <= to;
    const envelops = start[row]! <= from && to <= end[row]!;
    if (startsIn || endsIn || envelops) sides.purged++;
    else if (to < start[row]! && start[row]! - to <= sessions) sides.embargoed++;
    else sides.train.push(row);
  }
  return sides;
}

test("equals the definition row by row, embargo included", () => {
  let embargoed = 0;
  let purged = 0;
  eachFold((fold, labels, embargo) => {
    const { train, ...counts } = bruteForce(labels, fold.test, embargo);
    expect([...fold.train]).toEqual(train);
    expect({ purged: fold.purged, embargoed: fold.embargoed }).toEqual(counts);
    embargoed += fold.embargoed;
    purged += fold.purged;
  }, 60);
  expect(embargoed).toBeGreaterThan(100);
  expect(purged).toBeGreaterThan(100);
});

test("splits the rows that are given, in any order", () => {
  const labels = randomLabels("rows");
  const some = [...labels.known.keys()].filter((row) => row % 3 === 0).reverse();
  const folds = purgedKFold(labels, { folds: 3, embargo: 0, rows: some });
  const tested = folds.flatMap((fold) => [...fold.test]).sort((a, b) => a - b);
  expect(tested).toEqual(some.filter((row) => labels.known[row] === 1).reverse());
  expect(folds.map((fold) => fold.name)).toEqual(["fold 1 of 3", "fold 2 of 3", "fold 3 of 3"]);
});

test("what cannot be split is refused with the reason", () => {
  const labels = randomLabels("refused", { sessions: 30 });
  expect(() => purgedKFold(labels, { folds: 1 })).toThrow("folds is 1");
  expect(() => purgedKFold(labels, { embargo: 1.5 })).toThrow("embargo is 1.5");
  expect(() => purgedKFold(labels, { rows: [0, 0] })).toThrow("row 0 is given twice");
  expect(() => purgedKFold(labels, { rows: [labels.rows] })).toThrow(`there is no row ${labels.rows}`);
  expect(() => purgedKFold(labels, { rows: [0.5] })).toThrow("there is no row 0.5");
  expect(() => purgedKFold(labels, { folds: 31 })).toThrow("decision dates cannot make 31 blocks");
  expect(() => purgedKFold(labels, { folds: 2, embargo: 0.99, rows: [...labels.known.keys()] })).toThrow(
    /fold 1 of 2 has no training rows left: \d+ purged, \d+ under embargo \(test 2024-10-04 to /,
  );
  const none = { ...labels, known: new Uint8Array(labels.rows) };
  expect(() => purgedKFold(none)).toThrow("no row has a label that is known");
});
