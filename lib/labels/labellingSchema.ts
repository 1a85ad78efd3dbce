import { z } from "zod";
import { LABEL_METHODS } from "./labelling.ts";

/** A labelling in a file: profit and stop as fractions, horizon in bars. */
export const labellingSchema = z.object({
  method: z.enum(LABEL_METHODS),
  profit: z.number().gt(0).lt(1),
  stop: z.number().gt(0).lt(1),
  horizon: z.number().int().positive(),
});
