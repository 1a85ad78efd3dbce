import { z } from "zod";
import { BARRIERS, LABEL_METHODS, PRIMARY_RULES } from "../labels/index.ts";

const count = z.int().min(0);

/** What a reader needs of a dataset's `manifest.json`; the rest passes through. */
export const manifestSchema = z.looseObject({
  rows: count,
  columns: z.array(z.string()),
  // Datasets made before there were features of one's own have none.
  features: z
    .array(
      z.object({
        name: z.string(),
        window: z.int().min(1),
        scale: z.enum(["free", "price", "volume"]),
        history: z.int().min(1),
        file: z.string().nullable(),
        sha256: z.string(),
      }),
    )
    .default([]),
  labels: z.looseObject({
    parameters: z.looseObject({
      method: z.enum(LABEL_METHODS),
      profit: z.number(),
      stop: z.number(),
      horizon: z.int().min(1),
      barriers: z.enum(BARRIERS).exactOptional(),
      primary: z.enum(PRIMARY_RULES).exactOptional(),
    }),
  }),
  source: z.looseObject({ name: z.string() }),
  adjustment: z.enum(["adj_close", "as given"]),
  missingSessions: count,
  bias: z.string(),
  outputs: z.record(z.string(), z.object({ bytes: count, sha256: z.string() })),
});
