import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineHost, engineHost } from "../engines/index.ts";
import type { UserFeature } from "../features/index.ts";
import { writeMatrix } from "../files/index.ts";
import { labelPanel } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { EVERY_LEAK, protocolYear, ROADMAP, STRATEGIES, type Strategy } from "../published/index.ts";
import { honestData } from "./honestData.ts";
import type { StrategyResult } from "./result.ts";
import { runHonest } from "./runHonest.ts";
import { runPublished } from "./runPublished.ts";

export interface QuickValidatorOptions {
  readonly strategies?: readonly Strategy[];
  /** Bars of each ticker that are decided on, the last ones. */
  readonly bars?: number;
  readonly seed?: number;
  /** Features of one's own beside the 71: what `defineFeature` made, or files whose default export it is. */
  readonly features?: readonly (UserFeature | string)[];
  /** Draws of the date-block bootstrap. */
  readonly draws?: number;
  readonly host?: EngineHost;
  /** Called before each strategy. */
  readonly onProgress?: (strategy: Strategy) => void;
}

/**
 * The roadmap's quick validator: four labelling strategies, one random forest each, first as published, then honestly,
 * on the same tickers and the same last year of bars. A strategy whose labels have one class is a result too: nothing to
 * learn.
 *
 * @throws FoldError if the panel is too short to be split into five purged blocks.
 */
export async function quickValidator(
  panel: Panel,
  options: QuickValidatorOptions = {},
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
