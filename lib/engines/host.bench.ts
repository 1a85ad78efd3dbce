import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import {
  type BenchmarkOptions,
  type BenchmarkResult,
  createMatrix,
  createRandom,
  type PairedRuns,
  pairedRuns,
  secondsOf,
  startPeer,
} from "../runtime/index.ts";
import type { BoosterName } from "./engines.ts";
import type { EngineHost } from "./host.ts";
import { writeNpy } from "./npy.ts";
import { startEngineHost } from "./startEngineHost.ts";
import type { TrainingData } from "./training.ts";

const COLUMNS = 71;
const TREES = 60;
const FITS = 4;
/** Parameters that are the same for all, where the peer has them too. */
const SETTINGS: Readonly<Record<BoosterName, object>> = {
  xgboost: { trees: TREES, maxDepth: 6, learningRate: 0.1 },
  lightgbm: { trees: TREES },
  catboost: { trees: TREES, maxDepth: 6, learningRate: 0.1 },
};
const BOOSTERS = Object.keys(SETTINGS) as BoosterName[];

/**
 * The engine host beside the same calls in plain Python: a fold of `rows` rows and 71 columns is binned once, four
 * models of 60 trees are fitted on it, and each predicts a quarter as many rows. Noise, since its content is no matter.
 * Each booster has a host and a Python of its own, so that their memory can be compared.
 */
export default async function host({ rows, runs, python, progress }: BenchmarkOptions): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  const threads = availableParallelism();
  try {
    progress(`${rows} rows of ${COLUMNS} columns are made`);
    const { data, scored } = await fold(folder, rows, threads);
    const script = fileURLToPath(new URL("test/hostPeer.py", import.meta.url));
    const args = [data.matrix.path, join(folder, "rows.npy"), join(folder, "target.npy"), scored, threads, TREES, FITS];
    const measured: Partial<Record<BoosterName, Measured>> = {};
    for (const engine of BOOSTERS) {
      const engines = startEngineHost({ python });
      const peer = await startPeer(python, [script, engine, ...args.map(String)], { PYTHONUTF8: "1" });
      try {
        const ours = () => secondsOf(() => trainAll(engines, engine, data, scored));
        const paired = await pairedRuns(runs, ours, peer.run);
        const [mine, its] = [(await engines.info()).pid, Number(peer.ready.pid)].map(peakMemory);
        measured[engine] = { ...paired, peakMemory: { ours: mine!, python: its! } };
        const { seconds, peer: plain, ratio } = paired;
        progress(
          `${engine}: ${seconds.toFixed(2)} s, plain Python ${plain.toFixed(2)} s, by turns ${ratio.toFixed(3)}`,
        );
      } finally {
        peer.close();
        await engines.close();
      }
    }
    const all = Object.values(measured);
    const total = (of: (each: Measured) => number): number => all.reduce((sum, each) => sum + of(each), 0);
    return {
      rows,
      threads,
      seconds: total((each) => each.seconds),
      peers: { python: total((each) => each.peer) },
      timing:
        `each booster: gather and bin the fold, ${FITS} fits of ${TREES} trees, ${FITS} predictions of ${scored} rows; ` +
        "ours over JSON-RPC with rows and answers in files; best of the runs, summed over the boosters. overhead: the " +
        "median over the turns of ours by theirs, less 1, over the boosters by their time. peakMemory: of the process, " +
        "libraries and the mapped matrix included, in bytes",
      overhead: total((each) => each.ratio * each.peer) / total((each) => each.peer) - 1,
      boosters: measured,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Measured = PairedRuns & { readonly peakMemory: Readonly<Record<"ours" | "python", number | null>> };

/** The most memory that a process has held, in bytes; null where the system does not tell. */
function peakMemory(pid: number): number | null {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return null;
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))?.[1]);
}

async function fold(folder: string, rows: number, threads: number): Promise<{ data: TrainingData; scored: number }> {
  const scored = Math.max(1, Math.floor(rows / 4));
  const values = createMatrix(
    Array.from({ length: COLUMNS }, (_, j) => `f${j}`),
    rows + scored,
  );
  const random = createRandom("host benchmark");
  for (let i = 0; i < values.values.length; i++) values.values[i] = random.uniform();
  const matrix: MatrixFile = await writeMatrix(values, join(folder, "matrix.arrow"));
  const chosen = Uint32Array.from({ length: rows }, (_, i) => scored + i);
  const target = Int8Array.from(chosen, (row) => +(values.values[row]! + random.uniform() > 1));
  await writeNpy(join(folder, "rows.npy"), chosen);
  await writeNpy(join(folder, "target.npy"), target);
  return { data: { matrix, rows: chosen, target, threads }, scored };
}

async function trainAll(host: EngineHost, engine: BoosterName, data: TrainingData, scored: number): Promise<void> {
  const set = await host.prepare(engine, data);
  for (let seed = 0; seed < FITS; seed++) {
    const model = await host.fitOn(set, { params: SETTINGS[engine], seed, threads: data.threads });
    await host.predict(model, { matrix: data.matrix, rows: [[0, scored]], threads: data.threads });
    await host.release(model);
  }
  await host.release(set);
}
