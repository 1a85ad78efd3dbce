import { join } from "node:path";
import { type BoosterName, type EngineHost, type EngineModel, engineHost } from "../engines/index.ts";
import { readMatrix } from "../files/index.ts";
import {
  AdditivityError,
  clustersOfRows,
  explainMemberRows,
  loadBundle,
  type MemberContributions,
  type MemberModel,
  memberMargins,
  mergeContributions,
} from "../model/index.ts";
import type { Matrix } from "../runtime/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import { type Importances, importancesOf } from "./importances.ts";
import type { Training } from "./trainTrident.ts";

/** Sampled rows of a cluster: in the first block, and at most. */
const FIRST = 40;
const MOST = 4000;
/** The furthest that contributions may be from the margin, as a share of what was added up. */
const TOLERANCE = 1e-5;

/** How the rows that are explained were chosen, and what it took. */
export interface ExplainedSample {
  /** Rows that are explained, and those of the two spans that they stand for. */
  readonly rows: number;
  readonly of: number;
  /** The furthest that a member's contributions are from its margin, as a share of what was added up. */
  readonly additivity: number;
  /** Of the engines' calls. */
  readonly seconds: number;
}

/** Contributions (SHAP values) to the calibrated logit of sampled decisions that no member has learned from. */
export interface Explanation {
  /** Sampled rows; their columns are the model inputs. */
  readonly inputs: Matrix;
  /** Rows x (inputs + 1), row after row, the expected value last. */
  readonly contributions: Float64Array;
  /** Place in the manifest's clusters by sampled row. */
  readonly place: Int8Array;
  readonly importances: Importances;
  readonly sample: ExplainedSample;
}

/** How a training is explained. */
export interface ExplainOptions {
  /** What the engines may take, about, once a first block of 40 rows a cluster has been measured; the profile's by default. */
  readonly seconds?: number;
  readonly host?: EngineHost;
}

/** A member with its model here, and in the host where that explains it. */
interface Asked {
  readonly member: TrainedMember;
  readonly own: MemberModel;
  readonly hosted: EngineModel<BoosterName> | undefined;
}

/**
 * Explains a training by a sample of the calibration and certificate spans, stratified by cluster and spread evenly over
 * the dates. The engines explain their own trees, a batch a member; a network is explained here. The first block is measured: it must add up to the
 * members' margins, and what it took says how many rows the time suffices for; of each cluster all, or 4,000, at most.
 * Of two classes; clusters that are not decided on have none.
 *
 * @returns undefined for three classes, or where no cluster is decided on.
 * @throws AdditivityError if contributions do not add up; EngineError as the host does.
 */
