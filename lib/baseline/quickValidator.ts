import type { EngineHost } from "../engines/index.ts";
import type { UserFeature } from "../features/index.ts";
import type { Panel } from "../market/index.ts";
import type { Strategy } from "../published/index.ts";
import type { StrategyResult } from "./result.ts";

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
  const { runQuickValidator } = await import("./runQuickValidator.ts");
  return runQuickValidator(panel, options);
}
