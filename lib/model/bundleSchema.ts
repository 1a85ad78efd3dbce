import { z } from "zod";
import { BARRIERS, LABEL_METHODS, PRIMARY_RULES } from "../labels/index.ts";
import { certificateSchema, decisionPolicySchema, scorerSchema } from "./decisionSchemas.ts";

/** A path within the bundle: nothing that leads out of it. */
const inside = z.string().regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/, "is no path within the bundle");
const hash = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256");
const count = z.int().min(0);
const span = z.object({ from: z.iso.date(), to: z.iso.date(), rows: count });
const rank = z.number().min(0).max(1);

/** The part of a manifest that a program relies on; zod is slow to load, so this file is imported when one is read. */
export const bundleSchema = z.object({
  format: z.literal("trident-bundle"),
  version: z.int(),
  classes: z.union([z.literal(2), z.literal(3)]),
  labels: z.object({
    method: z.enum(LABEL_METHODS),
    profit: z.number().positive(),
    stop: z.number().positive(),
    horizon: z.int().positive(),
    // Bundles made before there were others have fixed barriers, of every row.
    barriers: z.enum(BARRIERS).default("fixed"),
    primary: z.enum(PRIMARY_RULES).default("none"),
    entry: z.enum(["next_open", "close"]),
    timeout: z.enum(["hold", "sign"]),
    delistingReturn: z.number().min(-1),
  }),
  inputs: z.object({
    names: z.array(z.string().min(1)).min(1),
    catalogue: hash,
    own: z.array(z.looseObject({ name: z.string(), sha256: hash })),
    ranked: z.boolean(),
    history: count,
  }),
  clusters: z
    .array(z.object({ number: z.int().positive(), name: z.string(), centres: z.array(z.array(rank)).min(1) }))
    .min(1),
  members: z.array(
    z.object({
      cluster: z.int().positive(),
      engine: z.enum(["xgboost", "lightgbm", "catboost", "mlp"]),
      file: inside,
      params: z.record(z.string(), z.number()),
      trees: count,
      rows: count,
      prior: z.array(z.number().positive()),
      seed: count,
      device: z.string(),
      versions: z.record(z.string(), z.string()),
      outOfFold: z.object({
        trial: count,
        trials: count,
        value: z.number(),
        logLoss: z.number(),
        auc: rank,
        aucVolatilityOnly: rank,
      }),
    }),
  ),
  scorers: z.array(scorerSchema.nullable()),
  policy: decisionPolicySchema.nullable(),
  certificate: certificateSchema.nullable(),
  spans: z.object({ tuning: span, calibration: span, certificate: span, tooShort: z.string().nullable() }),
  training: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  data: z.object({ source: z.string(), bias: z.string(), manifest: hash, bars: hash }),
  files: z.record(inside, z.object({ bytes: count, sha256: hash })),
});
