import { join } from "node:path";
import { type BoosterName, type EngineHost, type EngineParams, startEngineHost } from "../../engines/index.ts";
import { type MatrixFile, writeMatrix } from "../../files/index.ts";
import { explainEnsemble, predictEnsemble, readEnsemble, type TreeEnsemble } from "../../model/index.ts";
import type { Matrix } from "../../runtime/index.ts";
import { ENDINGS } from "../fitMember.ts";
import { USUAL_MEMBERS } from "../spaces.ts";
import { inFolder } from "./smallTraining.ts";

/** The engines whose files are read. */
export const BOOSTERS = USUAL_MEMBERS;

/** What is fitted: the first rows of a matrix, as many as there are targets. */
interface EngineCase {
  readonly engine: BoosterName;
  readonly target: Int8Array;
  readonly params: object;
  readonly stopping?: readonly [number, number] | undefined;
  /** Rows that are explained. */
  readonly explained: Uint32Array;
}

/** How far an evaluator is from its engine. */
interface EngineDistance {
  readonly ensemble: TreeEnsemble;
  readonly path: string;
  readonly trees: number;
  /** The greatest difference of a probability, and of a contribution. */
  readonly probability: number;
  readonly contribution: number;
  /** Rows on which they do not decide alike at one half. */
  readonly otherDecisions: number;
}

/** Fits, saves through the host, reads the file here and compares all rows of the matrix. */
async function compareWithEngine(
  host: EngineHost,
  file: MatrixFile,
  matrix: Matrix,
  { engine, target, params, stopping, explained }: EngineCase,
  path: string,
): Promise<EngineDistance> {
  const model = await host.fit(engine, {
    ...{ matrix: file, rows: [[0, target.length]], target, threads: 1, seed: 5, stopping },
    params: params as EngineParams<typeof engine>,
  });
  await host.save(model, path);
  const ensemble = await readEnsemble(engine, path);
  const own = await host.predict(model, { matrix: file, rows: [[0, matrix.rows]], threads: 1 });
  const ours = predictEnsemble(ensemble, matrix);
  let [probability, otherDecisions, contribution] = [Math.abs(own.length - ours.length), 0, 0];
  own.forEach((p, i) => {
    // NaN stays NaN, which is less than nothing.
    probability = Math.max(probability, Math.abs(p - ours[i]!));
    if (p > 0.5 !== ours[i]! > 0.5) otherDecisions++;
  });
  const theirs = await host.contributions(model, { matrix: file, rows: explained, threads: 1 });
  const width = theirs.length / explained.length;
  for (const [k, row] of explained.entries()) {
    const mine = explainEnsemble(ensemble, rowOf(matrix, row));
    contribution += Math.abs(mine.length - width);
    mine.forEach((value, j) => {
      contribution = Math.max(contribution, Math.abs(value - theirs[k * width + j]!));
    });
  }
  await host.release(model);
  return { ensemble, path, trees: model.facts.trees!, probability, contribution, otherDecisions };
}

/** The values of one row. */
export function rowOf({ names, stride, values }: Matrix, row: number): Float32Array {
  return Float32Array.from(names, (_, j) => values[j * stride + row]!);
}

/** Has a host and a place for a matrix and for models, until the work is done. */
export async function withEngine<T>(
  matrix: Matrix,
  work: (compare: (each: EngineCase) => Promise<EngineDistance>) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const host = startEngineHost();
    try {
      const file = await writeMatrix(matrix, join(folder, "matrix.arrow"));
      let models = 0;
      return await work((each) => {
        const path = join(folder, `${models++}.${ENDINGS[each.engine]}`);
        return compareWithEngine(host, file, matrix, each, path);
      });
    } finally {
      await host.close();
    }
  });
}
