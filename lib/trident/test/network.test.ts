import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeNetworks, type EngineHost, EngineHostUnavailable, startMemberHost } from "../../engines/index.ts";
import { readMatrix } from "../../files/index.ts";
import { parseSynthetic, syntheticMarket } from "../../market/index.ts";
import { loadBundle, predictMember, restorePrior, verifyBundle } from "../../model/index.ts";
import { auc } from "../../statistics/index.ts";
import { engineParity } from "../engineParity.ts";
import { explainTraining } from "../explainTraining.ts";
import { foldImportances } from "../foldImportances.ts";
import { parityTable } from "../parityTable.ts";
import type { Training } from "../trainTrident.ts";
import { bundleBytes, makeTestFolder, smallDataset, smallTraining } from "./smallTraining.ts";

const MARKET = "synthetic:tickers=20,years=3,seed=11,signal=0.3";
/** BUY is a next bar that closes above its open, which the planted signal says something of. */
const SIGN = { method: "simple", profit: 1e-6, stop: 1e-6, horizon: 1 } as const;
const PROFILE = { folds: 2, trials: 2, minutes: null, trees: 12, depth: 4, stoppingRounds: 3, threads: 1 } as const;
const WITH = { clusters: 1, members: ["lightgbm", "mlp"], profile: PROFILE, pruning: false } as const;

const installed = await describeNetworks().catch(() => undefined);
if (installed === undefined) console.log("not run: TensorFlow.js is not installed (npm run setup -- --neural)");

describe.runIf(installed !== undefined)("the neural member", () => {
  let folder: string;
  let dataset: string;
  let training: Training;
  let host: EngineHost;

  beforeAll(async () => {
    folder = await makeTestFolder();
    dataset = await smallDataset(folder, MARKET, SIGN);
    training = await smallTraining(folder, dataset, WITH);
    host = startMemberHost();
  }, 600_000);
  afterAll(async () => {
    await host?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("learns the planted signal: most of what one has who knows each bar's probability", () => {
    const { up } = syntheticMarket(parseSynthetic(MARKET)).truth;
    const member = training.members.findIndex(({ plan }) => plan.engine === "mlp");
    const { plan } = training.members[member]!;
    const rows = plan.folds.flatMap(({ test: tested }) => [...tested]);
    const positive = Int8Array.from(rows, (row) => training.data.target[row]!);
    const known = Float64Array.from(rows, (row) => up[row]!);
    const oracle = auc(known, positive);
    const found = training.manifest.members[member]!.outOfFold;
    console.log(
      `mlp: AUC ${found.auc.toFixed(4)}, oracle ${oracle.toFixed(4)}, volatility ${found.aucVolatilityOnly.toFixed(4)}`,
    );
    expect((found.auc - 0.5) / (oracle - 0.5)).toBeGreaterThan(0.6);
    expect(found.auc - found.aucVolatilityOnly).toBeGreaterThan(0.03);
  });

  test("is said to be there, is in the bundle, and what it adds to the ensemble is told", async () => {
    expect(training.notes).toContainEqual(
      expect.stringMatching(/^the network is trained by TensorFlow\.js \d.*\((@tensorflow|\/).*, (cpu|cuda)\)$/),
    );
    expect((await verifyBundle(training.out)).every(({ passed }) => passed)).toBe(true);
    const { engine, file, params, trees } = training.manifest.members[1]!;
    expect([engine, file]).toEqual(["mlp", "members/1-mlp.safetensors"]);
    expect(params.epochs).toBe(trees);
    const [scorer] = training.calibrated.scorers;
    expect(scorer!.names).toEqual(["lightgbm", "mlp"]);
    // Of two members the ensemble without one is the other one alone, calibrated.
    expect(scorer!.worth[1]).toBeCloseTo(scorer!.memberLoss[0]! - scorer!.ensembleLoss, 3);
  });

  test("predicts after save and load what it did before, and without TensorFlow the same to 1e-6", async () => {
    const { data, manifest, out, spans } = training;
    const member = manifest.members[1]!;
    const { models } = await loadBundle(out);
    const rows = spans.certificate.rows.subarray(0, 500);
    const plain = predictMember(models[1]!, await readMatrix(data.matrix.path, rows));
    const held = await host.load("mlp", join(out, member.file), { columns: data.matrix.names, classes: [0, 1] });
    const told = await host.predict(held, { matrix: data.matrix, rows });
    expect(Math.max(...told.map((p, i) => Math.abs(p - plain[i]!)))).toBeLessThan(1e-6);
    const bundle = await loadBundle(out);
    const inputs = await readMatrix(data.matrix.path, rows);
    const parity = await engineParity(out, bundle, inputs, host);
    expect(parity.map(({ engine }) => engine)).toEqual(["lightgbm", "mlp"]);
    expect(parity.every(({ largestDifference }) => largestDifference! < 1e-6)).toBe(true);
    const load: EngineHost["load"] = (engine, ...given) =>
      engine === "mlp" ? Promise.reject(new EngineHostUnavailable("none")) : host.load(engine, ...given);
    const without = await engineParity(out, bundle, inputs, { ...host, load });
    expect(without[1]).toEqual({ engine: "mlp", cluster: 1, rows: 0, largestDifference: null });
    expect(parityTable(without)).toContain("not compared: TensorFlow.js is not installed");
    // Saved again it is the same file.
    const again = join(folder, "again.safetensors");
    await host.save(held, again);
    expect(await readFile(again)).toEqual(await readFile(join(out, member.file)));
    expect(restorePrior(plain, member.prior).every((p) => p > 0 && p < 1)).toBe(true);
  });

  test("the same seed gives the same bundle", async () => {
    const { out } = await smallTraining(folder, dataset, { ...WITH, out: join(folder, "second") });
    expect(await bundleBytes(out)).toEqual(await bundleBytes(training.out));
  }, 600_000);

  test("is explained: contributions of all members add up to the score, and its columns are permuted", async () => {
    const explained = await explainTraining(training);
    expect(explained!.contributions.every(Number.isFinite)).toBe(true);
    const { members, manifest } = training;
    const alone = { ...training, members: [members[1]!], manifest: { ...manifest, members: [manifest.members[1]!] } };
    const { groups } = await foldImportances(alone, { host });
    expect(groups[0]!.isNoise).toBe(false);
    expect(groups[0]!.importance).toBeGreaterThan(0);
  }, 600_000);
});
