import { availableParallelism } from "node:os";
import { join } from "node:path";
import { formatSeconds, parseIsoDate, UsageError, writeTextAtomically } from "trident-base";
import { pricesOf } from "../backtest/index.ts";
import { equalWeightReturn } from "../behaviour/index.ts";
import { describeNetworks, joinRay, type RayCluster, startMemberHost } from "../engines/index.ts";
import { keyOf } from "../files/index.ts";
import { labelUniqueness } from "../labels/index.ts";
import { describeLooks, lookAtBars } from "../ledger/index.ts";
import { panelBefore, sketchBars } from "../market/index.ts";
import { assignClusters } from "../model/index.ts";
import type { Progress } from "../runtime/index.ts";
import { bundleManifest, type TrainedMember } from "./bundleManifest.ts";
import { calibrateMembers } from "./calibrateMembers.ts";
import { cutTraining } from "./cutTraining.ts";
import { decideTrials } from "./decideTrials.ts";
import { CLUSTERS } from "./fitClusters.ts";
import { fitMember } from "./fitMember.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { shareHosts } from "./shareHosts.ts";
import { USUAL_MEMBERS } from "./spaces.ts";
import { cutSpans } from "./spans.ts";
import { type StageClock, stageClock } from "./stageClock.ts";
import { startTrainingHosts } from "./startTrainingHosts.ts";
import { datasetHash, readTrainingData } from "./trainingData.ts";
import { openTrainingFolder } from "./trainingFolder.ts";
import type { Training, TrainOptions } from "./trainTrident.ts";
import { BATCH, type TunedTrial, type Tuning, tuneMember } from "./tuneMember.ts";
import { volatilityScore } from "./volatilityScore.ts";
import { writeReference } from "./writeReference.ts";

