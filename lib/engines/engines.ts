import { z } from "zod";

const randomForest = z
  .strictObject({
    /** Number of trees. */
    trees: z.int().min(1).max(100_000).default(100),
    /** Levels of splits in a tree; null grows until the leaves are pure. */
    maxDepth: z.int().min(1).max(1_000).nullable().default(null),
    /** Rows that a leaf must keep at least. */
    minSamplesLeaf: z.int().min(1).max(2_147_483_647).default(1),
    /** "balanced" weighs each class by rows / (classes * rows of the class). */
    classWeight: z.literal("balanced").nullable().default(null),
    /** Columns tried at each split: a rule, a share of them in (0, 1], or null for all. */
    maxFeatures: z
      .union([z.enum(["sqrt", "log2"]), z.number().gt(0).max(1)])
      .nullable()
      .default("sqrt"),
  })
  .readonly();

/** The engines that the host has, by name, each with the schema of its parameters. */
export const engines = { random_forest: randomForest } as const;

export type EngineName = keyof typeof engines;

/** An engine's parameters as a caller gives them: what is left out has the library's default. */
export type EngineParams<E extends EngineName> = z.input<(typeof engines)[E]>;
