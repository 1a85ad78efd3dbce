import { UsageError } from "trident-base";
import { htmlTable } from "../../charts/index.ts";
import { expectedMaximum, normalProbability } from "../../statistics/index.ts";

/** The normal quantile of 0.95, which the deflated Sharpe ratio must reach. */
const SURE = 1.6448536269514722;

/**
 * How often the edge verdict would say yes to an edge that is there, about: the deflated Sharpe ratio of alpha must be
 * 0.95, and all else that the verdict asks for is less. On so many years the t of alpha is normal about the true ratio
 * times their root, and must exceed what the best of so many worthless trials would be expected to show by 1.645. It
 * holds for returns without fat tails; `power.verify.ts` holds it against the verdict itself.
 *
 * ```ts
 * edgePower({ sharpe: 2, years: 4, trials: 100 }); // 0.45
 * ```
 *
 * @throws UsageError if the years are not above 0, or the trials no whole number of at least 1.
 */
export function edgePower({
  sharpe,
  years,
  trials,
}: {
  readonly sharpe: number;
  readonly years: number;
  readonly trials: number;
}): number {
  if (!(years > 0)) throw new UsageError(`years is ${years}`, { remedy: "Give a number above 0." });
  return normalProbability(sharpe * Math.sqrt(years) - expectedMaximum(trials) - SURE);
}

/** What data can show, before they are looked at, as HTML: the edge verdict's power by true Sharpe ratio and years. */
export function powerTable(trials: number): string {
  return htmlTable(
    [1, 2, 4],
    [
      { title: "true Sharpe ratio of alpha", value: (sharpe) => sharpe },
      ...[0.5, 2, 4, 8].map((years) => ({
        ...{ title: years === 0.5 ? "half a year" : `${years} years`, digits: 0, unit: "%" as const },
        value: (sharpe: number) => edgePower({ sharpe, years, trials }),
      })),
    ],
    `How often the verdict would say yes to an edge that is there, after ${trials.toLocaleString("en-US")} trials`,
  );
}
