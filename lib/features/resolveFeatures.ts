import type { UserFeature } from "./defineFeature.ts";
import { readFeature } from "./readFeature.ts";

/**
 * The features of a list whose items may be files, in its order.
 *
 * @throws FeatureError as `readFeature` does.
 */
export function resolveFeatures(features: readonly (UserFeature | string)[]): Promise<UserFeature[]> {
  return Promise.all(
    features.map(async (each) => (typeof each === "string" ? (await readFeature(each)).feature : each)),
  );
}
