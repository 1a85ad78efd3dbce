/**
 * The 71 features, a user's own, and the model inputs made of them.
 *
 * ```ts
 * const features = await engineerFeatures(panel);
 * const inputs = modelInputs(panel, features);
 * ```
 */
export { CATALOGUE, FEATURE_NAMES, type Feature, type FeatureGroup, type FeatureName } from "./catalogue.ts";
export { catalogueTable } from "./catalogueTable.ts";
export { checkFeature, type FeatureCheck, type FeatureCheckId, FeatureError } from "./checkFeature.ts";
export { defineFeature, type FeatureBars, type FeatureDefinition, type UserFeature } from "./defineFeature.ts";
export { type EngineerOptions, engineerFeatures } from "./engineer.ts";
export { engineerInputs } from "./engineerInputs.ts";
export { type FeatureSource, featureSources } from "./featureSources.ts";
export {
  divideLevels,
  type InputColumn,
  inputColumns,
  MODEL_INPUTS,
  type ModelInput,
  modelInputs,
  type OwnFeature,
} from "./inputs.ts";
export { rankWithinDay } from "./rankWithinDay.ts";
export { type FileFeature, readFeature } from "./readFeature.ts";
export { type RecentOptions, recentFeatures } from "./recentFeatures.ts";
export { resolveFeatures } from "./resolveFeatures.ts";
export { tickerFigure } from "./tickerFigure.ts";
export { VOLATILITY } from "./volatilityFeature.ts";
