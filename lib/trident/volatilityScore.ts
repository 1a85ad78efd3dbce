import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeTextAtomically } from "trident-base";
import type { EngineHost } from "../engines/index.ts";
import { VOLATILITY } from "../features/index.ts";
import { keyOf, makeArtefact } from "../files/index.ts";
import { seedOf } from "../runtime/index.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { aucOfBuy, prepareFolds, type ScoredFold } from "./preparedFolds.ts";
import { fitParams } from "./spaces.ts";
import type { TrainingFolder } from "./trainingFolder.ts";
import { joined, type TunedTrial, type Tuning } from "./tuneMember.ts";

/** Measures of volatility among the model inputs. Barrier labels measure it too, so that an AUC alone says little. */
const COLUMNS = ["volatility_10", "volatility_20", "volatility_50", VOLATILITY];

/** How the same engine does on measures of volatility alone. */
export interface VolatilityScore {
  /** Over all folds. */
  readonly auc: number;
  /** By fold. */
  readonly folds: readonly number[];
}

/** Scores a member's folds, rows, engine and parameters on measures of volatility alone. */
export async function volatilityScore(
  tuning: Tuning,
  host: EngineHost,
  { engine, folds, name, id }: MemberPlan,
  best: TunedTrial,
  folder: TrainingFolder,
): Promise<VolatilityScore> {
  const path = join(folder.work, "volatility", `${id}.json`);
  const key = keyOf(folder.key, name, best.params);
  await makeArtefact({ path, record: `${path}.record`, key }, async (to) => {
    const prepared = prepareFolds(host, engine, { ...tuning, folds, columns: COLUMNS });
    const scored: ScoredFold[] = [];
    try {
      for (let k = 0; k < folds.length; k++) {
        const params = fitParams(engine, best.params, tuning.limits);
        scored.push(await prepared.score(k, params, seedOf(tuning.seed, name, "volatility"), tuning.signal));
      }
    } finally {
      await prepared.release();
    }
    const score: VolatilityScore = { auc: aucOver(tuning, folds, joined(scored)), folds: scored.map(({ auc }) => auc) };
    await writeTextAtomically(to, JSON.stringify(score));
  });
  return JSON.parse(await readFile(path, "utf8")) as VolatilityScore;
}

/** The AUC of BUY over the test rows of all folds. */
export function aucOver(
  { target, classes }: Pick<Tuning, "target" | "classes">,
  folds: MemberPlan["folds"],
  probability: Float64Array,
): number {
  const rows = new Uint32Array(folds.reduce((sum, { test }) => sum + test.length, 0));
  let at = 0;
  for (const { test } of folds) {
    rows.set(test, at);
    at += test.length;
  }
  return aucOfBuy(probability, target, rows, classes);
}
