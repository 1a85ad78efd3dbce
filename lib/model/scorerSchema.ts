import { z } from "zod";

const logitSum = z.object({ intercept: z.number(), weights: z.array(z.number()) });

/** A scorer as a file has it; imported when one is read, since zod is slow to load. */
export const scorerSchema = z
  .object({ members: z.array(z.string().min(1)).min(1), stacker: logitSum, calibrator: logitSum })
  .refine(({ members, stacker }) => stacker.weights.length === members.length, "has not a weight a member")
  .refine(({ members }) => new Set(members).size === members.length, "names a member twice")
  .refine(({ calibrator }) => calibrator.weights.length === 1, "has not one slope");
