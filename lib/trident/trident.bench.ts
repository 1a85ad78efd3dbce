import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Fold, purgedKFold } from "../cv/index.ts";
import { startEngineHost } from "../engines/index.ts";
import { engineerInputs } from "../features/index.ts";
import { writeMatrix } from "../files/index.ts";
import { labelPanel } from "../labels/index.ts";
import { type Panel, readPanel } from "../market/index.ts";
import {
  type BenchmarkOptions,
  type BenchmarkResult,
  PROFILES,
  pairedRuns,
  secondsOf,
  seedOf,
  startPeer,
} from "../runtime/index.ts";
import { foldRows } from "./foldRows.ts";
import { fitParams, stopsEarly, USUAL_MEMBERS } from "./spaces.ts";
import { LOOP, type LoopMember, type LoopTrial, runLoop, writeLoop } from "./test/plainLoop.ts";
import { prunedStudies, type Studies, wholeStudies } from "./test/prunedStudies.ts";
import { drawnTrials, firstTickers, tuneAll } from "./test/tuneAll.ts";

/** More rows than this tell nothing else, and take the plain loop hours. */
const MOST_ROWS = 100_000;
/** Groups of tickers, and trials of each engine in each, as the quick profile has them. */
const CLUSTERS = 5;
const TRIALS = 4;
/** Of each member in a study that may prune, and its folds: the roadmap's own numbers. */
const STUDY_TRIALS = 40;
const STUDY_FOLDS = 5;
/** Studies are made on this many rows at most: a plain loop over theirs takes minutes. */
const STUDY_ROWS = 3_000;

/**
 * Tuning as the quick profile does it, four trials of each engine in each of five clusters on three folds, with as many
 * hosts as a training has, beside a plain Python loop over data frames with the same trials, folds and seeds and all
 * cores for each fit; how far scores are from those of the loop with the same threads, and from those of a stock fit.
 * Then studies with pruning, until their best score is no worse than that of the same studies without, beside the loop
 * over the trials of those.
 */
