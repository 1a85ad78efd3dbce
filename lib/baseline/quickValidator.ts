import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineHost, engineHost } from "../engines/index.ts";
import { CATALOGUE, MODEL_INPUTS } from "../features/index.ts";
import { labelPanel } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { QUICK_BARS, STRATEGIES, type Strategy } from "../published/index.ts";
import { honestData, publishedData } from "./data.ts";
import { runHonest } from "./honest.ts";
import { runPublished } from "./published.ts";
import type { StrategyResult } from "./result.ts";

export interface QuickValidatorOptions {
  readonly strategies?: readonly Strategy[];
  /** Bars of each ticker that are decided on, the last ones. */
  readonly bars?: number;
  readonly seed?: number;
  /** Draws of the date-block bootstrap. */
  readonly draws?: number;
  readonly host?: EngineHost;
  /** Called before each strategy. */
  readonly onProgress?: (strategy: Strategy) => void;
}

/**
 * The roadmap's quick validator: four labelling strategies, one random forest each, first as published, then honestly,
 * on the same tickers and the same last year of bars.
 *
 * @throws FoldError if the panel is too short to be split into five purged blocks.
 */
export async function quickValidator(
  panel: Panel,
  options: QuickValidatorOptions = {},
): Promise<readonly StrategyResult[]> {
  const { strategies = STRATEGIES, bars = QUICK_BARS, seed = 42, draws = 2000, host = engineHost() } = options;
  const folder = await mkdtemp(join(tmpdir(), "quick-validator-"));
  try {
    const published = await publishedData(panel, bars, folder);
    const honest = await honestData(panel, bars, folder);
    const publishedGroups = CATALOGUE.map(({ group }) => group);
    const inputGroups = MODEL_INPUTS.map(({ group }) => group);
    const results: StrategyResult[] = [];
    for (const strategy of strategies) {
      options.onProgress?.(strategy);
      const labels = labelPanel(panel, strategy);
      results.push({
        strategy,
        published: await runPublished(host, published, strategy, publishedGroups, seed),
        honest: await runHonest(host, honest, labels, strategy, inputGroups, { seed, draws }),
      });
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
