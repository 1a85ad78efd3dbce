import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineHost, engineHost } from "../engines/index.ts";
import { CATALOGUE, engineerFeatures, MODEL_INPUTS, modelInputs } from "../features/index.ts";
import { labelPanel } from "../labels/index.ts";
import { adjustBars, lastBars, type Panel } from "../market/index.ts";
import { writeMatrix } from "../runtime/index.ts";
import { asPublishedMatrix } from "./asPublishedMatrix.ts";
import { type HonestData, runHonest } from "./honest.ts";
import { type PublishedData, runPublished } from "./published.ts";
import type { StrategyResult } from "./result.ts";
import { QUICK_BARS, STRATEGIES, type Strategy } from "./strategies.ts";

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

async function publishedData(panel: Panel, bars: number, folder: string): Promise<PublishedData> {
  const short = lastBars(panel, bars);
  const close = new Float64Array(short.rows);
  short.tickers.forEach((_, t) => {
    close.set(adjustBars(short, t).close, short.offsets[t]);
  });
  const matrix = await writeMatrix(await asPublishedMatrix(short), join(folder, "published.arrow"));
  return { matrix, close };
}

async function honestData(panel: Panel, bars: number, folder: string): Promise<HonestData> {
  const inputs = modelInputs(panel, await engineerFeatures(panel));
  const matrix = await writeMatrix(inputs, join(folder, "honest.arrow"));
  const rows: number[] = [];
  panel.tickers.forEach((_, t) => {
    const end = panel.offsets[t + 1]!;
    for (let row = Math.max(panel.offsets[t]!, end - bars); row < end; row++) rows.push(row);
  });
  return { inputs, matrix, rows: Uint32Array.from(rows) };
}
