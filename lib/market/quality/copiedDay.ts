import { isoDate } from "../../runtime/index.ts";
import { type Finding, finding } from "./finding.ts";
import { median } from "./median.ts";
import { bySession, type OrderedBars, overnight } from "./orderedBars.ts";

/** Tickers that must repeat a day at once, and as a share of those that have both days: chance makes 2 of 1,176. */
const FEWEST = 3;
const SHARE = 0.02;

/**
 * Days whose bars equal those of a neighbouring session in all four prices for many tickers at once. Of the two days
 * the copy is the one on the side where the true day is lost, whose prices leap more over night.
 */
export function* copiedDay(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, session, calendar, date, row } = bars;
  const { starts, bar, ticker } = bySession(bars);
  for (let s = 1; s < calendar.length; s++) {
    const same: { t: number; i: number }[] = [];
    let both = 0;
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const [i, t] = [bar[at]!, ticker[at]!];
      if (i === offsets[t] || session[i - 1] !== s - 1) continue;
      both++;
      if (repeats(bars, i)) same.push({ t, i });
    }
    if (same.length < FEWEST || same.length < SHARE * both) continue;
    const before = leap(
      bars,
      same.filter(({ t, i }) => i - 2 >= offsets[t]!).map(({ i }) => i - 1),
    );
    const after = leap(
      bars,
      same.filter(({ t, i }) => i + 1 < offsets[t + 1]!).map(({ i }) => i + 1),
    );
    const [copy, other] = before > after ? [1, 0] : [0, 1];
    for (const { t, i } of same) {
      const detail = `the prices of ${isoDate(calendar[s - other]!)}, as for ${same.length} of ${both} tickers`;
      yield finding("copied_day", tickers[t]!, date[i - copy]!, detail, [row[i - copy]!]);
    }
  }
}

/** True if the bar has the four prices of the bar before and they are not all one: a day without trades repeats. */
export function repeats({ open, high, low, close }: OrderedBars, i: number): boolean {
  return (
    close[i] === close[i - 1] &&
    open[i] === open[i - 1] &&
    high[i] === high[i - 1] &&
    low[i] === low[i - 1] &&
    high[i]! > low[i]!
  );
}

function leap(bars: OrderedBars, at: readonly number[]): number {
  return median(Float64Array.from(at, (i) => Math.abs(overnight(bars, i)))) || 0;
}
