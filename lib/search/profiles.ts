import type { SearchForest } from "../engines/index.ts";

/** How much a search does. The roadmap's own is 100 trials of 50 trees. */
export type SearchProfile = "micro" | "quick" | "laptop" | "a100";

const forest: SearchForest = { trees: 50, maxDepth: 10 };

export const SEARCH_PROFILES: Readonly<
  Record<SearchProfile, { readonly trials: number; readonly forest: SearchForest }>
> = {
  micro: { trials: 20, forest: { trees: 15, maxDepth: 6 } },
  quick: { trials: 40, forest },
  laptop: { trials: 100, forest },
  a100: { trials: 100, forest },
};