/** What `trainTrident` does; the two are apart so that whoever imports it does not load all this. */
export async function runTraining(dataset: string, options: TrainOptions): Promise<Training> {
  const {
    profile,
    resume = false,
    clusters: groups = CLUSTERS,
    classes = 2,
    objective = "log_loss",
    pruning = true,
  } = options;
  const { members: engines = USUAL_MEMBERS, device = "cpu", seed = 42, ledger, signal, onNote } = options;
  const { wanted = 0.9, ranked = false, weights = "equal" } = options;
  if (engines.length === 0) throw new UsageError("an ensemble needs at least one member");
  if (options.hosts && options.ray !== undefined)
    throw new UsageError("a training has hosts of its own, or those of Ray");
  const clock = stageClock();
  const { folds: foldCount, trees, depth, stoppingRounds, threads } = profile;
  const settings = {
    ...{
      dataset: await datasetHash(dataset),
      seed,
      clusters: groups,
      classes,
      ranked,
      weights,
      objective,
      pruning,
      device,
    },
    ...{ folds: foldCount, trees, depth, stoppingRounds, threads, engines: [...engines] },
  };
  // Before anything is written: it may not be installed.
  const networks = engines.includes("mlp") ? await describeNetworks() : undefined;
  const folder = await openTrainingFolder(options.out, settings, resume);
  const { ray } = options;
  let hosts =
    options.hosts ?? (ray === undefined ? await startTrainingHosts(profile, { workers: options.workers, device }) : []);
  let cluster: RayCluster | undefined;
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
    onNote?.(text);
  };
  try {
    if (networks !== undefined) note(`the network is trained by TensorFlow.js ${networks}`);
    const data = await clock.stage("data", () => readTrainingData(dataset, folder, { classes, ranked }));
    const { labels, panel, statistics, target } = data;
    signal?.throwIfAborted();
    if (data.leftOut > 0)
      note(
        `${data.leftOut} rows are left out: their tickers had fewer than 100 bars, or too few to tell their behaviour`,
      );
    const spans = cutSpans(labels, data.rows);
    if (spans.tooShort) note(`${spans.tooShort}; the last 10 % are held out all the same`);
    const { clusterFit, clusterOf, clusters, merges, folds, plans } = await clock.stage("clusters", () =>
      cutTraining(data, spans, { clusters: groups, folds: foldCount, engines, seed }),
    );
    for (const { name, into, why } of merges) note(`the cluster ${name} is taken into ${into}: ${why}`);

    if (ray !== undefined) {
      cluster = await joinRay(ray, { threads, device, workers: options.workers, most: plans.length * BATCH });
      hosts = [startMemberHost(), ...cluster.hosts.map((host) => startMemberHost(host))];
      note(rayNote(cluster));
    }
    const workers = hosts.length - 1;
    for (const { pid } of await Promise.all(hosts.map((host) => host.info()))) clock.watch(pid);
    const [clerk, ...working] = hosts;
    // Trials see the tuning span and the bars before it: of those the ledger knows who else has tried them.
    const dataHash = keyOf(data.barsHash, spans.calibration.from);
    const first = panel.calendar.indexOf(parseIsoDate(spans.calibration.from));
    ledger.nameBars(dataHash, sketchBars(panelBefore(panel, first)));
    const stop = new AbortController();
    const equalWeight = equalWeightReturn(panel);
    const weight = weights === "uniqueness" ? labelUniqueness(labels, spans.tuning.rows) : undefined;
    if (weight) note(uniquenessNote(weight, spans.tuning.rows, target, classes));
    const profiled: Tuning = {
      ...{ labels, classes, target, weight, objective, pruning, threads, device, seed, ledger, clerk: clerk! },
      ...{ prices: pricesOf(panel), market: equalWeight.value, matrix: data.matrix },
      ...{ limits: { trees, depth, stoppingRounds }, studies: join(folder.work, "studies.sqlite") },
      ...{ folder: join(folder.work, "trials"), name: nameOf(folder.key), dataHash },
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    };
    const minutes = options.minutes ?? profile.minutes;
    const asked = options.trials ?? (options.minutes === undefined ? profile.trials : null);
    const budget = await clock.stage("measuring", () =>
      decideTrials(asked, minutes, profiled, working, plans, folder.work),
    );
    const { trials } = budget;
    if (budget.measured) note(`${trials} trials of each engine in each cluster, by a fit that was measured`);
    if (budget.trees < trees) {
      note(
        `models get at most ${budget.trees} trees, not ${trees}: ${trials} trials of more take over ${minutes} minutes`,
      );
    }
    // Smaller trees are another search of the same settings: the ledger knows it by another name.
    const tuning: Tuning =
      budget.trees === trees
        ? profiled
        : {
            ...profiled,
            ...{ limits: { ...profiled.limits, trees: budget.trees }, name: nameOf(keyOf(folder.key, budget.trees)) },
          };
    const told = teller(options.onProgress, plans.length * trials, trials, clock);
    const members = await shareHosts(plans, working, stop, async (plan, shared): Promise<TrainedMember> => {
      const tuned = await clock.stage("tuning", () =>
        tuneMember(tuning, shared, { ...plan, trials }, (trial, best) => told.trial(plan, trial, best)),
      );
      told.member(plan);
      const volatility = await clock.stage("volatility", () =>
        volatilityScore(tuning, shared.own, plan, tuned.best, folder),
      );
      const fitted = await clock.stage("members", () => fitMember(tuning, shared.own, plan, tuned.best, folder));
      return { ...tuned, plan, volatility, fitted };
    });
    const looked = lookAtBars(
      ledger,
      panel,
      parseIsoDate(spans.certificate.from),
      `trident train ${keyOf(folder.key, trials, wanted).slice(0, 12)}`,
    );
    if (looked.openings > 1) note(`bars of the certificate span were ${describeLooks(looked)}`);
    const calibrated = await clock.stage("calibration", () =>
      calibrateMembers({
        ...{ data, clusters, clusterOf, members, spans, classes, seed, wanted, out: folder.out },
        ...{ prices: tuning.prices, market: equalWeight },
      }),
    );
    for (const text of calibrated.notes) note(text);
    const training = { ...settings, engines: engines.join(","), trials, trees: budget.trees, wanted };
    const reference = await writeReference(folder.out, data, spans, calibrated);
    const manifest = bundleManifest({
      data,
      clusters,
      spans,
      classes,
      ranked,
      training,
      members,
      calibrated,
      reference,
    });
    await writeTextAtomically(join(folder.out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
    const facts = {
      elapsed: clock.elapsed(),
      ...clock.facts(),
      workers,
      cores: availableParallelism(),
      node: process.version,
      platform: process.platform,
    };
    await writeTextAtomically(join(folder.out, "run.json"), `${JSON.stringify(facts, null, 1)}\n`);
    const ofMonths = assignClusters(statistics, clusters);
    return {
      ...{
        out: folder.out,
        manifest,
        clusters,
        clusterFit,
        merges,
        members,
        calibrated,
        folds,
        spans,
        data,
        dataHash,
        explainSeconds: profile.explainSeconds ?? 5,
        notes,
      },
      ...{ clusterOf: ofMonths, seconds: clock.facts().seconds, elapsed: clock.elapsed() },
    };
  } finally {
    if (!options.hosts) await Promise.all(hosts.map((host) => host.close()));
    await cluster?.close();
    folder.release();
  }
}

/** What the ledger calls a training. */
const nameOf = (key: string): string => `trident ${key.slice(0, 12)}`;

/** Where a training's workers are, in a sentence. */
function rayNote({ address, nodes, hosts, share }: RayCluster): string {
  const names = nodes.map(({ name, cpus, gpus }) => `${name} (${cpus} CPUs${gpus > 0 ? `, ${gpus} GPUs` : ""})`);
  const each = `${share.cpus} CPUs${share.gpus > 0 ? ` and ${Number(share.gpus.toFixed(2))} GPUs` : ""}`;
  return `Ray at ${address}, ${names.join(", ")}: ${hosts.length} workers of ${each}`;
}

/** What the weights do to classes, in a sentence. */
function uniquenessNote(weight: Float64Array, rows: Uint32Array, target: Int8Array, classes: 2 | 3): string {
  const names = classes === 2 ? ["the rest", "BUY"] : ["SELL", "HOLD", "BUY"];
  const means = names.map((name, k) => {
    const mine = rows.filter((row) => target[row] === k);
    return `${name} ${(mine.reduce((sum, row) => sum + weight[row]!, 0) / mine.length).toFixed(2)}`;
  });
  return `labels weigh their uniqueness, in the mean ${means.join(", ")}: a class weight in disguise`;
}

/**
 * Says how far the trials are: which one, what is best so far, and about how long the rest will take. Trials that an
 * interrupted run has left are counted with their member.
 */
function teller(onProgress: Progress | undefined, total: number, perMember: number, clock: StageClock) {
  const from = clock.elapsed();
  const doneOf = new Map<string, number>();
  let fresh = 0;
  const member = ({ name }: MemberPlan): void => void doneOf.set(name, perMember);
  const trial = ({ name, cluster }: MemberPlan, { number, value, state }: TunedTrial, best: number | null): void => {
    fresh++;
    doneOf.set(name, number + 1);
    const done = [...doneOf.values()].reduce((sum, each) => sum + each, 0);
    const left = ((clock.elapsed() - from) / fresh) * (total - done);
    const shown = state === "complete" ? value!.toFixed(4) : state;
    const so = best === null ? "" : `, best so far ${best.toFixed(4)}`;
    const which = `${name} (${cluster.name}), trial ${number + 1} of ${perMember}`;
    onProgress?.(done, total, `${which}: ${shown}${so}; ${formatSeconds(left)} left`);
  };
  return { member, trial };
}
