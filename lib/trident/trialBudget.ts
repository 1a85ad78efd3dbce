/** Trials of each engine in each cluster: fewer find nothing, more than the roadmap's are not asked for. */
const FEWEST_TRIALS = 4;
const MOST_TRIALS = 40;

/** Fewer trees learn nothing worth a search. */
const FEWEST_TREES = 50;

/** How much tuning does in its time. */
export interface TrialBudget {
  /** Of each engine in each cluster. */
  readonly trials: number;
  /** Of a model at most. */
  readonly trees: number;
}

/**
 * The trials that fit into some minutes. Where not even the fewest do, models get fewer trees instead, in proportion: a
 * fit takes about as long as it has trees.
 *
 * @param seconds of one trial of every engine in every cluster, one after another, with that many trees.
 */
export function trialBudget(
  seconds: number,
  { minutes, workers, trees }: { readonly minutes: number; readonly workers: number; readonly trees: number },
): TrialBudget {
  const fitting = (minutes * 60 * workers) / seconds;
  if (fitting >= FEWEST_TRIALS) return { trials: Math.min(MOST_TRIALS, Math.floor(fitting)), trees };
  const fewer = Math.max(FEWEST_TREES, Math.floor((trees * fitting) / FEWEST_TRIALS));
  return { trials: FEWEST_TRIALS, trees: Math.min(trees, fewer) };
}
