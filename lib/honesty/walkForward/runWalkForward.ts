import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isoDate, lockFolder, UsageError, writeTextAtomically } from "trident-base";
import { keyOf, makeArtefact } from "../../files/index.ts";
import type { Panel } from "../../market/index.ts";
import type { Progress } from "../../runtime/index.ts";
import { CLUSTERS, certificateRecord, startTrainingHosts } from "../../trident/index.ts";
import { barsKey } from "../barsKey.ts";
import { type CombinatorialSharpe, combinatorialSharpe } from "./combinatorialSharpe.ts";
import type { PooledWalk, WalkForward, WalkForwardOptions } from "./walkForwardTrident.ts";
import { walkPlans } from "./walkPlans.ts";
import { type WalkStep, walkStep } from "./walkStep.ts";

/** What `walkForwardTrident` does; the two are apart so that whoever imports it does not load all this. */
export async function runWalkForward(panel: Panel, options: WalkForwardOptions): Promise<WalkForward> {
  const { out, resume = false, seed = 42, profile, train, features = [], signal } = options;
  const { stretches = profile.walkForward.stretches, labelTrials = profile.walkForward.labelTrials } = options;
  const plans = walkPlans(panel.calendar.length, panel.tickers, { stretches, seed });
  const lock = await lockFolder(out);
  const refuse = (what: string, remedy: string): never => {
    throw new UsageError(what, { where: [out], remedy });
  };
  if (!lock) return refuse("another walk-forward is going on in this folder", "Wait, or give another folder.");
  // A step's training takes seconds to load the engines: all steps have the same processes.
  const hosts = await startTrainingHosts(profile.trident, { workers: train?.workers });
  try {
    const begun = join(out, "settings.json");
    const bars = barsKey(panel);
    // Of what is trained: how often the blind opponent draws decides nothing of that, nor does who works.
    const { workers, clusters = CLUSTERS, ...training } = train ?? {};
    const settings = { bars, seed, profile, labelTrials, train: { ...training, clusters }, features };
    if (!resume && (await readFile(begun, "utf8").catch(() => undefined)) !== undefined) {
      refuse("the folder has a walk-forward already", "Go on with it by --resume, or give another folder.");
    }
    await writeTextAtomically(begun, `${JSON.stringify(settings, null, 1)}\n`);
    const key = keyOf(settings);
    const steps: WalkStep[] = [];
    const tell = (done: number, note: string): void => options.onProgress?.(done, plans.length + 1, note);
    for (const [k, plan] of plans.entries()) {
      signal?.throwIfAborted();
      const place = { folder: join(out, plan.id), key: keyOf(key, plan), hosts };
      // What is counted within a step is of another kind in each of its stages: all of it counts as one.
      const onProgress: Progress = (done, all, note) => tell(k, `${plan.title}, ${done} of ${all}: ${note}`);
      steps.push(await walkStep(panel, plan, place, { ...options, onProgress }));
      tell(k + 1, plan.title);
    }
    const paths = "paths of combinatorial cross-validation";
    const combinatorial = await pathsOf(out, stretches, key, options, (done, all) =>
      tell(plans.length, `${paths}, ${done} of ${all}: folds`),
    );
    tell(plans.length + 1, paths);
    const result: WalkForward = {
      ...{ market: panel.origin.source, bias: panel.origin.bias ?? null, bars, sessions: panel.calendar.length, steps },
      ...{ pooled: poolOf(steps, plans, panel), combinatorial },
    };
    await writeTextAtomically(join(out, "walk-forward.json"), `${JSON.stringify(result)}\n`);
    return result;
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
    lock.release();
  }
}

function poolOf(steps: readonly WalkStep[], plans: ReturnType<typeof walkPlans>, { calendar }: Panel): PooledWalk {
  const pooled = steps.flatMap((step, k) =>
    step.kind === "anchored" ? [{ found: step.found, test: plans[k]!.test }] : [],
  );
  const horizon = Math.max(...pooled.map(({ found }) => found.horizon));
  const scored = pooled.reduce((sum, { found }) => sum + found.scored, 0);
  const first = pooled[0]!.test[0];
  const stretches = pooled.map(({ found: { trades }, test }) => ({
    ...{ from: test[0], to: test[1] - 1, session: trades.session.map((s) => s + test[0]), net: trades.net },
  }));
  const dates = pooled.flatMap(({ found }) => found.dates);
  return {
    ...{ from: isoDate(dates[0]!), to: isoDate(dates.at(-1)!), dates },
    returns: pooled.flatMap(({ found }) => found.returns),
    market: pooled.flatMap(({ found }) => found.market),
    trades: {
      session: stretches.flatMap(({ session }) => session.map((s) => s - first)),
      net: stretches.flatMap(({ net }) => net),
    },
    certificates: certificateRecord(stretches, { horizon, calendar, decisions: Math.max(1, scored) }),
  };
}

/** On the bars before the last stretch, which stays unseen, with the labels that were chosen there. */
async function pathsOf(
  out: string,
  stretches: number,
  key: string,
  { profile, seed = 42 }: WalkForwardOptions,
  onProgress: Progress,
): Promise<CombinatorialSharpe | null> {
  const path = join(out, "combinatorial.json");
  const made = await makeArtefact({ path, record: join(out, ".combinatorial.json.json"), key }, async (to) => {
    const dataset = join(out, `anchored-${stretches}`, "dataset");
    const found = await combinatorialSharpe(dataset, { forest: profile.labelSearch.forest, seed, onProgress });
    await writeTextAtomically(to, `${JSON.stringify(found)}\n`);
  });
  return JSON.parse(await readFile(made.path, "utf8"));
}
