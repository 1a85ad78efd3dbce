import { expect, test } from "vitest";
import { pricesOf } from "../../backtest/index.ts";
import { equalWeightReturn } from "../../behaviour/index.ts";
import { readMatrix } from "../../files/index.ts";
import { clustersOfRows, explainRows, loadBundle, logit, scoreInputs } from "../../model/index.ts";
import { createMatrix, type Matrix } from "../../runtime/index.ts";
import { type Calibrating, calibrateMembers } from "../calibrateMembers.ts";
import { explainTraining } from "../explainTraining.ts";
import { reliability } from "../reliabilityFigure.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

test("each step sees its own span alone; what is deployed is what was certified, and its reasons add up", async () => {
  await inFolder(async (folder) => {
    const training = await smallTraining(folder, await smallDataset(folder));
    const { data, clusters, clusterOf, members, spans, out, manifest, calibrated } = training;
    const input: Calibrating = {
      ...{ data, clusters, members, spans, out, classes: 2, seed: 42, wanted: 0.9 },
      ...{ clusterOf: clustersOfRows(data.panel, data.statistics, clusterOf), prices: pricesOf(data.panel) },
      market: equalWeightReturn(data.panel),
    };
    const again = await calibrateMembers(input);
    expect(again).toEqual(calibrated);
    expect(again.policy).not.toBeNull();
    expect(again.certificate!.trades).toBe(again.held.score.filter((s) => s >= again.policy!.threshold).length);

    const losing = (rows: Uint32Array): Calibrating => {
      const ret = data.labels.ret.slice();
      for (const row of rows) ret[row] = -ret[row]!;
      return { ...input, data: { ...data, labels: { ...data.labels, ret } } };
    };
    const otherFuture = await calibrateMembers(losing(spans.certificate.rows));
    expect([otherFuture.scorers, otherFuture.policy]).toEqual([again.scorers, again.policy]);
    expect(otherFuture.certificate).not.toEqual(again.certificate);
    const otherPast = await calibrateMembers(losing(spans.calibration.rows));
    expect(otherPast.policy).not.toEqual(again.policy);

    const bundle = await loadBundle(out);
    expect(bundle.manifest.policy).toEqual(manifest.policy);
    const rows = again.held.rows.subarray(0, 40);
    const inputs = await readMatrix(data.matrix.path, rows);
    const places = Array.from(rows, (row) => input.clusterOf[row]!);
    const score = scoreInputs(bundle, inputs, places);
    expect(score).toEqual(again.held.score.slice(0, 40));
    for (const [k, place] of places.entries()) {
      const told = explainRows(bundle, place, inputs, Uint32Array.of(k));
      expect(told.reduce((sum, each) => sum + each, 0)).toBeCloseTo(logit(score[k]!), 4);
    }
    expect(scoreInputs(bundle, emptied(inputs), places).every(Number.isFinite)).toBe(true);

    const explained = (await explainTraining(training, { seconds: 600 }))!;
    const width = explained.inputs.names.length + 1;
    const { sample } = explained;
    expect(sample.of).toBe(again.calibration.rows.length + again.held.rows.length);
    expect(sample.rows).toBe(explained.place.length);
    expect(sample.additivity).toBeLessThan(1e-5);
    // Without time the first block is all there is, and what more rows begin with.
    const least = (await explainTraining(training, { seconds: 0 }))!;
    expect(least.sample.rows).toBe(40 * new Set(explained.place).size);
    expect(sample.rows).toBe(sample.of);
    expect([...least.contributions.subarray(0, 40 * 60)]).toEqual([...explained.contributions.subarray(0, 40 * 60)]);
    const mean = explained.importances.overall.reduce((sum, each) => sum + each, 0);
    expect(mean).toBeGreaterThan(0);
    const tenths = reliability(again.held);
    expect(tenths.reduce((sum, { decisions }) => sum + decisions, 0)).toBe(again.held.rows.length);
    const scores = scoreInputs(bundle, explained.inputs, explained.place);
    for (const [k, score] of scores.entries()) {
      const told = explained.contributions.subarray(k * width, (k + 1) * width);
      expect(told.reduce((sum, each) => sum + each, 0)).toBeCloseTo(logit(score), 4);
    }

    const none = { ...bundle, manifest: { ...bundle.manifest, scorers: bundle.manifest.scorers.map(() => null) } };
    expect(scoreInputs(none, inputs, places).every(Number.isNaN)).toBe(true);
  });
}, 240_000);

/** The same shape with nothing known. */
function emptied({ names, rows }: Matrix): Matrix {
  const matrix = createMatrix(names, rows);
  matrix.values.fill(Number.NaN);
  return matrix;
}
