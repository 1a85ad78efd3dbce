import type { AdjustedBars } from "../market/index.ts";
import { CATALOGUE, type FeatureName } from "./catalogue.ts";
import { advanced } from "./groups/advanced.ts";
import { institutional } from "./groups/institutional.ts";
import { microstructure } from "./groups/microstructure.ts";
import { technical } from "./groups/technical.ts";
import { trend } from "./groups/trend.ts";
import { layBars, type Scratch } from "./scratch.ts";

/** The groups in the order in which they need each other. */
const GROUPS = [
  { compute: technical, names: namesOf("base", "technical") },
  { compute: advanced, names: namesOf("advanced") },
  { compute: trend, names: namesOf("trend") },
  { compute: microstructure, names: namesOf("microstructure") },
  { compute: institutional, names: namesOf("institutional") },
];

function namesOf(...groups: readonly string[]): readonly FeatureName[] {
  return CATALOGUE.filter(({ group }) => groups.includes(group)).map(({ name }) => name);
}

/**
 * The 71 features of one ticker, or of two, in float64, into `scratch.features`, from entry 0 on. NaN where a window is
 * not full; infinities as they come. A ticker's results do not depend on the one beside it.
 *
 * @param made is told which features are there, a group at a time, while they are still in the cache.
 */
export function computeFeatures(
  tickers: readonly AdjustedBars[],
  scratch: Scratch,
  made: (names: readonly FeatureName[]) => void = () => {},
): void {
  const bars = layBars(tickers, scratch);
  for (const { compute, names } of GROUPS) {
    compute(bars, scratch);
    made(names);
  }
}
