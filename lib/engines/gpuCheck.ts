import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { createMatrix, createRandom, secondsOf, startPeer } from "../runtime/index.ts";
import { placements } from "../statistics/index.ts";
import type { BoosterName } from "./engines.ts";
import { EngineDeviceUnavailable } from "./errors.ts";
import type { EngineHost, EngineModel } from "./host.ts";
import { engineHost } from "./startEngineHost.ts";
import type { DeviceChoice } from "./training.ts";

/** One training on the GPU beside the same on the CPU. */
export interface GpuTraining {
  readonly rows: number;
  /** From the matrix file to the trained model. */
  readonly seconds: { readonly cpu: number; readonly gpu: number };
  /** On the same rows, which neither has seen. */
  readonly auc: { readonly cpu: number; readonly gpu: number };
  /** Of an AUC over so many rows. */
  readonly standardError: number;
  /** True if the two AUCs differ by three standard errors at most. */
  readonly agrees: boolean;
}

/** What an engine does on this machine's GPU. */
export interface EngineOnGpu {
  readonly engine: BoosterName;
  /** Null where its package is not installed. */
  readonly version: string | null;
  /** What the engine trained on, as it says itself; null where it did not. */
  readonly device: "cuda" | "gpu" | null;
  /** Why it cannot use a GPU; then nothing was measured. */
  readonly refusal: string | null;
  readonly trainings: readonly GpuTraining[];
}

/** Contributions (SHAP values) of an XGBoost model on the GPU beside the same on the CPU. */
export interface GpuContributions {
  readonly rows: number;
  readonly seconds: { readonly cpu: number; readonly gpu: number };
  /** The largest difference of one value, in log-odds. */
  readonly difference: number;
}

/** What was measured; `contributions` is null where XGBoost did not train on a GPU. */
export interface GpuCheck {
  readonly engines: readonly EngineOnGpu[];
  readonly contributions: GpuContributions | null;
}

/** What a check looks at. */
export interface GpuCheckOptions {
  /** Rows of each training, ascending. */
  readonly rows: readonly number[];
  readonly host?: EngineHost;
  /** The interpreter that has XGBoost; the engine host's by default. */
  readonly python?: string;
  /** A line about how far it is. */
  readonly onNote?: (line: string) => void;
}

const BOOSTERS: readonly BoosterName[] = ["xgboost", "lightgbm", "catboost"];
const COLUMNS = 71;
const SCORED = 50_000;
const WARM_UP = 2_000;
const PARAMS: Readonly<Record<BoosterName, object>> = {
  xgboost: { trees: 200, maxDepth: 8, learningRate: 0.1 },
  lightgbm: { trees: 200, leaves: 100, learningRate: 0.1 },
  catboost: { trees: 200, maxDepth: 8, learningRate: 0.1 },
};

/**
 * Trains each booster on the GPU and on the CPU, on the same rows with the same parameters, and compares what they know
 * of rows that they have not seen. An engine that cannot use a GPU says why, and is not trained.
 *
 * @throws what `EngineHost.fit` throws, but for a device that cannot be used.
 *
 * ```ts
 * const { engines } = await checkGpu({ rows: [100_000] });
 * for (const { engine, refusal } of engines) console.log(engine, refusal ?? "trains on the GPU");
 * ```
 */
