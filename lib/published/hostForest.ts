import type { EngineHost } from "../engines/index.ts";
import type { MatrixFile } from "../files/index.ts";
import { nothingToLearn } from "./nothingToLearn.ts";
import { ROADMAP } from "./roadmap.ts";

/** A forest that the engine host has grown. */
export interface HostForest {
  /** Why none was grown: see {@link nothingToLearn}. It then answers with the only class that it has seen. */
  readonly nothingToLearn: string | null;
  /** Share of the impurity decrease by column; null where none was grown. */
  readonly importances: Float64Array | null;
  /** Probabilities of BUY. */
  predict(rows: Uint32Array): Promise<Float64Array>;
  /** Lets the host forget it. */
  release(): Promise<void>;
}

/**
 * Grows the quick validator's random forest in the engine host. The host refuses a target with one class; here its
 * forest is the constant answer.
 *
 * @param target the class of each row: 1 BUY, 0 not.
 */
export async function growHostForest(
  host: EngineHost,
  matrix: MatrixFile,
  rows: Uint32Array,
  target: Int8Array,
  { seed, trees = ROADMAP.forest.trees }: { readonly seed: number; readonly trees?: number },
): Promise<HostForest> {
  const reason = nothingToLearn(target);
  if (reason !== null) {
    return {
      nothingToLearn: reason,
      importances: null,
      predict: async (asked) => new Float64Array(asked.length).fill(target[0] ?? 0),
      release: async () => {},
    };
  }
  const params = { ...ROADMAP.forest, trees };
  const forest = await host.fit("random_forest", { matrix, rows, target, params, seed });
  return {
    nothingToLearn: null,
    importances: forest.importances,
    predict: (asked) => host.predict(forest, { matrix, rows: asked }),
    release: () => host.release(forest),
  };
}
