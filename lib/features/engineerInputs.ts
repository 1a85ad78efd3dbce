import type { Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { type EngineerOptions, engineerFeatures } from "./engineer.ts";
import { modelInputs } from "./inputs.ts";
import { resolveFeatures } from "./resolveFeatures.ts";

/**
 * Computes the features of a panel and makes model inputs of them: `modelInputs(panel, await engineerFeatures(panel))`,
 * with features of one's own divided by their scale.
 *
 * @throws FeatureError as `engineerFeatures` does; UsageError as `modelInputs` does.
 */
export async function engineerInputs(panel: Panel, options: Omit<EngineerOptions, "into"> = {}): Promise<Matrix> {
  const { features = [] } = options;
  const own = await resolveFeatures(features);
  return modelInputs(panel, await engineerFeatures(panel, options), own);
}
