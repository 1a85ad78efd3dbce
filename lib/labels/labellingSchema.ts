import { z } from "zod";
import { BARRIERS, LABEL_METHODS } from "./labelling.ts";
import { PRIMARY_RULES } from "./primaryRules.ts";

const barrier = z.number().gt(0);

/** A labelling in a file: profit and stop as fractions, with barriers by volatility as multiples of it; horizon in bars. */
export const labellingSchema = z.object({
  method: z.enum(LABEL_METHODS),
  barriers: z.enum(BARRIERS).exactOptional(),
  profit: barrier,
  stop: barrier,
  horizon: z.number().int().positive(),
  primary: z.enum(PRIMARY_RULES).exactOptional(),
});
