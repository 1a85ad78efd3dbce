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
}

const forest = { trees: 50, maxDepth: 10 };
const small = { trees: 15, maxDepth: 6 };

/** The profiles, from ten seconds a search, for statistics over many markets, to the roadmap's own numbers. */
export const PROFILES = {
  micro: { labelSearch: { trials: 20, forest: small }, draws: 500, waterfallTrees: 50 },
  quick: { labelSearch: { trials: 40, forest }, draws: 500, waterfallTrees: 50 },
  laptop: { labelSearch: { trials: 100, forest }, draws: 2000, waterfallTrees: 100 },
  a100: { labelSearch: { trials: 100, forest }, draws: 2000, waterfallTrees: 100 },
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
