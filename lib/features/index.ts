export { CATALOGUE, FEATURE_NAMES, type Feature, type FeatureGroup, type FeatureName } from "./catalogue.ts";
export { type EngineerOptions, engineerFeatures } from "./engineer.ts";
export { MODEL_INPUTS, type ModelInput, modelInputs } from "./inputs.ts";
