import { UsageError } from "trident-base";

/** How much work a profile does. */
export interface Profile {
  /** Trials of each of the two label searches, and the forest that judges a trial. The roadmap's own: 100 trials, 50 trees. */
  readonly labelSearch: {
    readonly trials: number;
    readonly forest: { readonly trees: number; readonly maxDepth: number };
  };
  /** Draws of each bootstrap of the quick validator and of the waterfall. */
  readonly draws: number;
  /** Trees of each forest of the waterfall; the roadmap's own are 100. */
  readonly waterfallTrees: number;
  readonly trident: TridentProfile;
  /** Stretches that follow each other after the first 5 of 7 parts, and trials of each step's label search. */
  readonly walkForward: { readonly stretches: number; readonly labelTrials: number };
  /** Tickers that the leakage audit looks at. */
  readonly auditTickers: number;
}

/** How much work a training of Trident does. The roadmap's own: five folds, 40 trials a cluster and engine. */
export interface TridentProfile {
  readonly folds: number;
  /** Trials of each engine in each cluster; null where they follow from `minutes` and a fit that is measured first. */
  readonly trials: number | null;
  /** What tuning may take, about, where the trials follow from it; on many rows the trees of a model do, too. */
  readonly minutes: number | null;
  /** Trees of a model at most; where that is under 500, XGBoost's space shrinks with it. */
  readonly trees: number;
  /** Levels of a tree at most; the roadmap's own are 10. */
  readonly depth: number;
  /** Trees without a gain on the stopping slice that end a training. */
  readonly stoppingRounds: number;
  /** Threads of a fit, on any machine: CatBoost's trees depend on them. */
  readonly threads: number;
  /** What the engines may take to explain a sample of the decisions, about; 5 by default. */
  readonly explainSeconds?: number;
}

const forest = { trees: 50, maxDepth: 10 };
const small = { trees: 15, maxDepth: 6 };

const trident = {
  micro: { folds: 3, trials: 1, minutes: null, trees: 10, depth: 4, stoppingRounds: 5, threads: 1, explainSeconds: 1 },
  quick: { folds: 3, trials: 4, minutes: null, trees: 50, depth: 6, stoppingRounds: 5, threads: 1, explainSeconds: 2 },
  laptop: {
    folds: 5,
    trials: null,
    minutes: 45,
    trees: 500,
    depth: 10,
    stoppingRounds: 30,
    threads: 1,
    explainSeconds: 60,
  },
  a100: {
    folds: 5,
    trials: 40,
    minutes: null,
    trees: 500,
    depth: 10,
    stoppingRounds: 50,
    threads: 8,
    explainSeconds: 120,
  },
} as const satisfies Readonly<Record<string, TridentProfile>>;

const walkForward = {
  micro: { stretches: 1, labelTrials: 3 },
  quick: { stretches: 1, labelTrials: 6 },
  laptop: { stretches: 2, labelTrials: 40 },
  a100: { stretches: 2, labelTrials: 100 },
} as const satisfies Readonly<Record<string, Profile["walkForward"]>>;

/** The profiles, from ten seconds a search, for statistics over many markets, to the roadmap's own numbers. */
export const PROFILES = {
  micro: {
    ...{ labelSearch: { trials: 20, forest: small }, draws: 500, waterfallTrees: 50, auditTickers: 10 },
    ...{ trident: trident.micro, walkForward: walkForward.micro },
  },
  quick: {
    ...{ labelSearch: { trials: 40, forest }, draws: 500, waterfallTrees: 50, auditTickers: 15 },
    ...{ trident: trident.quick, walkForward: walkForward.quick },
  },
  laptop: {
    ...{ labelSearch: { trials: 100, forest }, draws: 2000, waterfallTrees: 100, auditTickers: 40 },
    ...{ trident: trident.laptop, walkForward: walkForward.laptop },
  },
  a100: {
    ...{ labelSearch: { trials: 100, forest }, draws: 2000, waterfallTrees: 100, auditTickers: 40 },
    ...{ trident: trident.a100, walkForward: walkForward.a100 },
  },
} as const satisfies Readonly<Record<string, Profile>>;

/** A profile by its name, as a notebook's parameter has it. */
export type ProfileName = keyof typeof PROFILES;

/** The names of the profiles, the smallest first. */
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/**
 * The profile of a name.
 *
 * @throws UsageError for a name that no profile has.
 */
export function profileOf(name: string): Profile {
  if (Object.hasOwn(PROFILES, name)) return PROFILES[name as ProfileName];
  throw new UsageError(`profile is '${name}'`, { remedy: `It can be ${PROFILE_NAMES.join(", ")}.` });
}
