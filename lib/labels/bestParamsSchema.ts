import { UsageError } from "trident-base";
import { z } from "zod";
import { labellingSchema } from "./labellingSchema.ts";
import { labelParameters } from "./labelParameters.ts";

const number = z.number().nullable();

const winner = labellingSchema
  .extend({ value: number.default(null), deflated: number.default(null) })
  .superRefine((labelling, context) => {
    try {
      labelParameters(labelling);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
    }
  });

const laterYear = z.object({
  from: z.string(),
  to: z.string(),
  sessions: z.number(),
  dailyAlpha: z.number(),
  interval: z.tuple([number, number]).readonly(),
  lowerBound: number,
  t: z.number(),
  beta: z.number(),
  policy: z.number(),
  equalWeight: z.number(),
});

/** `data/optuna_best_params.json`; what its fields mean is said of `BestParams`. */
export const bestParamsSchema = z.object({
  published: winner,
  honest: winner,
  holdout: z.union([
    z.object({
      openings: z.number(),
      searched: z.number().default(0),
      published: laterYear.nullable(),
      honest: laterYear.nullable(),
    }),
    z.object({ openings: z.literal(0), reason: z.string() }),
  ]),
  study: z.object({
    published: z.string(),
    honest: z.string(),
    trials: z.number(),
    seed: z.number(),
    trees: z.number(),
    policy: z.string(),
    counted: z.number(),
    sharing: z
      .object({ trials: z.number(), share: z.tuple([z.number(), z.number()]).readonly() })
      .nullable()
      .default(null),
    beyondLedger: z.number().default(0),
    apart: z.boolean().optional(),
    features: z.array(z.object({ name: z.string(), file: z.string().nullable(), sha256: z.string() })).default([]),
    beta: z.object({ published: number, honest: number }),
    sharpeVariance: z.object({ published: number, honest: number }),
  }),
  panel: z.object({
    source: z.string(),
    bias: z.string().nullable(),
    tickers: z.array(z.string()).readonly(),
    from: z.string(),
    to: z.string(),
    sessions: z.number(),
    dataHash: z.string(),
    bars: z.string().optional(),
  }),
});

/** Of such a file what its readers need; it may be written by hand, or by an older version. */
export const chosenLabellingsSchema = bestParamsSchema
  .pick({ published: true, honest: true, panel: true })
  .extend({ study: z.looseObject({ honest: z.string() }) })
  .partial();
