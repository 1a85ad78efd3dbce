import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineHost } from "../engines/index.ts";
import { writeMatrix } from "../files/index.ts";
import { labelPanel } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { EVERY_LEAK, protocolYear, ROADMAP, STRATEGIES } from "../published/index.ts";
import { honestData } from "./honestData.ts";
import type { QuickValidatorOptions } from "./quickValidator.ts";
import type { StrategyResult } from "./result.ts";
import { runHonest } from "./runHonest.ts";
import { runPublished } from "./runPublished.ts";

/** What `quickValidator` does; the two are apart so that whoever imports it does not load all this. */
export async function runQuickValidator(
  panel: Panel,
  options: QuickValidatorOptions,
): Promise<readonly StrategyResult[]> {
  const { strategies = STRATEGIES, bars = ROADMAP.bars, seed = 42, draws = 2000, host = engineHost() } = options;
  const { features = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), "quick-validator-"));
  try {
    const year = protocolYear(panel, bars, features);
    const matrix = await writeMatrix(await year.matrixOf(EVERY_LEAK), join(folder, "published.arrow"));
    const honest = await honestData(panel, bars, features, folder);
    const results: StrategyResult[] = [];
    for (const strategy of strategies) {
      options.onProgress?.(strategy);
      results.push({
        strategy,
        published: await runPublished(host, year, matrix, strategy, seed),
        honest: await runHonest(host, honest, labelPanel(panel, strategy), strategy, { seed, draws }),
      });
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
