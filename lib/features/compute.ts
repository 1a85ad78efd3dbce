import type { AdjustedBars } from "../market/index.ts";
import { CATALOGUE, type FeatureName } from "./catalogue.ts";
import { advanced } from "./groups/advanced.ts";
import { institutional } from "./groups/institutional.ts";
import { microstructure } from "./groups/microstructure.ts";
import { technical } from "./groups/technical.ts";
import { trend } from "./groups/trend.ts";
import { laterBars, laterScratch, layBars, type Scratch } from "./scratch.ts";

/** The groups in the order in which they need each other; `past`: bars before one that enter its values, if not all do. */
const GROUPS = [
  { compute: technical, names: namesOf("base", "technical") },
  { compute: advanced, names: namesOf("advanced") },
  { compute: trend, names: namesOf("trend") },
  { compute: microstructure, names: namesOf("microstructure"), past: windowOf("microstructure") },
  { compute: institutional, names: namesOf("institutional"), past: windowOf("institutional") },
];

/** What bars are left out by: the sums of those two groups are made in blocks that end there, and stay as they are. */
const BLOCK = 20;

function namesOf(...groups: readonly string[]): readonly FeatureName[] {
  return CATALOGUE.filter(({ group }) => groups.includes(group)).map(({ name }) => name);
}

/** The longest window of a group's features. */
function windowOf(asked: string): number {
  return Math.max(...CATALOGUE.filter(({ group }) => group === asked).map(({ window }) => window));
}

/**
 * The 71 features of one ticker, or of two, in float64, into `scratch.features`, from entry 0 on. NaN where a window is
 * not full; infinities as they come. A ticker's results do not depend on the one beside it.
 *
 * @param made is told which features are there, a group at a time, while they are still in the cache.
 * @param kept how many of a ticker's last bars are asked for, all by default: entries before them may say nothing.
 */
export function computeFeatures(
  tickers: readonly AdjustedBars[],
  scratch: Scratch,
  made: (names: readonly FeatureName[]) => void = () => {},
  kept = Number.POSITIVE_INFINITY,
): void {
  const bars = layBars(tickers, scratch);
  const unasked = Math.min(...tickers.map(({ length }) => length)) - kept;
  for (const { compute, names, past = Number.POSITIVE_INFINITY } of GROUPS) {
    const skipped = BLOCK * Math.floor(Math.max(0, unasked - past) / BLOCK);
    if (skipped === 0) compute(bars, scratch);
    else compute(laterBars(bars, skipped), laterScratch(scratch, skipped));
    made(names);
  }
}
