import type { SearchForest } from "../engines/index.ts";
import { type EngineHost, openStudy, runStudy, type StudyTrial } from "../engines/index.ts";
import { describeLabelling, type Labelling } from "../labels/index.ts";
import type { Json, Ledger } from "../ledger/index.ts";
import { sketchText } from "../market/index.ts";
import type { ProtocolYear } from "../published/index.ts";
import type { Progress } from "../runtime/index.ts";
import { SearchError } from "./errors.ts";
import { chooseEdition, type EndedTrial, goOn } from "./goOn.ts";
import { honestObjective } from "./honestObjective.ts";
import { type Judge, type JudgedLabelling, remembering } from "./judgedLabelling.ts";
import { publishedObjective } from "./publishedObjective.ts";
import type { SearchData } from "./searchData.ts";
import { labellingAt, SEARCH_SPACE } from "./space.ts";

/** What a search maximises: what the roadmap did, or what capital would have earned. */
export type Objective = "published" | "honest";

/** One trial of either search. Both say what the labelling was worth out of fold, whatever was maximised. */
export interface LabelTrial extends Labelling {
  readonly number: number;
  readonly status: "complete" | "failed";
  /** What was maximised; null if it failed. */
  readonly value: number | null;
  /** t-statistic of alpha, out of fold; null if nothing could be learned. */
  readonly t: number | null;
  /** Daily Sharpe ratio of alpha plus residual, and the policy's beta. */
  readonly sharpe: number | null;
  readonly beta: number | null;
  /** Published accuracy and overfit gap, where that is the objective. */
  readonly accuracy: number | null;
  readonly overfitGap: number | null;
  /** Why it could not be judged; null if it was. */
  readonly why: string | null;
}

/** What both studies of a search have in common. */
export interface LabelStudyOptions {
  readonly trials: number;
  readonly seed: number;
  readonly forest: SearchForest;
  /** The SQLite file of the studies. */
  readonly file: string;
  readonly ledger: Ledger;
  readonly host: EngineHost;
  /** What the published objective sees; the honest one does without. */
  readonly published?: ProtocolYear | undefined;
  readonly onProgress?: Progress | undefined;
}

/**
 * What Optuna is told of a labelling that cannot be judged, below all that can: of failed trials its sampler learns
 * nothing and asks for their neighbours again and again. In the ledger and in results they are failed.
 */
const NOT_JUDGED: Readonly<Record<Objective, number>> = { published: 0, honest: -1000 };

/** Trials that are asked together; part of the study. */
const BATCH = 4;

/** The space under the names that studies have had from the first, by which a study that is there goes on. */
const STUDIED = {
  method: SEARCH_SPACE.method,
  profit: SEARCH_SPACE.profitPercent,
  stop: SEARCH_SPACE.stopPercent,
  horizon: SEARCH_SPACE.horizon,
} as const;

type Trial = StudyTrial<typeof STUDIED>;

/** The labelling that a study asks for. */
function labellingOf({ params: { method, profit, stop, horizon } }: Pick<Trial, "params">): Labelling {
  return labellingAt({ method, profitPercent: profit, stopPercent: stop, horizon });
}

/** A search's study by name: other data, another seed, another forest or other features are another study. */
function studyName(
  objective: Objective,
  { dataHash, sources }: Pick<SearchData, "dataHash" | "sources">,
  { seed, forest }: Pick<LabelStudyOptions, "seed" | "forest">,
): string {
  const own = sources.map(({ name, sha256 }) => ` ${name} ${sha256.slice(0, 8)}`).join("");
  return `labels ${objective} ${dataHash.slice(0, 12)} seed ${seed} trees ${forest.trees}x${forest.maxDepth}${own}`;
}

/** A study that has been run. */
export interface LabelStudy {
  /** Its name in the file of studies and in the ledger. */
  readonly name: string;
  readonly trials: readonly LabelTrial[];
  /** How many of them the ledger lacked when the study was gone on with. */
  readonly restored: number;
}

/**
 * Runs one study up to its number of trials, or goes on with it. A trial is in the ledger before the study is told of
 * it, so that a kill between the two leaves none uncounted; it is then evaluated again, to the same record.
 *
 * @throws SearchError if the study was made by other code: see `goOn`.
 */
