import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { combinatorialPurgedKFold } from "./combinatorialPurgedKFold.ts";
import { purgedKFold } from "./purgedKFold.ts";
import { fixedLength, randomLabels } from "./test/randomLabels.ts";

type Sides = readonly [readonly number[], readonly number[]][];

test("with labels of one bar it equals skfolio and purgedcv, with and without embargo", () => {
  const cases = [
    { rows: 120, groups: 6, testGroups: 2, embargo: 0 },
    { rows: 100, groups: 5, testGroups: 3, embargo: 0 },
    { rows: 120, groups: 6, testGroups: 2, embargo: 4 },
  ];
  const script = fileURLToPath(new URL("./test/combinatorial.py", import.meta.url));
  const asked = JSON.stringify(cases.map((each) => [each.rows, each.groups, each.testGroups, 1, each.embargo]));
  const run = spawnSync(venvProgram("python"), [script, asked], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const peers = JSON.parse(run.stdout) as { skfolio: Sides; purgedcv: Sides; paths: number[][] }[];
  for (const [k, { rows, groups, testGroups, embargo }] of cases.entries()) {
    const labels = fixedLength(rows, 1);
    const made = combinatorialPurgedKFold(labels, { groups, testGroups, embargo: embargo / labels.calendar.length });
    const sides = made.folds.map(({ train, test: tested }) => [[...train], [...tested]]);
    expect(sides).toEqual(peers[k]!.skfolio);
    expect(sides).toEqual(peers[k]!.purgedcv);
    // skfolio says by fold and tested group which path it belongs to; ours by path and group which fold.
    const ids = made.folds.map(({ tested }, fold) =>
      tested.map((group) => made.paths.findIndex((path) => path[group] === fold)),
    );
    expect(ids).toEqual(peers[k]!.paths);
  }
}, 30_000);

test("every path tests every labelled row once, and no training label touches a tested stretch", () => {
  for (const seed of ["a", "b", "c"]) {
    const labels = randomLabels(seed, { sessions: 90 });
    const { decisionSession: decision, exitSession: exit, known } = labels;
    const { groups, folds, paths } = combinatorialPurgedKFold(labels, { groups: 5, testGroups: 2, embargo: 0.03 });
    expect([folds.length, paths.length]).toEqual([10, 4]);
    for (const path of paths) {
      const tested = path.flatMap((fold, group) => {
        expect(folds[fold]!.tested).toContain(group);
        return [...groups[group]!].filter((row) => folds[fold]!.test.includes(row));
      });
      expect(tested.sort((a, b) => a - b)).toEqual([...known.keys()].filter((row) => known[row] === 1));
    }
    // Each answer of each fold is part of exactly one path.
    const used = paths.flatMap((path) => path.map((fold, group) => `${fold} ${group}`));
    expect(new Set(used).size).toBe(folds.reduce((sum, { tested }) => sum + tested.length, 0));
    for (const { train, tested } of folds) {
      for (const group of tested) {
        const first = Math.min(...Array.from(groups[group]!, (row) => decision[row]!));
        const last = Math.max(...Array.from(groups[group]!, (row) => exit[row]!));
        for (const row of train) {
          expect(exit[row]! < first || decision[row]! > last).toBe(true);
          expect(decision[row]! > last && decision[row]! <= last + Math.ceil(0.03 * 90)).toBe(false);
        }
      }
    }
  }
});

test("one tested group of all is purged k-fold", () => {
  const labels = randomLabels("one");
  const { folds, paths } = combinatorialPurgedKFold(labels, { groups: 4, testGroups: 1 });
  const plain = purgedKFold(labels, { folds: 4 });
  expect(folds.map(({ train, test: tested }) => [train, tested])).toEqual(plain.map((f) => [f.train, f.test]));
  expect(paths).toEqual([[0, 1, 2, 3]]);
});

test("what cannot be split is refused with the reason", () => {
  const labels = randomLabels("refused");
  expect(() => combinatorialPurgedKFold(labels, { groups: 1 })).toThrow("groups is 1");
  expect(() => combinatorialPurgedKFold(labels, { groups: 4, testGroups: 4 })).toThrow("testGroups is 4 of 4");
  expect(() => combinatorialPurgedKFold(labels, { groups: 40, testGroups: 20 })).toThrow("over 10000 folds");
  expect(() => combinatorialPurgedKFold(labels, { embargo: 2 })).toThrow("embargo is 2");
});
