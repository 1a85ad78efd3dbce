import { exchangeOn } from "./exchange.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import { median } from "./median.ts";
import { mostBars, type OrderedBars } from "./orderedBars.ts";
import { isEmpty } from "./price.ts";

/** Sessions from bar to bar, in the median, that daily bars never have. */
export const NOT_DAILY = 3;
/** Steps that tell. */
const FEWEST = 10;

/** The median of the sessions from bar to bar, by ticker; 0 where there are too few bars to tell. */
export function barSteps(bars: OrderedBars): readonly number[] {
  bars.shared.steps ??= countSteps(bars);
  return bars.shared.steps;
}

function countSteps(bars: OrderedBars): readonly number[] {
  const { tickers, offsets, date, calendar } = bars;
  const first = calendar[0] ?? 0;
  const days = (calendar.at(-1) ?? 0) - first + 1;
  const opened = new Int32Array(days + 1);
  for (let k = 0; k < days; k++) opened[k + 1] = opened[k]! + (exchangeOn(first + k) === "closed" ? 0 : 1);
  const lengths = tickers.map((_, t) => offsets[t + 1]! - offsets[t]!);
  const steps = new Float64Array(mostBars(bars));
  const isDaily = calendar.every((day, s) => s === 0 || opened[day - first]! - opened[calendar[s - 1]! - first]! === 1);
  const doubts = firstLook(bars);
  return tickers.map((_, t) => {
    if (isDaily && !(doubts[t]! & (DOUBT.gap | DOUBT.duplicate))) return lengths[t]! > FEWEST ? 1 : 0;
    let [count, single] = [0, 0];
    let before = -1;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const day = date[i]! - first;
      if (isEmpty(bars, i) || day === before) continue;
      if (before >= 0) {
        const step = opened[day]! - opened[before]!;
        if (step === 1) single++;
        steps[count++] = step;
      }
      before = day;
    }
    // Of daily bars most are a session apart, and then the median is one.
    return count < FEWEST ? 0 : 2 * single > count ? 1 : median(steps, count);
  });
}
