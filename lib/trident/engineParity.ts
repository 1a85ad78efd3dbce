import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineHost, EngineHostUnavailable, engineHost, type MemberName } from "../engines/index.ts";
import { writeMatrix } from "../files/index.ts";
import { type LoadedBundle, predictMember } from "../model/index.ts";
import type { Matrix } from "../runtime/index.ts";

/** How far Node is from the engine whose model it reads. */
export interface MemberParity {
  readonly engine: MemberName;
  readonly cluster: number;
  readonly rows: number;
  /**
   * The greatest difference of a probability; infinite where one of them is no number. Null of a network where there is no
   * TensorFlow.js to ask.
   */
  readonly largestDifference: number | null;
}

/**
 * Asks each member of a bundle about the same rows twice: the engine itself, which loads the member's file, and the
 * evaluator in Node that decisions rest on; of a network, TensorFlow.js and our own sums.
 *
 * @param folder the bundle's.
 * @param inputs rows of model inputs, as `decideSessions` gives them.
 * @throws EngineError as the host does.
 */
export async function engineParity(
  folder: string,
  { manifest, models }: LoadedBundle,
  inputs: Matrix,
  host: EngineHost = engineHost(),
): Promise<readonly MemberParity[]> {
  const place = await mkdtemp(join(tmpdir(), "trident-parity-"));
  try {
    const matrix = await writeMatrix(inputs, join(place, "inputs.arrow"));
    const classes = manifest.classes === 3 ? [0, 1, 2] : [0, 1];
    const found: MemberParity[] = [];
    for (const [m, { engine, cluster, file }] of manifest.members.entries()) {
      const model = await host
        .load(engine, join(folder, file), { columns: inputs.names, classes })
        .catch((error: unknown) => {
          if (engine === "mlp" && error instanceof EngineHostUnavailable) return undefined;
          throw error;
        });
      if (model === undefined) {
        found.push({ engine, cluster, rows: 0, largestDifference: null });
        continue;
      }
      const theirs = await host.predict(model, { matrix, rows: [[0, inputs.rows]] });
      await host.release(model);
      const ours = predictMember(models[m]!, inputs);
      found.push({ engine, cluster, rows: inputs.rows, largestDifference: furthest(theirs, ours) });
    }
    return found;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function furthest(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, i) => {
    const apart = Math.abs(value - b[i]!);
    return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(most, apart);
  }, 0);
}
