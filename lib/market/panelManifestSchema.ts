import { parseIsoDate } from "trident-base";
import { z } from "zod";

const day = z.iso.date().transform(parseIsoDate).nullable();

/** Of the manifest beside a panel's file what decides which rows count and what a ticker's end means: dates become days since 1970-01-01. */
export const panelManifestSchema = z.object({
  bias: z.string(),
  file: z.object({ bytes: z.number() }),
  tickers: z
    .array(z.object({ ticker: z.string(), memberships: z.array(z.object({ since: day, until: day })).default([]) }))
    .default([]),
  failed: z.array(z.object({ ticker: z.string(), kind: z.string() })).default([]),
});
