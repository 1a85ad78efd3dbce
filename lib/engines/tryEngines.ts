import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMatrix } from "../files/index.ts";
import { createMatrix, createRandom } from "../runtime/index.ts";
import { ENGINES, type EngineName } from "./engines.ts";
import type { EngineHost } from "./host.ts";
import { engineHost } from "./startEngineHost.ts";

/** How one engine does on this machine. */
export interface EngineReport {
  readonly engine: EngineName;
  /** Null where its package is not installed; then nothing was tried. */
  readonly version: string | null;
  /** Where it trained, as it says itself, and why not on a GPU. */
  readonly trained?: { readonly device: string; readonly note: string | null; readonly seconds: number };
  /** Why it did not. */
  readonly failure?: string;
}

const ROWS = 20_000;
const COLUMNS = 20;

/** Trains about a second on each engine, on a GPU where one can be used. */
export async function tryEngines(host: EngineHost = engineHost()): Promise<readonly EngineReport[]> {
  const { engines: known } = await host.info();
  const folder = await mkdtemp(join(tmpdir(), "trident-engines-"));
  try {
    const matrix = createMatrix(
      Array.from({ length: COLUMNS }, (_, j) => `c${j}`),
      ROWS,
    );
    const random = createRandom("try engines");
    for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = random.normal();
    const target = Int8Array.from({ length: ROWS }, (_, i) => +(matrix.values[i]! + random.normal() > 0));
    const data = {
      matrix: await writeMatrix(matrix, join(folder, "matrix.arrow")),
      rows: [[0, ROWS] as const],
      target,
    };
    const reports: EngineReport[] = [];
    for (const engine of ENGINES) {
      const version = known[engine]?.version ?? null;
      if (version === null) {
        reports.push({ engine, version });
        continue;
      }
      const params = engine === "random_forest" ? { trees: 10, maxDepth: 8 } : {};
      try {
        const model = await host.fit(engine, { ...data, params, device: "auto", seed: 1 });
        await host.release(model);
        reports.push({ engine, version, trained: model });
      } catch (error) {
        reports.push({ engine, version, failure: (error as Error).message });
      }
    }
    return reports;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
