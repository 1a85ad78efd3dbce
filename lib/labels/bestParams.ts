import { readFile, writeFile } from "node:fs/promises";
import { parseJson, UsageError, writeAtomically } from "trident-base";
import type { Labelling } from "./labelling.ts";
import type { LabelOptions } from "./labelParameters.ts";

/** What a search found of the labelling that it chose. */
interface SearchFound {
  /** What was maximised: published accuracy less half of the gap, or the t-statistic of alpha. */
  readonly value: number | null;
  /**
   * The deflated Sharpe ratio of the labelling's alpha, out of fold: the probability that it is better than the best of
   * as many worthless trials. Null if it has none.
   */
  readonly deflated: number | null;
}

/** A labelling that a search chose. */
export interface ChosenLabelling extends Labelling, SearchFound {}

/** A labelling in a file, which may also be made by hand and be one that no search tries. */
export type GivenLabelling = SearchFound &
  Pick<LabelOptions, "method" | "profit" | "stop" | "horizon" | "barriers" | "primary">;

/** What a labelling was worth on the later year, with the forest that the search's data make. */
export interface LaterYear {
  readonly from: string;
  readonly to: string;
  readonly sessions: number;
  /**
   * Alpha of the reference policy's net daily returns on the panel's equal weight without costs, a fraction of the
   * capital a day, with its 95 % interval.
   */
  readonly dailyAlpha: number;
  readonly interval: readonly [number | null, number | null];
  /** One-sided 95 % lower bound. */
  readonly lowerBound: number | null;
  /** t-statistic of the same. */
  readonly t: number;
  readonly beta: number;
  /** Sums of the daily returns. */
  readonly policy: number;
  readonly equalWeight: number;
}

/** What a label search found: `data/optuna_best_params.json`. */
export interface BestParams {
  readonly published: ChosenLabelling;
  readonly honest: ChosenLabelling;
  /** What each was worth on the later year that no trial saw, and how often that has been looked at. */
  readonly holdout:
    | {
        /** Looks at these bars, or at a later year that shares bars with it. */
        readonly openings: number;
        /** Trials that were made on data which hold bars of it: it is no unseen year to them. */
        readonly searched: number;
        readonly published: LaterYear | null;
        readonly honest: LaterYear | null;
      }
    | { readonly openings: 0; readonly reason: string };
  readonly study: {
    readonly published: string;
    readonly honest: string;
    readonly trials: number;
    readonly seed: number;
    readonly trees: number;
    readonly policy: string;
    /** All trials on these data and on data that share bars with them, failed ones too: what the winners are deflated by. */
    readonly counted: number;
    /** Those among them that were made on other data, and which share of the bars the least and the most alike have. */
    readonly sharing: { readonly trials: number; readonly share: readonly [number, number] } | null;
    /** Those among them that the ledger lacked and the file of studies had: it was removed, or is another. */
    readonly beyondLedger: number;
    /** True where the ledger was another than the project's: what that one has is not among them. */
    readonly apart?: boolean | undefined;
    /** Features of one's own that the forests saw beside the 71. */
    readonly features: readonly { readonly name: string; readonly file: string | null; readonly sha256: string }[];
    /** Of the winners' policies on the panel's equal weight, out of fold; null without a policy. */
    readonly beta: { readonly published: number | null; readonly honest: number | null };
    /** Variance of the trials' daily Sharpe ratios of alpha, by objective; luck's own, if it is less, is what deflates. */
    readonly sharpeVariance: { readonly published: number | null; readonly honest: number | null };
  };
  readonly panel: {
    readonly source: string;
    readonly bias: string | null;
    readonly tickers: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly sessions: number;
    readonly dataHash: string;
    /** What tells its bars from others, as `sketchText` writes it; files of before it was have none. */
    readonly bars?: string | undefined;
  };
}

/** Writes what a label search found, whole or not at all. */
export async function writeBestParams(path: string, best: BestParams): Promise<void> {
  const { bestParamsSchema } = await import("./bestParamsSchema.ts");
  const text = `${JSON.stringify(bestParamsSchema.parse(best), null, 2)}\n`;
  await writeAtomically(path, (file) => writeFile(file, text));
}

/**
 * Reads the labellings that a label search chose. A file made by hand may hold one of them, and nothing else.
 *
 * @throws UsageError naming the file: not there, no JSON, or other than `{published: P, honest: P}`.
 */
export async function readChosenLabellings(file: string): Promise<
  {
    readonly [Search in "published" | "honest"]?: GivenLabelling | undefined;
  } & {
    readonly panel?: BestParams["panel"] | undefined;
    /** What else is said of the study is not read: an older file says other things. */
    readonly study?: Pick<BestParams["study"], "honest"> | undefined;
  }
> {
  const where = [file];
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError("the file of label parameters cannot be read", {
      where,
      remedy: "Run 'trident search-labels' first, or leave it out for the default.",
      cause,
    });
  });
  const { chosenLabellingsSchema } = await import("./bestParamsSchema.ts");
  const answer = chosenLabellingsSchema.safeParse(parseJson(text));
  if (answer.success) return answer.data;
  const { path, message } = answer.error.issues[0]!;
  throw new UsageError(`these are no label parameters: ${[...path, message].join(": ")}`, {
    where,
    remedy: "Give what 'trident search-labels' wrote: {published: P, honest: P}.",
  });
}
