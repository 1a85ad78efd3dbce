import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJson, writeTextAtomically } from "trident-base";
import type { EngineHost, MemberName } from "../engines/index.ts";
import { seedOf } from "../runtime/index.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { prepareFolds } from "./preparedFolds.ts";
import { fitParams, roundsOf, spaceOf } from "./spaces.ts";
import { type TrialBudget, trialBudget } from "./trialBudget.ts";
import type { Tuning } from "./tuneMember.ts";

/** How many trials there are to be, of how many trees, and why. */
export interface TrialCount extends TrialBudget {
  /** Seconds of one fold's fit and scores a row, by engine, where that was measured. */
  readonly measured: Readonly<Record<string, number>> | null;
}

/**
 * The trials of each engine in each cluster: as many as are asked for, or as many as fit into some minutes by fits on
 * a fold of the largest cluster that are made first. What was measured is written down and holds
 * from then on, so that a training that goes on, on whatever machine, is the same.
 */
export async function decideTrials(
  asked: number | null,
  minutes: number | null,
  tuning: Tuning,
  hosts: readonly EngineHost[],
  plans: readonly MemberPlan[],
  folder: string,
): Promise<TrialCount> {
  const { trees } = tuning.limits;
  if (asked !== null) return { trials: asked, trees, measured: null };
  const file = join(folder, "trials.json");
  const known = parseJson(await readFile(file, "utf8").catch(() => "")) as unknown as TrialCount | undefined;
  if (known) return known;
  const measured: Record<string, number> = {};
  for (const engine of new Set(plans.map((plan) => plan.engine))) {
    const largest = plans
      .filter((plan) => plan.engine === engine)
      .reduce((a, b) => (b.rows.length > a.rows.length ? b : a));
    measured[engine] = (await secondsOfFold(tuning, hosts[0]!, largest)) / largest.rows.length;
  }
  const each = plans.reduce((sum, { engine, rows, folds }) => sum + measured[engine]! * rows.length * folds.length, 0);
  const budget = trialBudget(each, { minutes: minutes ?? 0, workers: hosts.length, trees });
  const count: TrialCount = { ...budget, measured };
  await writeTextAtomically(file, `${JSON.stringify(count, null, 1)}\n`);
  return count;
}

/** Share of a model's trees that is measured: each takes about as long as another. */
const MEASURED = 0.25;

/**
 * Seconds of a fit and its scores, the mean of a model of middle size and one of the largest. Neither stops early: a search
 * also draws points that do not.
 */
async function secondsOfFold(tuning: Tuning, host: EngineHost, { engine, folds }: MemberPlan): Promise<number> {
  const prepared = prepareFolds(host, engine, { ...tuning, folds: folds.slice(0, 1) });
  const seed = seedOf(tuning.seed, "measure");
  const limits = { ...tuning.limits, stoppingRounds: tuning.limits.trees };
  const points = (["middle", "largest"] as const).map((size) =>
    fitParams(engine, pointOf(engine, tuning, size), limits),
  );
  const roundsIn = (params: Readonly<Record<string, unknown>>): number => Number(params.trees ?? params.epochs);
  try {
    // The first one also loads the library and bins the rows.
    await prepared.score(0, { ...points[0]!, ...roundsOf(engine, 1) }, seed, tuning.signal);
    let sum = 0;
    for (const params of points) {
      const rounds = Math.ceil(MEASURED * roundsIn({ ...params }));
      const started = performance.now();
      await prepared.score(0, { ...params, ...roundsOf(engine, rounds) }, seed, tuning.signal);
      sum += ((performance.now() - started) / 1000) * (roundsIn({ ...params }) / rounds);
    }
    return sum / points.length;
  } finally {
    await prepared.release();
  }
}

/**
 * The middle of a space; of a logarithmic dimension that of its logarithm. The largest has the most of whatever makes a
 * model larger but its rounds.
 */
function pointOf(engine: MemberName, { limits }: Tuning, size: "middle" | "largest"): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(spaceOf(engine, limits)).flatMap(([name, dimension]) => {
      if (dimension.type === "choice") return [];
      const { low, high, type } = dimension;
      if (size === "largest" && type === "int" && name !== "trees") return [[name, high]];
      const middle = dimension.log ? Math.sqrt(low * high) : (low + high) / 2;
      return [[name, type === "int" ? Math.round(middle) : middle]];
    }),
  );
}
