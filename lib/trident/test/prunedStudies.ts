import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { pricesOf } from "../../backtest/index.ts";
import { equalWeightReturn } from "../../behaviour/index.ts";
import type { BoosterName, EngineHost } from "../../engines/index.ts";
import type { Labels } from "../../labels/index.ts";
import { Ledger } from "../../ledger/index.ts";
import type { Panel } from "../../market/index.ts";
import type { FoldRows } from "../foldRows.ts";
import type { FoldsToPrepare } from "../preparedFolds.ts";
import type { TreeLimits } from "../spaces.ts";
import { type TunedMember, type Tuning, tuneMember } from "../tuneMember.ts";

/** Studies of some engines on the same folds. */
export interface Studies {
  readonly panel: Panel;
  readonly labels: Labels;
  readonly shared: Omit<FoldsToPrepare, "folds">;
  readonly foldsOf: Readonly<Record<BoosterName, readonly FoldRows[]>>;
  readonly limits: TreeLimits;
  readonly hosts: readonly EngineHost[];
  /** Keeps the studies. */
  readonly clerk: EngineHost;
  /** Trials of each engine. */
  readonly trials: number;
  /** Studies, trials and ledgers lie in folders of this one. */
  readonly folder: string;
}

/** Tunes each engine without pruning, as many hosts as there are at once. */
export async function wholeStudies(studies: Studies): Promise<ReadonlyMap<BoosterName, TunedMember>> {
  const found = new Map<BoosterName, TunedMember>();
  const tuning = await freshTuning(studies, false);
  await eachEngine(studies, async (engine, host) => {
    const member = { name: engine, engine, folds: studies.foldsOf[engine], trials: studies.trials };
    found.set(engine, await tuneMember(tuning, host, member));
  });
  tuning.ledger.close();
  return found;
}

/**
 * Tunes each engine from the start with pruning, by the same seeds, until its best score is no worse than that of the
 * whole study: at least as many trials, and twice as many at most.
 *
 * @returns trials made by engine, pruned ones among them, and whether the score was reached.
 */
export async function prunedStudies(
  studies: Studies,
  whole: ReadonlyMap<BoosterName, TunedMember>,
): Promise<Record<string, { readonly trials: number; readonly pruned: number; readonly reached: boolean }>> {
  const found: Record<string, { trials: number; pruned: number; reached: boolean }> = {};
  const tuning = await freshTuning(studies, true);
  await eachEngine(studies, async (engine, host) => {
    const wanted = whole.get(engine)!.best.value!;
    let trials = studies.trials;
    let tuned: TunedMember;
    for (;;) {
      tuned = await tuneMember(tuning, host, { name: engine, engine, folds: studies.foldsOf[engine], trials });
      if (tuned.best.value! <= wanted || trials >= 2 * studies.trials) break;
      trials += 4;
    }
    const pruned = tuned.trials.filter(({ state }) => state === "pruned").length;
    found[engine] = { trials, pruned, reached: tuned.best.value! <= wanted };
  });
  tuning.ledger.close();
  return found;
}

async function freshTuning(
  { panel, labels, shared, limits, clerk, folder }: Studies,
  pruning: boolean,
): Promise<Tuning> {
  const own = await mkdtemp(join(folder, "studies-"));
  return {
    ...{ labels, limits, clerk, pruning, ...shared, weight: undefined, objective: "log_loss", seed: 1 },
    ...{ prices: pricesOf(panel), market: equalWeightReturn(panel).value, name: "benchmark", dataHash: "benchmark" },
    ...{ studies: join(own, "studies.sqlite"), folder: own, ledger: new Ledger(join(own, "ledger.sqlite")) },
  };
}

async function eachEngine(
  { foldsOf, hosts }: Studies,
  work: (engine: BoosterName, host: EngineHost) => Promise<void>,
): Promise<void> {
  const engines = Object.keys(foldsOf) as BoosterName[];
  await Promise.all(
    hosts.map(async (host) => {
      for (let engine = engines.shift(); engine !== undefined; engine = engines.shift()) await work(engine, host);
    }),
  );
}
