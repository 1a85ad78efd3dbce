import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeTextAtomically } from "trident-base";
import type { EngineHost, EngineParams, MemberName } from "../engines/index.ts";
import { type Artefact, keyOf, makeArtefact } from "../files/index.ts";
import { seedOf } from "../runtime/index.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { classesOf, priorOf, weightsOf } from "./preparedFolds.ts";
import { roundsOf, stopsEarly } from "./spaces.ts";
import type { TrainingFolder } from "./trainingFolder.ts";
import type { TunedTrial, Tuning } from "./tuneMember.ts";

/** Endings of the engines' own open formats, as Node reads them. */
export const ENDINGS: Readonly<Record<MemberName, string>> = {
  xgboost: "ubj",
  lightgbm: "txt",
  catboost: "json",
  mlp: "safetensors",
};

/** A member of the bundle, as it was fitted on the whole tuning span. */
export interface FittedMember {
  readonly file: Artefact;
  /** The file's path within the bundle. */
  readonly path: string;
  readonly params: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Trees of a booster; epochs of a network. */
  readonly trees: number;
  readonly rows: number;
  readonly prior: readonly number[];
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Fits the parameters that won on all of the cluster's rows of the tuning span and saves the model. Where trees were found
 * by stopping early, there are as many as the folds kept in the median: a stopping slice would keep the latest dates out.
 */
export async function fitMember(
  { matrix, target, classes, weight, device, threads, seed: root, signal }: Tuning,
  host: EngineHost,
  { engine, rows, name, id }: MemberPlan,
  best: TunedTrial,
  folder: TrainingFolder,
): Promise<FittedMember> {
  const rounds = stopsEarly(engine)
    ? roundsOf(engine, Math.max(1, medianOf(best.folds.map((fold) => fold.trees))))
    : {};
  const params = { ...best.params, ...rounds };
  const seed = seedOf(root, name, "member");
  const path = `members/${id}.${ENDINGS[engine]}`;
  const facts = join(folder.work, "members", `${id}.json`);
  const place = { path: join(folder.out, path), record: `${facts}.record`, key: keyOf(folder.key, name, params) };
  const file = await makeArtefact(place, async (to) => {
    const of = { target: classesOf(target, rows), weight: weight && weightsOf(weight, rows) };
    const data = { matrix, rows, device, threads, seed, ...of };
    const model = await host.fit(
      engine,
      { ...data, params: { ...params, classWeight: "balanced" } as EngineParams<typeof engine> },
      { signal },
    );
    try {
      await host.save(model, to);
      const { device: where, versions } = model;
      await writeTextAtomically(
        facts,
        JSON.stringify({ trees: model.facts.trees ?? model.facts.epochs, device: where, versions }),
      );
    } finally {
      await host.release(model);
    }
  });
  const known = JSON.parse(await readFile(facts, "utf8")) as Pick<FittedMember, "trees" | "device" | "versions">;
  return { ...known, file, path, params, seed, rows: rows.length, prior: priorOf(target, rows, classes, weight) };
}

/** The middle value; of two the smaller. */
function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!;
}
