import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { pricesOf } from "../../backtest/index.ts";
import { equalWeightReturn } from "../../behaviour/index.ts";
import type { EngineHost } from "../../engines/index.ts";
import type { Labels } from "../../labels/index.ts";
import { Ledger } from "../../ledger/index.ts";
import type { Panel } from "../../market/index.ts";
import type { FoldsToPrepare } from "../preparedFolds.ts";
import { type MemberHosts, shareHosts } from "../shareHosts.ts";
import type { TreeLimits } from "../spaces.ts";
import { type TunedMember, type TunedTrial, type Tuning, tuneMember } from "../tuneMember.ts";
import type { LoopMember } from "./plainLoop.ts";

/** Studies of some members. */
export interface Studies {
  readonly panel: Panel;
  readonly labels: Labels;
  readonly shared: Omit<FoldsToPrepare, "folds">;
  readonly members: readonly LoopMember[];
  readonly limits: TreeLimits;
  readonly hosts: readonly EngineHost[];
  /** Keeps the studies. */
  readonly clerk: EngineHost;
  /** Trials of each member. */
  readonly trials: number;
  /** Studies, trials and ledgers lie in folders of this one. */
  readonly folder: string;
}

/** Tunes each member without pruning, as many hosts as there are at once. */
export async function wholeStudies(studies: Studies): Promise<ReadonlyMap<LoopMember, TunedMember>> {
  const found = new Map<LoopMember, TunedMember>();
  const tuning = await freshTuning(studies, false);
  await eachMember(studies, async (member, shares) => {
    found.set(member, await tuneMember(tuning, shares, { ...member, trials: studies.trials }));
  });
  tuning.ledger.close();
  return found;
}

/**
 * Tunes each member from the start with pruning, by the same seeds, until its best score is no worse than that of the
 * whole study: after twice as many trials at most.
 *
 * @returns trials made, pruned ones among them, and of how many members the score was reached.
 */
export async function prunedStudies(
  studies: Studies,
  whole: ReadonlyMap<LoopMember, TunedMember>,
): Promise<{ readonly members: number; readonly reached: number; readonly trials: number; readonly pruned: number }> {
  const found = { members: 0, reached: 0, trials: 0, pruned: 0 };
  const tuning = await freshTuning(studies, true);
  await eachMember(studies, async (member, shares) => {
    const wanted = whole.get(member)!.best.value!;
    const reached = new AbortController();
    const watch = ({ state }: TunedTrial, best: number | null): void => {
      found.trials++;
      found.pruned += +(state === "pruned");
      if (best !== null && best <= wanted) reached.abort();
    };
    const own = { ...tuning, signal: reached.signal };
    await tuneMember(own, shares, { ...member, trials: 2 * studies.trials }, watch).catch((error) => {
      if (!reached.signal.aborted) throw error;
    });
    found.members++;
    found.reached += +reached.signal.aborted;
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

/** Shares the hosts out among members as a training does. */
export async function eachMember(
  { members, hosts }: Pick<Studies, "members" | "hosts">,
  work: (member: LoopMember, hosts: MemberHosts) => Promise<void>,
): Promise<void> {
  const plans = members.map((member) => ({ member, engine: member.engine, rows: member.folds[0]!.rows }));
  await shareHosts(plans, hosts, new AbortController(), ({ member }, shares) => work(member, shares));
}
