import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { purgedKFold } from "../cv/index.ts";
import { type EngineHost, joinRay, type RayCluster, startEngineHost } from "../engines/index.ts";
import { engineerInputs } from "../features/index.ts";
import { writeMatrix } from "../files/index.ts";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { type BenchmarkOptions, type BenchmarkResult, PROFILES, pairedRuns, secondsOf } from "../runtime/index.ts";
import { foldRows } from "./foldRows.ts";
import { stopsEarly, USUAL_MEMBERS } from "./spaces.ts";
import { drawnTrials, firstTickers, tuneAll } from "./test/tuneAll.ts";

const MOST_ROWS = 100_000;
const WORKERS = 2;
const TRIALS = 4;
/** Ticks of a processor's clock a second, by which Linux counts. */
const TICKS = 100;

/**
 * Tuning as the quick profile does it, four trials of each engine on three folds, on a Ray cluster of this machine with two
 * workers, beside two local hosts: what passes through Ray costs. Both have their processes running before the clock does.
 */
export default async function ray({
  market,
  rows,
  runs,
  python,
  progress,
}: BenchmarkOptions): Promise<BenchmarkResult> {
  const panel = firstTickers(await readPanel(market), Math.min(rows, MOST_ROWS));
  const { threads, folds: count, ...limits } = PROFILES.quick.trident;
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  const local = Array.from({ length: WORKERS }, () => startEngineHost({ python }));
  let cluster: RayCluster | undefined;
  try {
    const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
    const matrix = await writeMatrix(await engineerInputs(panel), join(folder, "inputs.arrow"));
    const target = labels.label.map((label) => +(label === 1));
    const cut = purgedKFold(labels, { folds: count });
    const members = USUAL_MEMBERS.map((engine) => ({
      ...{ name: engine, engine },
      folds: cut.map((fold) => foldRows(labels, fold, () => true, stopsEarly(engine))),
    }));
    const trials = drawnTrials(members, limits, TRIALS);
    const shared = { matrix, target, classes: 2, device: "cpu", threads } as const;
    const start = await secondsOf(async () => {
      cluster = await joinRay("auto", { threads, device: "cpu", workers: WORKERS, most: WORKERS, python });
    });
    progress(`${panel.rows} rows, ${trials.length} trials on ${count} folds; Ray started in ${start.toFixed(1)} s`);
    const losses: Record<string, number[][]> = {};
    const cpu: Record<string, number[]> = { ray: [], local: [] };
    const side = (name: string, hosts: readonly EngineHost[], pids: () => ReadonlySet<number>) => async () => {
      const before = cpuSeconds(pids());
      const seconds = await secondsOf(async () => {
        losses[name] = await tuneAll(hosts, shared, members, trials);
      });
      cpu[name]!.push(cpuSeconds(pids()) - before);
      return seconds;
    };
    const pidsOf = async (hosts: readonly EngineHost[]) =>
      (await Promise.all(hosts.map((host) => host.info()))).map(({ pid }) => pid);
    const [drivers, hosts] = [await pidsOf(cluster!.hosts), await pidsOf(local)];
    const ofRay = (): ReadonlySet<number> => new Set([...drivers, ...inSession(cluster!.pid!)]);
    const { seconds, peer, ratio, ratios } = await pairedRuns(
      runs,
      side("ray", cluster!.hosts, ofRay),
      side("local", local, () => new Set(hosts)),
    );
    const cpuRatios = cpu.ray!.slice(1).map((each, k) => each / cpu.local![k + 1]!);
    return {
      ...{ rows: panel.rows, threads, seconds, peers: { local: peer }, ratio, ratios },
      timing:
        "tuning in two workers of a Ray cluster beside two local hosts, all of them running: each fold gathered and binned " +
        "once an engine, every trial's fits and scores. cpuRatio: user and system seconds of all processes of the cluster " +
        "and its drivers by those of the hosts, the median over the turns",
      cpuRatio: [...cpuRatios].sort((a, b) => a - b)[cpuRatios.length >> 1],
      cpuRatios,
      cpuSeconds: cpu,
      startSeconds: start,
      sameScores: JSON.stringify(losses.ray) === JSON.stringify(losses.local),
    };
  } finally {
    for (const host of local) await host.close();
    await cluster?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The processes of a session. */
function inSession(leader: number): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    const fields = statOf(name);
    return fields !== undefined && Number(fields[3]) === leader ? [Number(name)] : [];
  });
}

/** User and system seconds of processes, as Linux tells them. */
function cpuSeconds(pids: ReadonlySet<number>): number {
  let ticks = 0;
  for (const pid of pids) {
    const fields = statOf(String(pid));
    if (fields !== undefined) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS;
}

/** What /proc says of a process after its name: state, parent, group, session, ... */
function statOf(pid: string): readonly string[] | undefined {
  if (!/^\d+$/.test(pid)) return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
