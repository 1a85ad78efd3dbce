import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { isoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { purgedKFold } from "./purgedKFold.ts";
import { fixedLength, randomLabels } from "./test/randomLabels.ts";
import { walkForward } from "./walkForward.ts";

test("with one ticker and labels of one length it equals scikit-learn's splitters with a gap", () => {
  const horizon = 7;
  const rows = 120;
  const k = 5;
  const labels = fixedLength(rows, horizon);
  const script = fileURLToPath(new URL("./test/splits.py", import.meta.url));
  const python = venvProgram("python");
  const run = spawnSync(python, [script, String(rows), String(k), String(horizon)], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const peer = JSON.parse(run.stdout) as Record<"kfold" | "forward", [number[], number[]][]>;

  const forward = walkForward(labels, { folds: k });
  expect(forward.map((fold) => [[...fold.train], [...fold.test]])).toEqual(peer.forward);
  expect(forward.map((fold) => fold.purged)).toEqual([7, 7, 7, 7, 7]);

  const tests = purgedKFold(labels, { folds: k }).map((fold) => [...fold.test]);
  expect(tests).toEqual(peer.kfold.map(([, tested]) => tested));
});

test("trains on the past alone, and on nothing that was settled in the test block", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }).map(String),
      fc.integer({ min: 1, max: 4 }),
      fc.option(fc.integer({ min: 20, max: 40 }), { nil: undefined }),
      (seed, folds, trainSessions) => {
        const labels = randomLabels(seed, { sessions: 100 });
        const { decisionSession, exitSession, known } = labels;
        const all = walkForward(labels, { folds, firstTrain: 0.4, ...(trainSessions ? { trainSessions } : {}) });
        for (const { train, test: tested, purged, embargoed } of all) {
          const first = Math.min(...Array.from(tested, (row) => decisionSession[row]!));
          const past = [...known.keys()].filter(
            (row) =>
              known[row] === 1 &&
              decisionSession[row]! < first &&
              decisionSession[row]! >= first - (trainSessions ?? Number.POSITIVE_INFINITY),
          );
          expect([...train]).toEqual(past.filter((row) => exitSession[row]! < first));
          expect([purged, embargoed]).toEqual([past.length - train.length, 0]);
        }
        const tested = all.flatMap((fold) => [...fold.test]);
        expect(new Set(tested).size).toBe(tested.length);
      },
    ),
    { seed: 31, numRuns: 60 },
  );
});

test("test blocks by dates: validate on one period, test on the next", () => {
  const labels = randomLabels("dates", { sessions: 100 });
  const [validate, final] = walkForward(labels, { tests: ["2024-12-03", "2024-12-23"] });
  expect([validate!.testFrom, validate!.testTo].map(isoDate)).toEqual(["2024-12-03", "2024-12-22"]);
  expect(isoDate(final!.testFrom)).toBe("2024-12-23");
  expect(final!.train.length).toBeGreaterThan(validate!.train.length);
  expect(final!.name).toBe("walk 2 of 2");
});

test("what cannot be split is refused with the reason", () => {
  const labels = randomLabels("refused", { sessions: 50 });
  expect(() => walkForward(labels, { tests: [] })).toThrow("test dates are missing");
  expect(() => walkForward(labels, { tests: ["2024-11-03", "2024-11-01"] })).toThrow("ascending");
  expect(() => walkForward(labels, { tests: ["2034-01-01"] })).toThrow("the panel ends before the test block");
  expect(() => walkForward(labels, { tests: ["2024-13-01"] })).toThrow("'2024-13-01' is not a date");
  expect(() => walkForward(labels, { tests: ["2000-01-01", "2001-01-01"] })).toThrow("has no labelled test rows");
  expect(() => walkForward(labels, { tests: ["2000-01-01"] })).toThrow("has no training rows left");
  expect(() => walkForward(labels, { folds: 0 })).toThrow("folds is 0");
  expect(() => walkForward(labels, { folds: 2, firstTrain: 1 })).toThrow("firstTrain is 1");
  expect(() => walkForward(labels, { folds: 2, trainSessions: 0 })).toThrow("trainSessions is 0");
});
