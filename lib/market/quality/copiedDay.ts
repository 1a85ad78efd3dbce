import { isoDate } from "trident-base";
import { type Finding, finding } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import { median } from "./median.ts";
import { bySession, type OrderedBars, overnight } from "./orderedBars.ts";

/** Tickers that must repeat a day at once, and as a share of those that have both days: chance makes 2 of 1,176. */
const FEWEST = 3;
const SHARE = 0.02;
/** Tickers whose median stands for the market's move. */
const MARKET = 20;
/** Bars on either side that say how wide a ticker's nights are. */
const REACH = 20;
/** How much wider a move over a lost day and two nights is than one night. */
const LOST_DAY = 2;

/**
 * Days whose bars equal those of a neighbouring session in all four prices for many tickers at once. Which of the two
 * days is the copy is told by the nights around them: the wider are those on the side where the true day is lost.
 */
export function* copiedDay(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, session, calendar, date, row } = bars;
  if (firstLook(bars).filter((doubts) => doubts & DOUBT.repeat).length < FEWEST) return;
  const { starts, bar, ticker } = bySession(bars);
  for (let s = 1; s < calendar.length; s++) {
    let repeated = 0;
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const i = bar[at]!;
      if (i !== offsets[ticker[at]!] && session[i - 1] === s - 1 && repeats(bars, i)) repeated++;
    }
    if (repeated < FEWEST) continue;
    const same: { t: number; i: number }[] = [];
    const others: { t: number; i: number }[] = [];
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const [i, t] = [bar[at]!, ticker[at]!];
      if (i === offsets[t] || session[i - 1] !== s - 1) continue;
      (repeats(bars, i) ? same : others).push({ t, i });
    }
    const both = same.length + others.length;
    if (same.length < SHARE * both) continue;
    const inside = ({ t, i }: { t: number; i: number }) => i - 2 >= offsets[t]! && i + 1 < offsets[t + 1]!;
    const earlier = earlierIsCopy(bars, same.filter(inside), others.filter(inside)) ? 1 : 0;
    for (const { t, i } of same) {
      const model = isoDate(calendar[s - 1 + earlier]!);
      const detail = `the prices of ${model}, as for ${same.length} of ${both} tickers`;
      yield finding("copied_day", tickers[t]!, date[i - earlier]!, detail, [row[i - earlier]!]);
    }
  }
}

/** True if the bar has the four prices of the bar before and they are not all one: a day without trades repeats. */
function repeats({ open, high, low, close }: OrderedBars, i: number): boolean {
  return (
    close[i] === close[i - 1] &&
    open[i] === open[i - 1] &&
    high[i] === high[i - 1] &&
    low[i] === low[i - 1] &&
    high[i]! > low[i]!
  );
}

/**
 * Whether the earlier of two equal bars, at `i - 1` and `i`, is likelier to be the copy, over all tickers that have
 * them: by the moves into the first and out of the second and by the day itself, each less what the market of the other
 * tickers did meanwhile. Where there are no others, what these have in common is taken off instead.
 */
function earlierIsCopy(
  bars: OrderedBars,
  same: readonly { t: number; i: number }[],
  others: readonly { i: number }[],
): boolean {
  const { open, close, offsets } = bars;
  const day = (i: number): number => Math.log(close[i]! / open[i]!);
  const market = (of: readonly { i: number }[], move: (i: number) => number): number =>
    of.length < MARKET ? 0 : median(Float64Array.from(of, ({ i }) => move(i)));
  const alone = others.length < MARKET;
  const night = (k: number) => market(alone ? same : others, (i) => overnight(bars, i + k));
  const [dayBefore, dayAfter] = alone ? [0, 0] : [market(others, (i) => day(i - 1)), market(others, day)];
  const first = night(-1);
  const second = alone ? 0 : night(0);
  const third = night(1);
  let evidence = 0;
  for (const { t, i } of same) {
    const from = Math.max(offsets[t]! + 1, i - REACH);
    const to = Math.min(offsets[t + 1]!, i + REACH);
    const usual =
      median(Float64Array.from({ length: to - from }, (_, k) => Math.abs(overnight(bars, from + k)))) + 1e-4;
    const into = overnight(bars, i - 1);
    const out = overnight(bars, i + 1);
    const shown = day(i);
    const likely = (move: number, width: number) =>
      -2 * Math.log(1 + (move / usual / width) ** 2 / 3) - Math.log(width);
    evidence += likely(into - first - dayBefore - second, LOST_DAY) + likely(out - third, 1);
    evidence -= likely(into - first, 1) + likely(out - second - dayAfter - third, LOST_DAY);
    evidence += likely(shown - dayAfter, LOST_DAY) - likely(shown - dayBefore, LOST_DAY);
  }
  return evidence > 0;
}
