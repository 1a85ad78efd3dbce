import { z } from "zod";

const figure = z.number().nullable();
const named = z.record(z.string(), z.union([z.number(), z.string(), z.null()]));

const findingSchema = z.object({
  id: z
    .string()
    .describe(
      "what was asked: sessions, too_good, decay, missing_rows, trade_returns, universe, out_of_sample, rank_ic, ...",
    ),
  question: z
    .enum(["can_it_be", "out_of_sample", "ranks", "pays", "luck"])
    .describe("which of the five questions it belongs to"),
  kind: z
    .enum(["leak", "bound", "shown"])
    .describe("leak: not real where it does not pass; bound: has to pass for real; shown: decides nothing"),
  passed: z.boolean(),
  sentence: z.string().describe("what was found, and why it counts"),
  value: figure.describe("the one number that it rests on"),
  interval: z
    .tuple([figure, figure])
    .nullable()
    .describe("of the value: two-sided 95 %, of alpha both one-sided 95 % bounds"),
  numbers: named.describe("other figures"),
  rows: z.array(named).optional().describe("a table: by year, by cluster, by horizon"),
});

/** What `trident judge --json` prints, in one place. */
export const judgementSchema = z.object({
  verdict: z.enum(["real", "not real", "not enough data"]),
  sentence: z.string(),
  findings: z.array(findingSchema),
  file: z.string(),
  market: z.string(),
  page: z.string().nullable().describe("the page that was written, with --out"),
  predictions: z.number().int().describe("rows that were judged; of --trades, trades"),
  tickers: z.number().int(),
  sessions: z.number().int(),
  from: z.string(),
  to: z.string(),
  horizon: z.number().int().describe("bars that the predictions are for; of trades, how long the middle one was held"),
  years: z.number(),
  yearsNeeded: z.array(z.object({ sharpe: z.number(), years: z.number(), more: z.number() })),
  notes: z.array(z.string()),
});
