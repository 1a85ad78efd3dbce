import { exchangeOn } from "./exchange.ts";
import { median } from "./median.ts";
import type { OrderedBars } from "./orderedBars.ts";
import { isEmpty } from "./price.ts";

/** Sessions from bar to bar, in the median, that daily bars never have. */
export const NOT_DAILY = 3;
/** Steps that tell. */
const FEWEST = 10;

/** The median of the sessions from bar to bar, by ticker; 0 where there are too few bars to tell. */
export function barSteps(bars: OrderedBars): readonly number[] {
  const { tickers, offsets, date, calendar } = bars;
  const first = calendar[0] ?? 0;
  const days = (calendar.at(-1) ?? 0) - first + 1;
  const opened = new Int32Array(days + 1);
  for (let k = 0; k < days; k++) opened[k + 1] = opened[k]! + (exchangeOn(first + k) === "closed" ? 0 : 1);
  return tickers.map((_, t) => {
    const steps: number[] = [];
    let before = -1;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const day = date[i]! - first;
      if (isEmpty(bars, i) || day === before) continue;
      if (before >= 0) steps.push(opened[day]! - opened[before]!);
      before = day;
    }
    return steps.length < FEWEST ? 0 : median(Float64Array.from(steps));
  });
}
