import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BoosterName, type EngineParams, startEngineHost } from "../engines/index.ts";
import { writeMatrix } from "../files/index.ts";
import { explainEnsemble, marginsOf, readEnsemble } from "../model/index.ts";
import {
  type BenchmarkOptions,
  type BenchmarkResult,
  createMatrix,
  createRandom,
  type Matrix,
  pairedRuns,
  secondsOf,
  startPeer,
} from "../runtime/index.ts";
import { ENDINGS } from "./fitMember.ts";
import { USUAL_MEMBERS } from "./spaces.ts";

const [COLUMNS, LEARNED, MOST_ROWS] = [67, 20_000, 4000];
const SETTINGS = {
  xgboost: { trees: 200, maxDepth: 6, learningRate: 0.1 },
  lightgbm: { trees: 200, leaves: 40 },
  catboost: { trees: 200, maxDepth: 6, learningRate: 0.1 },
} as const satisfies { [E in BoosterName]: EngineParams<E> };

/**
 * Each engine's contributions (SHAP values) over a sample through the engine host, beside the same calls in plain Python on
 * the same model and rows; and Node's own, row by row. How far they are from Python's, and sums from the margins.
 */
export default async function contributions(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { rows, runs, python, progress } = options;
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  const host = startEngineHost({ python });
  try {
    const matrix = inputs();
    const file = await writeMatrix(matrix, join(folder, "inputs.arrow"));
    const count = Math.min(rows, MOST_ROWS);
    const sample = Uint32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * LEARNED) / count));
    const chosen = join(folder, "rows.u32");
    await writeFile(chosen, new Uint8Array(sample.buffer));
    const engines: Record<string, object> = {};
    let [seconds, peers] = [0, 0];
    for (const engine of USUAL_MEMBERS) {
      const model = await host.fit(engine, {
        ...{ matrix: file, rows: [[0, LEARNED]], target: targetOf(matrix), params: SETTINGS[engine], seed: 1 },
      });
      const path = join(folder, `${engine}.${ENDINGS[engine]}`);
      await host.save(model, path);
      const out = join(folder, `${engine}.f64`);
      const script = fileURLToPath(new URL("test/contributionsPeer.py", import.meta.url));
      const args = ["-W", "ignore", script, engine, path, file.path, chosen, out];
      const peer = await startPeer(python, args, { PYTHONUTF8: "1" });
      try {
        let own: Float64Array = new Float64Array();
        const ask = () =>
          secondsOf(async () => {
            own = await host.contributions(model, { matrix: file, rows: sample, threads: 1 });
          });
        const paired = await pairedRuns(runs, ask, peer.run);
        const bytes = await readFile(out);
        const theirs = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        const ensemble = await readEnsemble(engine, path);
        const node = new Float64Array(own.length);
        const inNode = await secondsOf(() => {
          for (const [i, row] of sample.entries()) node.set(explainEnsemble(ensemble, rowOf(matrix, row)), i * WIDTH);
        });
        const margins = marginsOf(ensemble, matrix, sample);
        engines[engine] = {
          ...{ seconds: paired.seconds, python: paired.peer, ratio: paired.ratio, ratios: paired.ratios },
          ...{ away: furthest(own, theirs), additivity: additivityOf(own, margins) },
          node: { seconds: inNode, away: furthest(node, theirs), additivity: additivityOf(node, margins) },
        };
        seconds += paired.seconds;
        peers += paired.peer;
        progress(`${engine}: ${JSON.stringify(engines[engine])}`);
      } finally {
        peer.close();
      }
      await host.release(model);
    }
    return {
      ...{ rows: count, threads: 1, seconds, peers: { python: peers } },
      timing:
        "ours: a call from Node to the engine host, rows gathered, answer read back; plain Python: the library's call on " +
        "rows in memory; node: TreeSHAP here. One thread each; the sum over engines of each one's best run, in turns",
      engines,
    };
  } finally {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const WIDTH = COLUMNS + 1;

/** Noise, a tenth of one column in four missing. */
function inputs(): Matrix {
  const random = createRandom("contributions benchmark");
  const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);
  const matrix = createMatrix(names, LEARNED);
  for (let j = 0; j < COLUMNS; j++) {
    for (let i = 0; i < LEARNED; i++) {
      matrix.values[j * matrix.stride + i] = j % 4 === 1 && random.uniform() < 0.1 ? Number.NaN : random.normal();
    }
  }
  return matrix;
}

/** Two columns and noise. */
function targetOf({ values, stride }: Matrix): Int8Array {
  const random = createRandom("contributions benchmark", "target");
  return Int8Array.from({ length: LEARNED }, (_, i) => +(values[i]! * values[2 * stride + i]! + random.normal() > 0.2));
}

function rowOf({ values, stride }: Matrix, row: number): Float32Array {
  return Float32Array.from({ length: COLUMNS }, (_, j) => values[j * stride + row]!);
}

function furthest(a: Float64Array, b: Float64Array): number {
  return a.length === b.length ? a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) : Number.NaN;
}

/** The furthest that a row's sum is from its margin. */
function additivityOf(values: Float64Array, margins: Float64Array): number {
  const sums = margins.map((_, i) => values.subarray(i * WIDTH, (i + 1) * WIDTH).reduce((sum, each) => sum + each, 0));
  return furthest(sums, margins);
}