export async function explainTraining(
  training: Training,
  { seconds: budget = training.explainSeconds, host = engineHost() }: ExplainOptions = {},
): Promise<Explanation | undefined> {
  const { data, calibrated, manifest, clusterOf, out, members } = training;
  const all = [...calibrated.calibration.rows, ...calibrated.held.rows];
  if (manifest.classes === 3 || all.length === 0) return undefined;
  const { decisionSession } = data.labels;
  const ofRows = clustersOfRows(data.panel, data.statistics, clusterOf);
  const strata = manifest.clusters.map((_, place) => {
    const mine = all.filter((row) => ofRows[row] === place);
    return spread(mine.sort((a, b) => decisionSession[a]! - decisionSession[b]! || a - b));
  });
  const bundle = await loadBundle(out);
  const columns = data.matrix.names;
  const width = columns.length + 1;
  const [took, away] = [{ seconds: 0 }, { most: 0 }];
  const models = await Promise.all(
    manifest.members.map(({ engine, file }) =>
      engine === "mlp" ? undefined : host.load(engine, join(out, file), { columns, classes: [0, 1] }),
    ),
  );
  const explain = async (rows: Uint32Array, place: number): Promise<Float64Array> => {
    const { number } = manifest.clusters[place]!;
    const scorer = manifest.scorers[place]!;
    const asked = members.flatMap((member, m): readonly Asked[] =>
      member.plan.cluster.number === number && scorer.members.includes(member.plan.engine)
        ? [{ member, own: bundle.models[m]!, hosted: models[m] }]
        : [],
    );
    const inputs = await readMatrix(data.matrix.path, rows);
    const told: Record<string, MemberContributions> = {};
    for (const { member, own, hosted } of asked) {
      const begun = performance.now();
      const values = hosted
        ? await host.contributions(hosted, { matrix: data.matrix, rows, threads: 1 })
        : explainMemberRows(own, inputs);
      took.seconds += (performance.now() - begun) / 1000;
      away.most = Math.max(away.most, additivityOf(values, memberMargins(own, inputs), width, member.plan.name));
      const { prior } = member.fitted;
      told[member.plan.engine] = {
        values: values.map((value) => own.slope * value),
        offset: Math.log(prior[1]! / prior[0]!),
      };
    }
    return mergeContributions(scorer, told, columns.length);
  };
  const parts: Float64Array[][] = strata.map(() => []);
  const done = strata.map(() => 0);
  const enlarge = async (size: number): Promise<void> => {
    for (const [place, rows] of strata.entries()) {
      const more = rows.subarray(done[place]!, size);
      if (more.length === 0) continue;
      parts[place]!.push(await explain(more, place));
      done[place]! += more.length;
    }
  };
  try {
    await enlarge(FIRST);
    // Calls have a cost of their own: the sample doubles for as long as that is within the time.
    for (let size = 2 * FIRST; 2 * took.seconds <= budget && done.some((n, k) => n < strata[k]!.length); size *= 2) {
      await enlarge(size);
    }
  } finally {
    await Promise.all(models.map((model) => model && host.release(model)));
  }
  const sampled = strata.flatMap((rows, place) => [...rows.subarray(0, done[place]!)].map((row) => ({ row, place })));
  const found = parts.map((some) => Float64Array.from(some.flatMap((values) => [...values])));
  const totals = strata.map((_, place) => all.filter((row) => ofRows[row] === place).length);
  return {
    inputs: await readMatrix(
      data.matrix.path,
      Uint32Array.from(sampled, ({ row }) => row),
    ),
    contributions: Float64Array.from(found.flatMap((values) => [...values])),
    place: Int8Array.from(sampled, ({ place }) => place),
    importances: importancesOf(
      found.flatMap((values, place) => (values.length === 0 ? [] : [{ values, rows: totals[place]! }])),
      columns.length,
    ),
    sample: { rows: sampled.length, of: all.length, additivity: away.most, seconds: took.seconds },
  };
}

/** Rows in an order of which every beginning is spread evenly over them: by the golden ratio; 4,000 at most. */
function spread(rows: readonly number[]): Uint32Array {
  const golden = (Math.sqrt(5) - 1) / 2;
  return Uint32Array.from(
    rows
      .map((row, i) => ({ row, at: (i * golden) % 1 }))
      .sort((a, b) => a.at - b.at)
      .slice(0, MOST),
    ({ row }) => row,
  );
}

/** How far sums of contributions are from margins, as a share of what was added up. */
function additivityOf(values: Float64Array, margins: Float64Array, width: number, name: string): number {
  let most = 0;
  for (const [i, margin] of margins.entries()) {
    const mine = values.subarray(i * width, (i + 1) * width);
    const scale = mine.reduce((sum, value) => sum + Math.abs(value), 1);
    const apart = Math.abs(mine.reduce((sum, value) => sum + value, 0) - margin) / scale;
    if (!(apart <= TOLERANCE)) {
      throw new AdditivityError(`the engine's contributions are ${apart.toPrecision(2)} from the margin`, {
        where: [name],
        remedy: "Run 'trident bundle verify': these may not be the trees that were fitted.",
      });
    }
    most = Math.max(most, apart);
  }
  return most;
}
