import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineHost, type EngineParams, engineHost } from "../engines/index.ts";
import { readMatrix, writeMatrix } from "../files/index.ts";
import { labelUniqueness } from "../labels/index.ts";
import { explainMemberRows, type MemberModel, predictMember, readMember, restorePrior } from "../model/index.ts";
import { createMatrix, createRandom, type Matrix, type Progress, type Random, seedOf } from "../runtime/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import { evenly } from "./evenly.ts";
import { ENDINGS } from "./fitMember.ts";
import type { FoldRows } from "./foldRows.ts";
import { groupInputs } from "./groupInputs.ts";
import { classesOf, logLoss, priorOf, weightsOf } from "./preparedFolds.ts";
import { roundsOf } from "./spaces.ts";
import type { Training } from "./trainTrident.ts";

/** Rows of a fold and cluster that are learned from, scored and explained at most, evenly over their order. */
const LEARNED = 20_000;
const SCORED = 2000;
const EXPLAINED = 40;
/** The columns that know nothing, and are learned from like the others: several, since one alone may be lucky. */
const NOISE = ["noise_1", "noise_2", "noise_3"];

/** Columns that are permuted together, and what is lost by that. */
export interface PermutedGroup {
  readonly inputs: readonly string[];
  /** By how much the log-loss of unseen rows rises, in nats: by fold, and over all. */
  readonly folds: readonly number[];
  readonly importance: number;
  /** True of a column of noise: what lies no further up than the first of them is no better than chance. */
  readonly isNoise: boolean;
}

/** What inputs are worth on rows that a model has not seen, fold by fold. */
export interface FoldImportances {
  readonly names: readonly string[];
  /** By falling importance. */
  readonly groups: readonly PermutedGroup[];
  /** By fold: the mean absolute contribution (SHAP value) of each input to the logit of BUY. */
  readonly contributions: readonly Float64Array[];
}

/**
 * What the inputs are worth out of fold. In each cluster the engine of the least out-of-fold log-loss is fitted again on
 * each fold, as its best trial was but with three columns of noise beside the inputs, on up to 20,000 of the fold's rows. On
 * rows of the fold that it has not seen, columns that tell the same are permuted together, and the rise of the log-loss is
 * what they were worth (Lopez de Prado, "Machine Learning for Asset Managers", 2020, chapter 6: clustered MDA). Beside it
 * each fold's own SHAP values. Folds and clusters weigh as many rows as they were scored on.
 */