export default async function trident({
  market,
  rows,
  runs,
  python,
  progress,
}: BenchmarkOptions): Promise<BenchmarkResult> {
  const panel = firstTickers(await readPanel(market), Math.min(rows, MOST_ROWS));
  const { threads, folds: count, ...limits } = PROFILES.quick.trident;
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  const cores = availableParallelism();
  const hosts = Array.from({ length: Math.max(1, Math.floor(cores / threads)) }, () => startEngineHost({ python }));
  const clerk = startEngineHost({ python });
  try {
    const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
    const matrix = await writeMatrix(await engineerInputs(panel), join(folder, "inputs.arrow"));
    const target = labels.label.map((label) => +(label === 1));
    const folds = purgedKFold(labels, { folds: count });
    const membersOf = (cut: readonly Fold[], clusters: number): readonly LoopMember[] =>
      Array.from({ length: clusters }, (_, c) => {
        const [from, to] = [c, c + 1].map(
          (part) => panel.offsets[Math.round((part * panel.tickers.length) / clusters)]!,
        );
        const mine = (row: number): boolean => row >= from! && row < to!;
        return USUAL_MEMBERS.map((engine) => ({
          ...{ name: `cluster ${c + 1} ${engine}`, engine },
          folds: cut.map((fold) => foldRows(labels, fold, mine, stopsEarly(engine))),
        }));
      }).flat();
    const members = membersOf(folds, CLUSTERS);
    const trials = drawnTrials(members, limits, TRIALS);
    const shared = { matrix, target, classes: 2, device: "cpu", threads } as const;
    let ours: number[][] = [];
    const tune = async (): Promise<number> =>
      secondsOf(async () => {
        ours = await tuneAll(hosts, shared, members, trials);
      });
    const task = (rest: { serve?: boolean; stock?: boolean; threads?: number }): string =>
      writeLoop(folder, { ...shared, threads: rest.threads ?? threads }, trials, {
        ...{ rounds: limits.stoppingRounds, stock: rest.stock ?? false, serve: rest.serve ?? false },
      });
    progress(`${panel.rows} rows, ${trials.length} trials on ${count} folds, in turns with plain Python`);
    const peer = await startPeer(python, ["-W", "ignore", LOOP, task({ serve: true, threads: cores })], {
      PYTHONUTF8: "1",
    });
    try {
      const paired = await pairedRuns(runs, tune, peer.run);
      progress(
        `ratio ${paired.ratio.toFixed(2)}: ${paired.seconds.toFixed(1)} s, plain Python ${paired.peer.toFixed(1)} s`,
      );
      const away = (theirs: ReturnType<typeof runLoop>): Record<string, number> =>
        Object.fromEntries(
          USUAL_MEMBERS.map((engine) => [
            engine,
            Math.max(
              ...trials.flatMap(({ member }, t) =>
                member.engine === engine ? theirs[t]!.map(({ loss }, k) => Math.abs(loss - ours[t]![k]!)) : [],
              ),
            ),
          ]),
        );
      progress(`studies of ${STUDY_TRIALS} trials on ${STUDY_FOLDS} folds, with pruning, beside a loop over all`);
      const pruned = await compareStudies({
        ...{ panel, labels, shared, limits, hosts, clerk, folder, trials: STUDY_TRIALS },
        members: membersOf(purgedKFold(labels, { folds: STUDY_FOLDS, rows: firstRowNumbers(panel, STUDY_ROWS) }), 1),
        ...{ python, cores, runs },
      });
      return {
        rows: panel.rows,
        threads,
        seconds: paired.seconds,
        hosts: hosts.length,
        peers: { python: paired.peer },
        timing:
          "ours in as many hosts as cores allow beside plain Python with all cores for each fit. Ours: each fold gathered and binned once a member and host, every trial's fits, scores of test rows and of 2,000 to " +
          "4,000 rows learned from; plain Python: rows of a data frame, bins, fit and scores for every trial and fold. No study, " +
          "no ledger, no pruning in either",
        ratio: paired.ratio,
        ratios: paired.ratios,
        logLossAway: away(runLoop(task({}))),
        logLossAwayFromStockFit: away(runLoop(task({ stock: true }))),
        pruned,
      };
    } finally {
      peer.close();
    }
  } finally {
    for (const host of [...hosts, clerk]) await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Whole studies with pruning beside a plain loop with all cores for each fit, over the trials of the same studies without
 * pruning: seconds until each member's best score is no worse.
 */
async function compareStudies({
  python,
  cores,
  runs,
  ...studies
}: Studies & { readonly python: string; readonly cores: number; readonly runs: number }) {
  const { shared, members, limits } = studies;
  const folder = await mkdtemp(join(studies.folder, "loop-"));
  const whole = await wholeStudies(studies);
  const trials: LoopTrial[] = [...whole].flatMap(([member, { trials }]) =>
    trials.map(({ params }) => ({
      ...{ member, params: fitParams(member.engine, params, limits), seed: seedOf(1, member.name) },
    })),
  );
  const task = { rounds: limits.stoppingRounds, serve: true };
  const file = writeLoop(folder, { ...shared, threads: cores }, trials, task);
  const peer = await startPeer(python, ["-W", "ignore", LOOP, file], { PYTHONUTF8: "1" });
  try {
    let made = {};
    const ours = async (): Promise<number> =>
      secondsOf(async () => {
        made = await prunedStudies(studies, whole);
      });
    const { seconds, peer: python, ratio, ratios } = await pairedRuns(runs, ours, peer.run);
    const [{ folds }] = members as readonly [LoopMember];
    const rows = folds.reduce((sum, { test }) => sum + test.length, 0);
    const found = [...whole.values()].map(({ best }) => best.number + 1);
    const loop = { trialsOfMember: studies.trials, bestFoundAt: found };
    return { rows, folds: folds.length, ...loop, ...made, seconds, python, ratio, ratios };
  } finally {
    peer.close();
  }
}

/** The numbers of a panel's first rows. */
function firstRowNumbers(panel: Panel, rows: number): Uint32Array {
  return Uint32Array.from({ length: Math.min(rows, panel.rows) }, (_, row) => row);
}
