import { isoDate, shownAs, type Table, utcDate } from "trident-base";
import { memberRows, type Panel } from "../market/index.ts";
import { selectRank } from "../runtime/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";

/** The statistics of which behavioural clusters are made, in the order of every file. */
export const STATISTICS = [
  "volatility",
  "dollar_volume",
  "beta",
  "trend",
  "overnight_share",
  "tail_ratio",
  "autocorrelation",
] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Bars of the window. */
const WINDOW = 252;
/** Returns below which nothing is said: a quarter. A new ticker then has statistics of the bars that it has. */
const AT_LEAST = 63;

/** One row a ticker and month in which it has bars that count (`memberRows`), by ticker, then month. */
export interface MonthlyStatistics {
  readonly rows: number;
  readonly ticker: readonly string[];
  /** The first day of the month, days since 1970-01-01. */
  readonly month: Int32Array;
  /** Returns in the window, up to 252. */
  readonly bars: Int32Array;
  readonly columns: Readonly<Record<Statistic, Float64Array>>;
}

/**
 * What a ticker was like as a month begins: statistics of its last 252 bars before the month's first day, so that they
 * are known at each of the month's decisions. Of adjusted prices, with r the simple daily return:
 *
 * - volatility: sample standard deviation of r, times sqrt 252
 * - dollar_volume: log10 of the median of close * volume, before the dividend adjustment
 * - beta: covariance of r and the panel's equal-weight return, over the variance of that
 * - trend: mean of r times 252, over volatility
 * - overnight_share: variance of log(open / close before), over the sum of it and that of log(close / open)
 * - tail_ratio: (q99 - q01) / (q75 - q25) of r, quantiles between order statistics as numpy's default
 * - autocorrelation: Pearson's, of r and r one bar before, within the window
 *
 * NaN with fewer than 63 returns, or where a variance is 0.
 *
 * @param market the equal-weight return by session of the panel's calendar.
 * @param since a day, since 1970-01-01: months before its own are left out.
 */
export function monthlyStatistics(
  panel: Panel,
  market: Float64Array,
  since = Number.NEGATIVE_INFINITY,
): MonthlyStatistics {
  const ticker: string[] = [];
  const month: number[] = [];
  const bars: number[] = [];
  const values = STATISTICS.map((): number[] => []);
  const counts = memberRows(panel);
  const earliest = Number.isFinite(since) ? monthOf(since) : since;
  let series: Series | undefined;
  for (const [t, name] of panel.tickers.entries()) {
    const [from, to] = [panel.offsets[t]!, panel.offsets[t + 1]!];
    let asked = to;
    while (asked > from && panel.date[asked - 1]! >= earliest) asked--;
    if (asked === to) continue;
    const known = Math.max(from, asked - WINDOW - 1);
    series = seriesOf(panel, known, to, market, series);
    let before = Number.NaN;
    for (let row = asked; row < to; row++) {
      const first = monthOf(panel.date[row]!);
      if (first === before) continue;
      before = first;
      if (counts && !countsInMonth(panel, counts, t, row)) continue;
      // Bar 0 has no return.
      const end = row - known;
      const start = Math.max(1, end - WINDOW);
      const count = Math.max(0, end - start);
      ticker.push(name);
      month.push(first);
      bars.push(count);
      const statistics = count < AT_LEAST ? undefined : windowStatistics(series, start, end);
      STATISTICS.forEach((each, j) => {
        const value = statistics?.[each] ?? Number.NaN;
        values[j]!.push(Number.isFinite(value) ? value : Number.NaN);
      });
    }
  }
  const columns = Object.fromEntries(STATISTICS.map((name, j) => [name, Float64Array.from(values[j]!)]));
  const all: MonthlyStatistics = {
    rows: ticker.length,
    ticker,
    month: Int32Array.from(month),
    bars: Int32Array.from(bars),
    columns: columns as Record<Statistic, Float64Array>,
  };
  return shownAs(all, statisticsTable);
}

/** True if a bar of the month that begins at a row counts. */
function countsInMonth({ date, offsets }: Panel, counts: Uint8Array, t: number, row: number): boolean {
  const month = monthOf(date[row]!);
  for (let i = row; i < offsets[t + 1]! && monthOf(date[i]!) === month; i++) if (counts[i] === 1) return true;
  return false;
}

/** One ticker's series, an entry a bar; the arrays may be longer. What needs the bar before says nothing of the first. */
interface Series {
  readonly ret: Float64Array;
  readonly market: Float64Array;
  readonly overnight: Float64Array;
  readonly intraday: Float64Array;
  readonly dollars: Float64Array;
}

/**
 * The series of a panel's rows, which are one ticker's, of prices as `adjustBars` has them.
 *
 * @param market by session.
 * @param reuse series whose arrays are overwritten where they are long enough.
 */