export async function checkGpu({
  rows,
  host = engineHost(),
  python = process.env.TRIDENT_HOST_PYTHON ?? venvProgram("python"),
  onNote = () => {},
}: GpuCheckOptions): Promise<GpuCheck> {
  const folder = await mkdtemp(join(tmpdir(), "trident-gpu-"));
  try {
    const { engines: known } = await host.info();
    const small = await makeRows(folder, WARM_UP, 0);
    const tried: Omit<EngineOnGpu, "trainings">[] = [];
    for (const engine of BOOSTERS) {
      const version = known[engine]?.version ?? null;
      const answer = version === null ? refused("it is not installed") : await tryGpu(host, engine, small);
      tried.push({ engine, version, ...answer });
    }
    if (tried.every(({ device }) => device === null)) {
      return { engines: tried.map((each) => ({ ...each, trainings: [] })), contributions: null };
    }
    const largest = Math.max(...rows);
    onNote(`${largest} rows of ${COLUMNS} columns are made`);
    const all = await makeRows(folder, largest, SCORED);
    const engines: EngineOnGpu[] = [];
    let contributions: GpuContributions | null = null;
    for (const each of tried) {
      const { engine } = each;
      const trainings: GpuTraining[] = [];
      for (const count of each.device === null ? [] : rows) {
        const { training, model } = await compare(host, engine, all, count);
        const { cpu, gpu } = training.seconds;
        onNote(`${engine}, ${count} rows: ${cpu.toFixed(1)} s on the CPU, ${gpu.toFixed(1)} s on the GPU`);
        trainings.push(training);
        if (engine === "xgboost" && count === largest) contributions = await explain(host, model, folder, python);
        await host.release(model);
      }
      engines.push({ ...each, trainings });
    }
    return { engines, contributions };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows to score, then rows to learn from, and the target of all. */
interface Rows {
  readonly matrix: MatrixFile;
  readonly target: Int8Array;
  readonly scored: number;
}

/** Columns of noise, of which five tell something of the target: two by their sum, two by their product, one by its size. */
async function makeRows(folder: string, learned: number, scored: number): Promise<Rows> {
  const rows = learned + scored;
  const matrix = createMatrix(
    Array.from({ length: COLUMNS }, (_, j) => `f${j}`),
    rows,
  );
  const { values, stride } = matrix;
  const random = createRandom("gpu check");
  for (let j = 0; j < COLUMNS; j++) for (let i = 0; i < rows; i++) values[j * stride + i] = random.uniform() - 0.5;
  const at = (j: number, i: number): number => values[j * stride + i]!;
  const target = Int8Array.from({ length: rows }, (_, i) => {
    const signal = at(0, i) + at(1, i) + 4 * at(2, i) * at(3, i) + 2 * Math.abs(at(4, i)) - 0.5;
    return +(signal + 1.5 * random.normal() > 0);
  });
  return { matrix: await writeMatrix(matrix, join(folder, `${rows}.arrow`)), target, scored };
}

type Answer = Pick<EngineOnGpu, "device" | "refusal">;

const refused = (refusal: string): Answer => ({ device: null, refusal });

async function tryGpu(host: EngineHost, engine: BoosterName, rows: Rows): Promise<Answer> {
  try {
    const model = await fit(host, engine, rows, WARM_UP, "cuda");
    await host.release(model);
    return model.device === "cpu" ? refused("it trained on the CPU") : { device: model.device, refusal: null };
  } catch (error) {
    if (error instanceof EngineDeviceUnavailable) return refused(error.message);
    throw error;
  }
}

function fit(host: EngineHost, engine: BoosterName, rows: Rows, count: number, device: DeviceChoice) {
  const { matrix, target, scored } = rows;
  const learned = target.subarray(scored, scored + count);
  const data = { matrix, rows: [[scored, scored + count] as const], target: learned };
  return host.fit(engine, { ...data, params: PARAMS[engine], seed: 1, device });
}

async function compare(host: EngineHost, engine: BoosterName, rows: Rows, count: number) {
  const measure = async (device: DeviceChoice) => {
    let model!: EngineModel<BoosterName>;
    const seconds = await secondsOf(async () => {
      model = await fit(host, engine, rows, count, device);
    });
    const score = await host.predict(model, { matrix: rows.matrix, rows: [[0, rows.scored]] });
    return { model, seconds, ...aucOf(score, rows.target.subarray(0, rows.scored)) };
  };
  const cpu = await measure("cpu");
  await host.release(cpu.model);
  const gpu = await measure("cuda");
  const training: GpuTraining = {
    rows: count,
    seconds: { cpu: cpu.seconds, gpu: gpu.seconds },
    auc: { cpu: cpu.auc, gpu: gpu.auc },
    standardError: cpu.standardError,
    agrees: Math.abs(cpu.auc - gpu.auc) <= 3 * cpu.standardError,
  };
  return { training, model: gpu.model };
}

/** The AUC and its standard error for independent rows (DeLong, DeLong and Clarke-Pearson 1988). */
function aucOf(score: Float64Array, target: Int8Array): { readonly auc: number; readonly standardError: number } {
  const placed = placements(score, target);
  const spread = [1, 0].map((value) => {
    const own = placed.filter((_, i) => target[i] === value);
    const mean = own.reduce((sum, each) => sum + each, 0) / own.length;
    const variance = own.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (own.length - 1);
    return { mean, ofMean: variance / own.length };
  });
  return { auc: spread[0]!.mean, standardError: Math.sqrt(spread[0]!.ofMean + spread[1]!.ofMean) };
}

/** The host explains on the CPU, so a Python of its own loads the saved model and explains on both. */
async function explain(
  host: EngineHost,
  model: EngineModel<BoosterName>,
  folder: string,
  python: string,
): Promise<GpuContributions> {
  const path = join(folder, "model.ubj");
  await host.save(model, path);
  const script = fileURLToPath(new URL("gpuContributions.py", import.meta.url));
  const peer = await startPeer(python, [script, path, String(SCORED), "cpu", "cuda"], { PYTHONUTF8: "1" });
  peer.close();
  const { rows, seconds, difference } = peer.ready as {
    rows: number;
    seconds: readonly [number, number];
    difference: number;
  };
  return { rows, seconds: { cpu: seconds[0], gpu: seconds[1] }, difference };
}
