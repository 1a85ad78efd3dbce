import { median } from "./median.ts";
import { barsOfSession, type OrderedBars, overnight } from "./orderedBars.ts";

const MANY = [
  ...[3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 75, 80, 100, 120, 125, 150, 200, 250, 300, 400, 500],
  ...[600, 750, 800, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 10_000],
];
/** New shares for old ones, as companies split and bonus issues add them; the same the other way round. */
const RATIOS: readonly (readonly [number, number])[] = [
  [5, 4],
  [4, 3],
  [3, 2],
  [5, 3],
  [2, 1],
  [5, 2],
  ...MANY.map((many) => [many, 1] as const),
];
/** The least leap over night, as a log, that is looked at: 5 for 4 less a restless night. */
const LEAST = 0.18;
/** Bars on the earlier side, or if there are too few on the later, that say what is usual. */
const USUAL = 20;

/** A leap of the price over night into a bar, after which all is as before. */
export interface Leap {
  /** The bar that it leads into. */
  readonly bar: number;
  /** As a log, less the market's night. */
  readonly size: number;
  /** The split that it is like: new shares for old ones. */
  readonly ratio: readonly [many: number, one: number];
  /** True if adj_close / close leaps too, by exactly the ratio. */
  readonly known: boolean;
}

/**
 * The leaps of a ticker's price that are like a split. News that halves a price multiplies the day's range and volume as
 * well; a split does not, and that is what tells them apart (as log-likelihoods of the leap's distance to a ratio, the
 * range and the volume).
 *
 * @param market the market's move over night into each session: `nightsOfMarket`.
 */
export function leapsOf(bars: OrderedBars, t: number, market: (session: number) => number): readonly Leap[] {
  const { offsets, session, open, close } = bars;
  const [from, to] = [offsets[t]!, offsets[t + 1]!];
  const leaps: Leap[] = [];
  for (let i = from + 1; i < to; i++) {
    const known = knownSplit(bars, i);
    if (known === undefined && isNear(open[i]!, close[i - 1]!)) continue;
    const size = overnight(bars, i) - (session[i] === session[i - 1]! + 1 ? market(session[i]!) : 0);
    const shown = Math.log(open[i]! / close[i - 1]!);
    if (known === undefined && !(Math.min(Math.abs(size), Math.abs(shown)) > LEAST)) continue;
    const ratio = known ?? nearestRatio(size);
    if (known === undefined && evidence(bars, i, from, to, size, ratio) < CAUTION) continue;
    leaps.push({ bar: i, size, ratio, known: known !== undefined });
  }
  return leaps;
}

/** The split that the leap of adj_close / close at bar `i` is exactly, and which the close makes too. */
export function knownSplit({ open, close, adjClose }: OrderedBars, i: number): readonly [number, number] | undefined {
  if (isNear(adjClose[i]! * close[i - 1]!, close[i]! * adjClose[i - 1]!)) return undefined;
  const step = (adjClose[i]! / close[i]!) * (close[i - 1]! / adjClose[i - 1]!);
  if (Math.abs(Math.log(step)) < LEAST) return undefined;
  const ratio = nearestRatio(-Math.log(step));
  const exact = Math.abs(Math.log((step * ratio[1]) / ratio[0])) < 1e-4;
  const follows = Math.abs(Math.log((step * open[i]!) / close[i - 1]!)) < LEAST;
  return exact && follows ? ratio : undefined;
}

/** True of positive numbers whose ratio is certainly below the least leap: most are, and need no logarithm. */
const isNear = (a: number, b: number): boolean => a < NEAR * b && b < NEAR * a;
const NEAR = Math.exp(0.99 * LEAST);

/** The ratio nearest to a leap of the log price: 2:1 for a price that halves. */
function nearestRatio(leap: number): readonly [number, number] {
  let nearest: readonly [number, number] = [1, 1];
  let least = Number.POSITIVE_INFINITY;
  for (const [many, one] of RATIOS) {
    const distance = Math.abs(Math.abs(leap) - Math.log(many / one));
    if (distance >= least) continue;
    least = distance;
    nearest = leap < 0 ? [many, one] : [one, many];
  }
  return nearest;
}

/** Log-likelihood ratio of a split against the likelier of news and a restless ticker's ordinary night. */
function evidence(
  bars: OrderedBars,
  i: number,
  from: number,
  to: number,
  leap: number,
  [many, one]: readonly [number, number],
): number {
  const { high, low, close, volume } = bars;
  const [first, last] = i - from >= USUAL / 2 ? [Math.max(from, i - USUAL), i] : [i + 1, Math.min(to, i + 1 + USUAL)];
  const usual = (at: (k: number) => number) =>
    median(Float64Array.from({ length: last - first }, (_, k) => at(first + k)).filter((value) => value > 0));
  const rangeOf = (k: number) => Math.log(high[k]! / low[k]!);
  const range = Math.log(rangeOf(i) / usual(rangeOf)) || 0;
  // Volumes may have been adjusted for the split though prices were not: the smaller rise counts.
  const shares = Math.log(volume[i]! / usual((k) => volume[k]!));
  const dollars = Math.log((volume[i]! * close[i]!) / usual((k) => volume[k]! * close[k]!));
  const traded = Math.min(shares, dollars) || 0;
  // A night over missing sessions is a few days.
  const sessions = bars.session[i]! - bars.session[i - 1]!;
  const noise =
    (sessions > 1 ? 1 + Math.sqrt(sessions) : 1) *
    1.5 *
    Math.max(0.003, usual((k) => (k > from ? Math.abs(overnight(bars, k)) : 0)) || 0, usual(rangeOf) / 4);
  const night = (distance: number) => -2 * Math.log(1 + (distance / noise) ** 2 / 3) - Math.log(noise);
  const calm = -normal(Math.max(0, range), 0, 0.5) - normal(Math.max(0, traded), 0, 0.7);
  const stir = -normal(Math.min(range, 1.25), 1.25, 0.6) - normal(Math.min(traded, 2), 2, 0.9);
  const split = night(leap + Math.log(many / one)) + calm;
  const news = Math.log(5) - 5 * (Math.abs(leap) - LEAST) + stir;
  return split - Math.max(news, night(leap) + ORDINARY + calm);
}

/** Minus the log density of a normal distribution, but for a constant. */
const normal = (x: number, mean: number, sd: number): number => ((x - mean) / sd) ** 2 / 2 + Math.log(sd);
/** How much likelier a split must be, as a log, and how much more often than news an ordinary night is. */
const CAUTION = 2.3;
const ORDINARY = 5;

/** The median move over night into a session, of each that is asked for. */
export function nightsOfMarket(bars: OrderedBars): (session: number) => number {
  const { offsets, session, calendar, tickers, open, close, adjClose, shared } = bars;
  shared.nights ??= new Float64Array(calendar.length).fill(Number.NaN);
  const known = shared.nights;
  const nights = new Float64Array(tickers.length);
  const nightInto = (s: number): number => {
    const { bar, ticker } = barsOfSession(bars, s);
    let count = 0;
    for (let at = 0; at < bar.length; at++) {
      const i = bar[at]!;
      if (i > offsets[ticker[at]!]! && session[i - 1] === s - 1) {
        nights[count++] = (open[i]! * adjClose[i]!) / (close[i]! * adjClose[i - 1]!);
      }
    }
    // Of a few tickers the median is one's own move. One logarithm a session, not one a bar.
    return count >= 10 ? Math.log(median(nights, count)) : 0;
  };
  return (s) => {
    if (Number.isNaN(known[s]!)) known[s] = nightInto(s);
    return known[s]!;
  };
}