function seriesOf(panel: Panel, from: number, to: number, market: Float64Array, reuse?: Series): Series {
  const into = reuse && reuse.ret.length >= to - from ? reuse : emptySeries(to - from);
  const { session, open, close, adjClose, volume } = panel;
  for (let row = from; row < to; row++) {
    const i = row - from;
    const adjusted = adjClose[row]!;
    const adjustedOpen = open[row]! * (adjusted / close[row]!);
    into.market[i] = market[session[row]!]!;
    into.intraday[i] = Math.log(adjusted / adjustedOpen);
    into.dollars[i] = close[row]! * volume[row]!;
    if (i === 0) continue;
    into.ret[i] = adjusted / adjClose[row - 1]! - 1;
    into.overnight[i] = Math.log(adjustedOpen / adjClose[row - 1]!);
  }
  return into;
}

function emptySeries(length: number): Series {
  return {
    ret: new Float64Array(length),
    market: new Float64Array(length),
    overnight: new Float64Array(length),
    intraday: new Float64Array(length),
    dollars: new Float64Array(length),
  };
}

/** Sums are made side by side: alone each would wait for its last addition at every bar. */
function windowStatistics(series: Series, start: number, end: number): Record<Statistic, number> {
  const { ret, market, overnight, intraday, dollars } = series;
  const count = end - start;
  let [r, m, o, d] = [0, 0, 0, 0];
  for (let i = start; i < end; i++) {
    r += ret[i]!;
    m += market[i]!;
    o += overnight[i]!;
    d += intraday[i]!;
  }
  const [meanR, meanM, meanO, meanD] = [r / count, m / count, o / count, d / count];
  let [rr, rm, mm, oo, dd] = [0, 0, 0, 0, 0];
  for (let i = start; i < end; i++) {
    const awayR = ret[i]! - meanR;
    const awayM = market[i]! - meanM;
    const awayO = overnight[i]! - meanO;
    const awayD = intraday[i]! - meanD;
    rr += awayR * awayR;
    rm += awayR * awayM;
    mm += awayM * awayM;
    oo += awayO * awayO;
    dd += awayD * awayD;
  }
  const sample = count - 1;
  const volatility = Math.sqrt((rr / sample) * SESSIONS_A_YEAR);
  const [q01, q25, q75, q99] = quantiles(ret.slice(start, end), [0.01, 0.25, 0.75, 0.99]) as [
    number,
    number,
    number,
    number,
  ];
  return {
    volatility,
    dollar_volume: Math.log10(quantiles(dollars.slice(start, end), [0.5])[0]!),
    beta: rm / sample / (mm / sample),
    trend: (meanR * SESSIONS_A_YEAR) / volatility,
    overnight_share: oo / sample / (oo / sample + dd / sample),
    tail_ratio: (q99 - q01) / (q75 - q25),
    autocorrelation: autocorrelation(ret, start, end),
  };
}

/** Pearson's correlation of the values of a window and those one before, within the window. */
function autocorrelation(of: Float64Array, start: number, end: number): number {
  const pairs = end - 1 - start;
  let [before, after] = [0, 0];
  for (let i = start; i < end - 1; i++) {
    before += of[i]!;
    after += of[i + 1]!;
  }
  const [meanBefore, meanAfter] = [before / pairs, after / pairs];
  let [bb, ba, aa] = [0, 0, 0];
  for (let i = start; i < end - 1; i++) {
    const b = of[i]! - meanBefore;
    const a = of[i + 1]! - meanAfter;
    bb += b * b;
    ba += b * a;
    aa += a * a;
  }
  const sample = pairs - 1;
  return ba / sample / Math.sqrt((bb / sample) * (aa / sample));
}

/**
 * Linear between order statistics (Hyndman and Fan, 1996, type 7).
 *
 * @param values are reordered.
 * @param shares ascending.
 */
function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  let from = 0;
  return shares.map((share) => {
    const at = share * (values.length - 1);
    const below = Math.floor(at);
    selectRank(values, below, values.length, from);
    from = below;
    if (below === at) return values[below]!;
    let above = Number.POSITIVE_INFINITY;
    for (let i = below + 1; i < values.length; i++) if (values[i]! < above) above = values[i]!;
    return values[below]! + (at - below) * (above - values[below]!);
  });
}

/** The first day of a day's month. */
function monthOf(day: number): number {
  const date = utcDate(day);
  return day - date.getUTCDate() + 1;
}

function statisticsTable({ rows, ticker, month, bars, columns }: MonthlyStatistics): Table {
  return {
    title: "Statistics of tickers as months begin",
    rows,
    columns: [
      { name: "ticker", type: "string", value: (row) => ticker[row] },
      { name: "month", type: "date", value: (row) => isoDate(month[row]!) },
      { name: "bars", type: "int32", value: (row) => bars[row] },
      ...STATISTICS.map((name) => ({ name, type: "float64", value: (row: number) => columns[name][row] })),
    ],
  };
}