export async function foldImportances(
  training: Training,
  { host = engineHost(), onProgress }: { readonly host?: EngineHost; readonly onProgress?: Progress } = {},
): Promise<FoldImportances> {
  const { data, folds, manifest, clusters, spans } = training;
  const { names } = data.matrix;
  const seed = String(manifest.training.seed);
  const groups = groupInputs(await readMatrix(data.matrix.path, evenly(spans.tuning.rows, LEARNED)));
  const permuted = [...groups, ...NOISE.map((_, k) => [names.length + k])];
  const weight =
    manifest.training.weights === "uniqueness" ? labelUniqueness(data.labels, spans.tuning.rows) : undefined;
  const rises = folds.map(() => new Float64Array(permuted.length));
  const contributions = folds.map(() => new Float64Array(names.length));
  const scored = new Float64Array(folds.length);
  const explained = new Float64Array(folds.length);
  const winners = clusters.map(({ number }) => bestOf(training, number));
  const folder = await mkdtemp(join(tmpdir(), "fold-importances-"));
  try {
    for (const [c, winner] of winners.entries()) {
      for (const [k, fold] of winner.plan.folds.entries()) {
        const random = createRandom(seed, "fold importances", winner.plan.name, k);
        const work = { host, folder, training, winner, fold, trees: winner.best.folds[k]!.trees, weight, random };
        const { model, prior } = await fitWithNoise(work);
        const test = evenly(fold.test, SCORED);
        const unseen = withNoise(await readMatrix(data.matrix.path, test), random);
        const score = (): number => {
          const probability = restorePrior(predictMember(model, unseen), prior);
          return logLoss(probability, data.target, test, manifest.classes);
        };
        const before = score();
        for (const [g, group] of permuted.entries()) {
          const restore = permute(unseen, group, random);
          rises[k]![g]! += (score() - before) * test.length;
          restore();
        }
        scored[k]! += test.length;
        explained[k]! += addContributions(model, unseen, contributions[k]!);
        onProgress?.(c * folds.length + k + 1, clusters.length * folds.length, winner.plan.name);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const all = scored.reduce((sum, rows) => sum + rows, 0);
  const found = permuted.map((group, g): PermutedGroup => {
    const isNoise = group[0]! >= names.length;
    return {
      inputs: isNoise ? [NOISE[group[0]! - names.length]!] : group.map((j) => names[j]!),
      folds: rises.map((each, k) => each[g]! / scored[k]!),
      importance: rises.reduce((sum, each) => sum + each[g]!, 0) / all,
      isNoise,
    };
  });
  return {
    names,
    groups: found.sort((a, b) => b.importance - a.importance),
    contributions: contributions.map((each, k) => each.map((sum) => sum / explained[k]!)),
  };
}

/** The member of a cluster with the least out-of-fold log-loss. */
function bestOf({ members, manifest }: Training, cluster: number): TrainedMember {
  const mine = [...members.keys()].filter((m) => members[m]!.plan.cluster.number === cluster);
  const loss = (m: number): number => manifest.members[m]!.outOfFold.logLoss;
  return members[mine.reduce((best, m) => (loss(m) < loss(best) ? m : best))]!;
}

/** Fits a fold once more, with the noise, and reads the model back. */
async function fitWithNoise({
  host,
  folder,
  training: { data, manifest },
  winner: { plan, best },
  fold,
  trees,
  weight,
  random,
}: {
  readonly host: EngineHost;
  readonly folder: string;
  readonly training: Training;
  readonly winner: TrainedMember;
  readonly fold: FoldRows;
  readonly trees: number;
  readonly weight: Float64Array | undefined;
  readonly random: Random;
}): Promise<{ readonly model: MemberModel; readonly prior: readonly number[] }> {
  const { engine, name } = plan;
  const rows = evenly(fold.stopping ? fold.rows.subarray(0, fold.stopping[0]) : fold.rows, LEARNED);
  const learned = withNoise(await readMatrix(data.matrix.path, rows), random);
  const matrix = await writeMatrix(learned, join(folder, "learned.arrow"));
  const params = { ...best.params, ...roundsOf(engine, trees), classWeight: "balanced" } as EngineParams<typeof engine>;
  const fitted = await host.fit(engine, {
    ...{ matrix, rows: [[0, rows.length]], target: classesOf(data.target, rows), params, threads: 1 },
    ...{ weight: weight && weightsOf(weight, rows), seed: seedOf(String(manifest.training.seed), name, "noise") },
  });
  try {
    const path = join(folder, `model.${ENDINGS[engine]}`);
    await host.save(fitted, path);
    const prior = priorOf(data.target, rows, manifest.classes, weight);
    return { model: await readMember(engine, path), prior };
  } finally {
    await host.release(fitted);
  }
}

/** The matrix with columns of Gaussian noise after its own. */
function withNoise({ names, rows, stride, values }: Matrix, random: Random): Matrix {
  const made = createMatrix([...names, ...NOISE], rows);
  for (const [j] of names.entries()) {
    made.values.set(values.subarray(j * stride, j * stride + rows), j * made.stride);
  }
  for (let k = 0; k < NOISE.length; k++) {
    for (let i = 0; i < rows; i++) made.values[(names.length + k) * made.stride + i] = random.normal();
  }
  return made;
}

/** Gives columns the values of other rows, all of them by one permutation; the answer puts them back. */
function permute({ rows, stride, values }: Matrix, columns: readonly number[], random: Random): () => void {
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const k = random.integer(i + 1);
    [order[i], order[k]] = [order[k]!, order[i]!];
  }
  const before = columns.map((j) => values.slice(j * stride, j * stride + rows));
  for (const [c, j] of columns.entries()) {
    for (let i = 0; i < rows; i++) values[j * stride + i] = before[c]![order[i]!]!;
  }
  return () => {
    for (const [c, j] of columns.entries()) values.set(before[c]!, j * stride);
  };
}

/** Adds the absolute contributions to the logit of BUY, the last class; how many rows they are of. */
function addContributions(model: MemberModel, matrix: Matrix, to: Float64Array): number {
  const sampled = evenly(
    Uint32Array.from({ length: matrix.rows }, (_, i) => i),
    EXPLAINED,
  );
  const all = explainMemberRows(model, matrix, sampled);
  const width = all.length / sampled.length;
  const ofBuy = width - (model.inputs + 1);
  for (let i = 0; i < sampled.length; i++) {
    for (let j = 0; j < to.length; j++) to[j]! += model.slope * Math.abs(all[i * width + ofBuy + j]!);
  }
  return sampled.length;
}
