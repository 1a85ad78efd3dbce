import type { EngineHost } from "../../engines/index.ts";
import { type Panel, selectTickers } from "../../market/index.ts";
import { createRandom, seedOf } from "../../runtime/index.ts";
import { type FoldsToPrepare, prepareInHosts } from "../preparedFolds.ts";
import { fitParams, spaceOf, type TreeLimits } from "../spaces.ts";
import type { LoopMember, LoopTrial } from "./plainLoop.ts";
import { eachMember } from "./prunedStudies.ts";

/** The log-loss of each trial on each fold; hosts are shared out as in a training. */
export async function tuneAll(
  hosts: readonly EngineHost[],
  shared: Omit<FoldsToPrepare, "folds">,
  members: readonly LoopMember[],
  trials: readonly LoopTrial[],
): Promise<number[][]> {
  const losses = new Map<LoopTrial, number[]>();
  await eachMember({ members, hosts }, async (member, shares) => {
    const { engine, folds } = member;
    const prepared = prepareInHosts(engine, { ...shared, folds });
    const evaluate = async (trial: LoopTrial, host: EngineHost): Promise<void> => {
      const own = prepared.in(host);
      const scored: number[] = [];
      for (let k = 0; k < folds.length; k++) scored.push((await own.score(k, trial.params, trial.seed)).logLoss);
      losses.set(trial, scored);
    };
    const mine = trials.filter((each) => each.member === member);
    await Promise.all(mine.map((trial) => shares.run((host) => evaluate(trial, host))));
    await prepared.release();
  });
  return trials.map((trial) => losses.get(trial)!);
}

/** So many trials of each member, at points drawn evenly from its engine's space. */
export function drawnTrials(members: readonly LoopMember[], limits: TreeLimits, each: number): readonly LoopTrial[] {
  return members.flatMap((member) =>
    Array.from({ length: each }, (_, k) => ({
      member,
      params: fitParams(member.engine, drawn(member, limits, k), limits),
      seed: seedOf("trident benchmark", member.name),
    })),
  );
}

function drawn({ name, engine }: LoopMember, limits: TreeLimits, trial: number): Readonly<Record<string, number>> {
  const random = createRandom("trident benchmark", name, trial);
  return Object.fromEntries(
    Object.entries(spaceOf(engine, limits)).flatMap(([name, dimension]) => {
      if (dimension.type === "choice") return [];
      const { low, high, log, type } = dimension;
      const value = log ? low * (high / low) ** random.uniform() : low + (high - low) * random.uniform();
      return [[name, type === "int" ? Math.round(value) : value]];
    }),
  );
}

/** The first tickers of a panel, as many as have about so many rows. */
export function firstTickers(panel: Panel, rows: number): Panel {
  const enough = panel.offsets.findIndex((from) => from >= rows);
  return enough < 0 ? panel : selectTickers(panel, panel.tickers.slice(0, Math.max(1, enough)));
}
