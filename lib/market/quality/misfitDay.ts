import { isoDate } from "trident-base";
import { type Finding, finding, told } from "./finding.ts";
import { median } from "./median.ts";
import { barsOfSession, mostBars, type OrderedBars, overnight } from "./orderedBars.ts";

/** Tickers that make a market. */
const FEWEST = 25;
/** What a night must reach, in usual nights over the stress of its days, to misfit: see `misfit`. */
const SCATTERED = 2.8;
const TOGETHER = { alone: 9, reversed: 5.5 };
const UNDONE = { scattered: 1.2, correlation: 0.6 };
/** Log returns beyond this count as this: one ticker does not decide for the market. */
const CLIP = 0.2;

/**
 * Market-wide days whose closes do not fit the next day's opens. All bars of the day are at fault; where a day fits
 * neither its next nor the one before, but those two fit each other, that day alone is.
 *
 * @param since a day, since 1970-01-01: those before it are not judged, but where they decide which one is at fault.
 */
export function* misfitDay(bars: OrderedBars, _today = 0, since = 0): Generator<Finding> {
  const { tickers, calendar, date, row } = bars;
  if (tickers.length < FEWEST) return;
  const usual = usualOf(bars);
  const fits = (s: number, next: number) => misfit(bars, usual, s, next) < 1;
  let start = Math.max(
    0,
    calendar.findIndex((day) => day >= since),
  );
  // A day that fits its next one leaves nothing open.
  while (start > 0 && !fits(start - 1, start)) start--;
  for (let s = start; s + 1 < calendar.length; s++) {
    if (fits(s, s + 1)) continue;
    const alien = s + 2 < calendar.length && !fits(s + 1, s + 2) && fits(s, s + 2) ? 1 : 0;
    const day = s + alien;
    const neighbour = isoDate(calendar[s + 1 - alien]!);
    const { bar, ticker } = barsOfSession(bars, day);
    for (const [at, i] of bar.entries()) {
      const detail = `closes and opens do not fit those of ${neighbour} for most tickers: this one closes at ${told(bars.close[i]!)}`;
      yield finding("misfit_day", tickers[ticker[at]!]!, date[i]!, detail, [row[i]!]);
    }
    s += alien;
  }
}

/** What is usual for each ticker: the size of its moves over night and of its ranges, as logs. */
interface Usual {
  readonly night: Float64Array;
  readonly range: Float64Array;
}

/**
 * How badly the closes of session `s` fit the opens of session `next`; 1 and more is a misfit. Nights are measured in
 * each ticker's usual nights, and the median of them over the stress of the two days (the median of ranges in usual
 * ranges, 1 at least), since in a panic everything is wide. They may scatter about the market's own move, or be one
 * move of all; or scatter less, but undo what each ticker did on the day.
 */
function misfit(bars: OrderedBars, usual: Usual, s: number, next: number): number {
  const { offsets, session, high, low, adjClose } = bars;
  const { bar, ticker } = barsOfSession(bars, next);
  const [nights, scales, days, stress] = [0, 1, 2, 3].map(() => new Float64Array(bar.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let n = 0;
  for (const [at, i] of bar.entries()) {
    const t = ticker[at]!;
    let before = i - 1;
    if (before > offsets[t]! && session[before]! > s) before--;
    if (before <= offsets[t]! || session[before] !== s || !(usual.night[t]! > 0)) continue;
    nights[n] = overnight(bars, i, before);
    scales[n] = usual.night[t]!;
    days[n] = Math.log(adjClose[before]! / adjClose[before - 1]!);
    stress[n] = Math.log((high[i]! / low[i]!) * (high[before]! / low[before]!)) / 2 / usual.range[t]!;
    n++;
  }
  if (n < FEWEST) return 0;
  const market = median(nights.slice(0, n));
  const day = median(days.slice(0, n));
  const calm = Math.max(1, median(stress, n));
  const inUsual = (about: number) =>
    median(nights.slice(0, n).map((night, k) => Math.abs(night - about) / scales[k]!)) / calm;
  const scattered = inUsual(market);
  const reversed = Math.abs(market + day) < Math.abs(market) / 2;
  return Math.max(
    scattered / SCATTERED,
    inUsual(0) / (reversed ? TOGETHER.reversed : TOGETHER.alone),
    correlation(days, nights, n) < -Math.max(UNDONE.correlation, 4 / Math.sqrt(n)) ? scattered / UNDONE.scattered : 0,
  );
}

function usualOf(bars: OrderedBars): Usual {
  const { tickers, offsets, high, low, open, close, adjClose } = bars;
  const night = new Float64Array(tickers.length);
  const range = new Float64Array(tickers.length);
  const values = new Float64Array(mostBars(bars));
  // The logarithm of the median of ratios, each turned so that it is 1 or above: one logarithm a ticker, not one a bar.
  const usualNight = (from: number, to: number): number => {
    for (let i = from + 1; i < to; i++) {
      const now = open[i]! * adjClose[i]!;
      const before = close[i]! * adjClose[i - 1]!;
      values[i - from - 1] = now > before ? now / before : before / now;
    }
    return Math.log(median(values, to - from - 1));
  };
  const usualRange = (from: number, to: number): number => {
    for (let i = from; i < to; i++) values[i - from] = high[i]! / low[i]!;
    return Math.log(median(values, to - from));
  };
  for (let t = 0; t < tickers.length; t++) {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    if (to - from < 2) continue;
    night[t] = usualNight(from, to);
    range[t] = usualRange(from, to);
  }
  return { night, range };
}

function correlation(x: Float64Array, y: Float64Array, n: number): number {
  const [mx, my] = [median(x.slice(0, n)), median(y.slice(0, n))];
  const clipped = (value: number) => Math.max(-CLIP, Math.min(CLIP, value));
  let [xx, yy, xy] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [a, b] = [clipped(x[k]! - mx), clipped(y[k]! - my)];
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
