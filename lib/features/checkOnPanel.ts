import type { Panel } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { refuseLookAhead, refuseReach } from "./checkFeature.ts";
import type { UserFeature } from "./defineFeature.ts";
import { sampleOf } from "./samples.ts";
import { sealed } from "./sealed.ts";

/** Tickers that are looked at, and dates of each: about a hundred calls, whatever the panel. */
const TICKERS = 8;
const DATES = 8;

/**
 * Refuses a feature that looks at later bars of this very panel, or beyond its bars: the small market on which it was
 * defined may lack the length, the dates or the prices at which it does. The longest ticker and others drawn by name are
 * cut at drawn dates; what comes after is taken away, and put in the place of other bars.
 *
 * @throws FeatureError saying which bar gave it away.
 */
export function checkOnPanel(feature: UserFeature, panel: Panel): void {
  const random = createRandom("own panel", feature.name);
  const bars = (t: number): number => panel.offsets[t + 1]! - panel.offsets[t]!;
  const longest = panel.tickers.reduce((best, _, t) => (bars(t) > bars(best) ? t : best), 0);
  const drawn = random.shuffle(panel.tickers.map((_, t) => t).filter((t) => t !== longest && bars(t) > 1));
  const samples = [longest, ...drawn.slice(0, TICKERS - 1)].map((t) => sampleOf(panel, t));
  const cuts = (length: number): readonly number[] =>
    length < 2 ? [] : [length - 1, ...Array.from({ length: DATES - 1 }, () => 1 + random.integer(length - 1))];
  refuseReach(
    feature,
    sealed(() => refuseLookAhead(feature, samples, cuts)),
  );
}
