import { UsageError } from "trident-base";
import { type EngineHost, engineHost, type SearchForest } from "../engines/index.ts";
import type { UserFeature } from "../features/index.ts";
import type { BestParams, ChosenLabelling } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { type Panel, sketchText } from "../market/index.ts";
import { protocolYear } from "../published/index.ts";
import { PROFILES, type Progress } from "../runtime/index.ts";
import { deflatedSharpe } from "../statistics/index.ts";
import { countTrials } from "./countTrials.ts";
import { judgeHoldout } from "./holdout.ts";
import { honestObjective } from "./honestObjective.ts";
import { type LabelStudyOptions, type LabelTrial, runLabelStudy, winnerOf } from "./labelStudy.ts";
import { openHoldout } from "./openHoldout.ts";
import { HOLDOUT_SESSIONS, type SearchData, searchData, spanOf } from "./searchData.ts";

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
}

/**
 * The label search, twice: as published, which finds the corner of the space, and for what capital earns out of fold
 * beyond always-BUY. Neither sees the last 252 sessions, on which both winners are then judged once, if 200 are
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
    published: await deflate(data, shown.trials, counted, study),
    honest: await deflate(data, honest.trials, counted, study),
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
  return { best, published: shown.trials, honest: honest.trials };
}

type Judged = Pick<LabelStudyOptions, "forest" | "seed" | "trials">;

/** The winner with its deflated Sharpe ratio: raw number of trials, variance observed over those of its study. */
async function deflate(
  data: SearchData,
  trials: readonly LabelTrial[],
  counted: number,
  { forest, seed }: Judged,
): Promise<{ readonly winner: ChosenLabelling; readonly variance: number | null }> {
  const best = winnerOf(trials);
  const { method, profit, stop, horizon, value } = best;
  const found = await honestObjective(data, best, forest, seed);
  const judged = "why" in found ? undefined : found;
  const periods = judged?.sharpe.periods ?? Number.NaN;
  const ratios = trials.flatMap(({ t }) => (t === null ? [] : [t / Math.sqrt(periods)]));
  const variance = varianceOf(ratios);
  const deflated =
    judged && best.t !== null && Number.isFinite(variance)
      ? deflatedSharpe(judged.sharpe, { count: counted, sharpeVariance: variance })
      : Number.NaN;
  return {
    winner: { method, profit, stop, horizon, value, deflated: Number.isFinite(deflated) ? deflated : null },
    variance: Number.isFinite(variance) ? variance : null,
  };
}

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
      reason: `${sessions} sessions are too few to hold out ${HOLDOUT_SESSIONS} of them: all were searched`,
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

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length < 2
    ? Number.NaN
    : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
