import { UsageError, type Verdict } from "trident-base";
import { type EngineHost, engineHost, type SearchForest } from "../engines/index.ts";
import type { UserFeature } from "../features/index.ts";
import type { BestParams, ChosenLabelling } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { LATER_YEAR_SESSIONS, type Panel, sketchText } from "../market/index.ts";
import { protocolYear } from "../published/index.ts";
import { PROFILES, type Progress } from "../runtime/index.ts";
import { tooGood } from "../statistics/index.ts";
import { countTrials } from "./countTrials.ts";
import { deflateWinner } from "./deflateWinner.ts";
import { judgeHoldout } from "./holdout.ts";
import { type LabelStudyOptions, type LabelTrial, runLabelStudy, winnerOf } from "./labelStudy.ts";
import { openHoldout } from "./openHoldout.ts";
import { scoreClaims } from "./scoreClaims.ts";
import { type SearchData, searchData, spanOf } from "./searchData.ts";
import { claimsOf, judgeSelection, type Selection } from "./selection.ts";

export interface LabelSearchOptions {
  /** Trials of each of the two searches; 100 by default. */
  readonly trials?: number | undefined;
  /** How the forest of each trial is grown; the roadmap's 50 trees of depth 10 by default. */
  readonly forest?: SearchForest | undefined;
  readonly seed?: number | undefined;
  /** Features of one's own beside the 71: what `defineFeature` made, or files whose default export it is. */
  readonly features?: readonly (UserFeature | string)[] | undefined;
  /** The SQLite file of the studies, which optuna-dashboard opens. One that is there is gone on with. */
  readonly file: string;
  readonly ledger: Ledger;
  readonly host?: EngineHost | undefined;
  /** What opens the holdout, for the ledger. */
  readonly by?: string | undefined;
  readonly onProgress?: Progress | undefined;
}

/** Both winners, and the trials that they were the best of. */
export interface LabelSearch {
  readonly best: BestParams;
  readonly published: readonly LabelTrial[];
  readonly honest: readonly LabelTrial[];
  /** What choosing the best of so many was worth; null where too little is known for it. */
  readonly selection: { readonly published: Selection | null; readonly honest: Selection | null };
  /** Whether what is said of the winners is too good to be true. */
  readonly believable: Verdict;
}

/**
 * The label search, twice: as published, which finds the corner of the space, and for the alpha that capital earns
 * out of fold. Neither sees the last 252 sessions, on which both winners are then judged once, if 200 are
 * left to search; a shorter panel is searched whole, and the result says so.
 *
 * @param panel the tickers to search on.
 * @throws SearchError if no labelling can be judged; FoldError if the panel is too short for five purged folds.
 */
export async function searchLabels(panel: Panel, options: LabelSearchOptions): Promise<LabelSearch> {
  const usual = PROFILES.laptop.labelSearch;
  const { trials = usual.trials, forest = usual.forest, seed = 42 } = options;
  const { file, ledger, host = engineHost(), by = "searchLabels", features = [], onProgress } = options;
  if (!Number.isSafeInteger(trials) || trials < 1) {
    throw new UsageError(`trials is ${trials}`, { remedy: "Give a whole number, at least 1." });
  }
  const data = await searchData(panel, features);
  const published = protocolYear(data.panel, undefined, features);
  const study = { trials, seed, forest, file, ledger, host, published };
  const both =
    (offset: number): Progress =>
    (done, _, note) =>
      onProgress?.(offset + done, 2 * trials, note);
  const shown = await runLabelStudy("published", data, { ...study, onProgress: both(0) });
  const honest = await runLabelStudy("honest", data, { ...study, onProgress: both(trials) });
  const restored = shown.restored + honest.restored;
  const trialsSoFar = await countTrials(data, { ledger, file, host, restored });
  const { counted } = trialsSoFar;
  // Other code that begins a study anew looks anew.
  const anew = honest.name.match(/ anew \d+$/)?.[0] ?? "";
  const winners = {
    published: await deflateWinner(data, shown.trials, counted, study),
    honest: await deflateWinner(data, honest.trials, counted, study),
  };
  const best: BestParams = {
    published: winners.published.winner,
    honest: winners.honest.winner,
    holdout: await lookAtHoldout(
      data,
      [winners.published.winner, winners.honest.winner],
      ledger,
      `${by}${anew}`,
      study,
    ),
    study: {
      published: shown.name,
      honest: honest.name,
      trials,
      seed,
      trees: forest.trees,
      policy: "top tenth of the day by out-of-fold score, equal weight, label exits, 10 basis points a round trip",
      ...trialsSoFar,
      features: data.sources,
      beta: { published: winners.published.beta, honest: winners.honest.beta },
      sharpeVariance: { published: winners.published.variance, honest: winners.honest.variance },
    },
    panel: {
      source: panel.origin.source,
      bias: panel.origin.bias,
      tickers: panel.tickers,
      ...spanOf(data.panel),
      sessions: data.panel.calendar.length,
      dataHash: data.dataHash,
      bars: sketchText(data.bars),
    },
  };
  const selection = {
    published: judgeSelection(ledger, shown.name, data.panel, winnerOf(shown.trials)),
    honest: judgeSelection(ledger, honest.name, data.panel, winnerOf(honest.trials)),
  };
  const later = "reason" in best.holdout ? { published: null, honest: null } : best.holdout;
  const believable = tooGood([
    ...claimsOf("as published", selection.published, later.published),
    ...scoreClaims("as published", data, winners.published, seed),
    ...claimsOf("honest", selection.honest, later.honest),
    ...scoreClaims("honest", data, winners.honest, seed),
  ]);
  return { best, published: shown.trials, honest: honest.trials, selection, believable };
}

type Judged = Pick<LabelStudyOptions, "forest" | "seed" | "trials">;

async function lookAtHoldout(
  data: SearchData,
  winners: readonly [ChosenLabelling, ChosenLabelling],
  ledger: Ledger,
  by: string,
  { forest, seed, trials }: Judged,
): Promise<BestParams["holdout"]> {
  const { holdout, whole } = data;
  if (holdout === undefined) {
    const sessions = whole.calendar.length;
    return {
      openings: 0,
      reason: `${sessions} sessions are too few to hold out ${LATER_YEAR_SESSIONS} of them: all were searched`,
    };
  }
  const own = data.sources.map(({ name, sha256 }) => `, ${name} ${sha256.slice(0, 8)}`).join("");
  const looked = openHoldout(
    { ...data, holdout },
    ledger,
    `${by}: ${trials} trials, seed ${seed}, trees ${forest.trees}x${forest.maxDepth}${own}`,
  );
  const [published, honest] = await judgeHoldout({ ...data, holdout }, winners, forest, seed);
  return { ...looked, published: published!, honest: honest! };
}
