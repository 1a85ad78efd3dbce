import type { z } from "zod";
import type { engineSchemas } from "./engineSchemas.ts";

export type EngineName = keyof typeof engineSchemas;

/** The engines that explain their models, save them in open formats and may stop early. */
export type BoosterName = "xgboost" | "lightgbm" | "catboost";

/** What can be a member of Trident: the boosters, and the network, which has a host of its own. */
export type MemberName = BoosterName | "mlp";

/** An engine's parameters as a caller gives them: what is left out has the library's default. */
export type EngineParams<E extends EngineName> = z.input<(typeof engineSchemas)[E]>;

/** The engines that the Python host has. */
export const ENGINES: readonly EngineName[] = [
  "random_forest",
  "logistic_regression",
  "xgboost",
  "lightgbm",
  "catboost",
];
