import { basename } from "node:path";
import { UsageError } from "trident-base";
import { engineHost } from "../engines/index.ts";
import type { BestParams, ChosenLabelling } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { LATER_YEAR_SESSIONS, type Panel, sketchText } from "../market/index.ts";
import { protocolYear } from "../published/index.ts";
import { PROFILES, type Progress } from "../runtime/index.ts";
import { tooGood } from "../statistics/index.ts";
import { countTrials } from "./countTrials.ts";
import { deflateWinner } from "./deflateWinner.ts";
import { judgeHoldout } from "./holdout.ts";
import { type LabelStudyOptions, runLabelStudy, winnerOf } from "./labelStudy.ts";
import { openHoldout } from "./openHoldout.ts";
import { scoreClaims } from "./scoreClaims.ts";
import { type SearchData, searchData, spanOf } from "./searchData.ts";
import type { LabelSearch, LabelSearchOptions } from "./searchLabels.ts";
import { claimsOf, judgeSelection } from "./selection.ts";

/** What `searchLabels` does; the two are apart so that whoever imports it does not load all this. */
export async function searchBoth(panel: Panel, options: LabelSearchOptions): Promise<LabelSearch> {
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
      // Not where it lies: what follows from it is the same in another folder.
      source: basename(panel.origin.source),
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