export async function runLabelStudy(
  objective: Objective,
  data: SearchData,
  options: LabelStudyOptions,
): Promise<LabelStudy> {
  const { trials, seed, file, ledger, host, onProgress } = options;
  const { dataHash, bars } = data;
  const judge = remembering(judgeOf(objective, data, options));
  ledger.nameBars(dataHash, bars);
  const name = await chooseEdition(studyName(objective, data, options), { file, ledger, host, judge });
  const record = (
    { number, method, profit, stop, horizon }: Labelling & { readonly number: number },
    { value, returns }: Pick<JudgedLabelling, "value" | "returns">,
  ): void =>
    ledger.record({
      study: name,
      number,
      parameters: { objective, method, profit, stop, horizon } satisfies Record<string, Json>,
      dataHash,
      seed,
      status: value === null ? "failed" : "complete",
      value,
      returns,
    });
  const study = await openStudy({
    ...{ name, file, seed, host, batch: BATCH, space: STUDIED },
    direction: "maximize",
    notes: { dataHash, bars: sketchText(bars) },
  });
  const ended = study.trials.filter(({ state }) => state !== "running");
  let done = ended.length;
  try {
    const restored = await goOn(ended.map(endedTrial), { name, file, ledger }, judge, record);
    const all = await runStudy(study, {
      trials,
      workers: BATCH,
      evaluate: async ({ number, params }) => {
        const labelling = labellingOf({ params });
        const judged = await judge(labelling);
        record({ number, ...labelling }, judged);
        return { value: judged.value ?? NOT_JUDGED[objective], notes: judged.notes };
      },
      onTrial: (trial) => onProgress?.(++done, trials, describe(objective, trial)),
    });
    return { name, trials: all.slice(0, trials).map(labelTrial), restored };
  } finally {
    await study.close();
  }
}

/** What an objective makes of a labelling; both say what it was worth out of fold. */
function judgeOf(objective: Objective, data: SearchData, { seed, forest, published }: LabelStudyOptions): Judge {
  return async (labelling) => {
    const shown =
      objective === "published" && published
        ? await publishedObjective(published, labelling, { ...forest, seed })
        : undefined;
    const honest = await honestObjective(data, labelling, forest, seed);
    const earned = "why" in honest ? undefined : honest;
    const seen = shown && "why" in shown ? undefined : shown;
    const value = (objective === "published" ? seen?.value : earned?.alpha.t) ?? null;
    const failed = objective === "published" ? shown : honest;
    const notes = {
      judged: value !== null,
      t: earned?.alpha.t ?? null,
      sharpe: earned?.sharpe.perPeriod ?? null,
      beta: earned?.alpha.beta ?? null,
      accuracy: seen?.accuracy ?? null,
      overfitGap: seen?.overfitGap ?? null,
      ...(failed && "why" in failed ? { why: failed.why } : {}),
    };
    return { value, returns: earned ? { dates: earned.returns.dates, values: earned.returns.policy } : null, notes };
  };
}

/** The complete trial of the highest value, the earliest of equals. */
export function winnerOf(trials: readonly LabelTrial[]): LabelTrial {
  const complete = trials.filter(({ status }) => status === "complete");
  if (complete.length === 0) {
    const reasons = [...Map.groupBy(trials, ({ why }) => why ?? "not known why")];
    const said = reasons.map(([why, of]) => `${why} (${of.length})`).join(", ");
    throw new SearchError(`none of ${trials.length} labellings could be judged: ${said}`, {
      remedy: "Take more tickers, more history, or a market that moves.",
    });
  }
  return complete.reduce((best, trial) => (trial.value! > best.value! ? trial : best));
}

function endedTrial({ number, params, value, notes }: Trial): EndedTrial {
  return { number, ...labellingOf({ params }), value: notes.judged === true ? value : null, notes };
}

function labelTrial({ number, params, value, notes }: Trial): LabelTrial {
  const note = <T extends number | string>(name: string): T | null => (notes[name] as T | null | undefined) ?? null;
  return {
    number,
    ...labellingOf({ params }),
    status: notes.judged === true ? "complete" : "failed",
    value: notes.judged === true ? value : null,
    t: note("t"),
    sharpe: note("sharpe"),
    beta: note("beta"),
    accuracy: note("accuracy"),
    overfitGap: note("overfitGap"),
    why: note("why"),
  };
}

function describe(objective: Objective, trial: Trial): string {
  const { value, why, ...labelling } = labelTrial(trial);
  const reached = value?.toFixed(3) ?? `could not be judged: ${why ?? "not known why"}`;
  return `${objective}: ${labelling.method} ${describeLabelling(labelling)} ${reached}`;
}
