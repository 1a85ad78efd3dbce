import type { Labelling } from "../labels/index.ts";

/** A labelling with a name. */
export interface Strategy extends Labelling {
  readonly id: "aggressive" | "simple" | "conservative" | "triple_barrier";
}

/** The roadmap's four labelling strategies. */
export const STRATEGIES: readonly Strategy[] = [
  { id: "aggressive", method: "simple", profit: 10 / 100, stop: 5 / 100, horizon: 3 },
  { id: "simple", method: "simple", profit: 5 / 100, stop: 8 / 100, horizon: 7 },
  { id: "conservative", method: "simple", profit: 3 / 100, stop: 10 / 100, horizon: 14 },
  { id: "triple_barrier", method: "triple_barrier", profit: 5 / 100, stop: 8 / 100, horizon: 24 },
];
