import { z } from "zod";

const logitSum = z.object({ intercept: z.number(), weights: z.array(z.number()) });

/** A scorer as a file has it. This file is imported when one is read, since zod is slow to load. */
export const scorerSchema = z
  .object({ members: z.array(z.string().min(1)).min(1), stacker: logitSum, calibrator: logitSum })
  .refine(({ members, stacker }) => stacker.weights.length === members.length, "has not a weight a member")
  .refine(({ members }) => new Set(members).size === members.length, "names a member twice")
  .refine(({ calibrator }) => calibrator.weights.length === 1, "has not one slope");

/** A decision policy as a file has it. */
export const decisionPolicySchema = z.object({
  by: z.enum(["precision", "alpha"]),
  threshold: z.number(),
  coverage: z.number().min(0).max(1),
  value: z.number(),
});

const count = z.int().min(0);
const share = z.number().min(0).max(1);

/** A certificate as a file has it. */
export const certificateSchema = z.object({
  status: z.enum(["pass", "fail", "not enough data"]),
  detail: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  coverage: share,
  trades: count,
  tradesAYear: z.number().min(0),
  blocks: count,
  precision: share.nullable(),
  bound: share.nullable(),
  nextYear: share.nullable(),
  breakEven: share.nullable(),
  expectancy: z.number().nullable(),
  expectancyBound: z.number().nullable(),
  wanted: share,
  reachesWanted: z.boolean(),
  worst: z.object({ from: z.iso.date(), trades: count, wins: count, net: z.number() }).nullable(),
  years: z.number().min(0).nullable(),
});
