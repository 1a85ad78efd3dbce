import { type BarColumns, calendarOf, type Panel, sessionsOf, sortRows, tickerCodes } from "../panel.ts";

/**
 * Bars in the order of tickers, then dates, as the checks read them. Nothing is certain of them but their order: prices
 * may be NaN and dates double. Ticker `t` has the bars `offsets[t] .. offsets[t + 1]`; bar `i` is row `row[i]` of the
 * source.
 */
export interface OrderedBars {
  readonly tickers: readonly string[];
  readonly offsets: Uint32Array;
  readonly row: Uint32Array;
  /** Days since 1970-01-01. */
  readonly date: Int32Array;
  /** The place of each bar's date in `calendar`. */
  readonly session: Int32Array;
  /** All dates of the source, ascending. */
  readonly calendar: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** The close itself where the source has no adj_close. */
  readonly adjClose: Float64Array;
  readonly volume: Float64Array;
  /** What several checks need of these bars, made by the first that asks. */
  readonly shared: SharedIndexes;
}

/** Made on demand, once. */
interface SharedIndexes {
  sessions?: SessionIndex;
  doubts?: Uint8Array;
  /** The market's move over night into each session; NaN where nobody has asked. */
  nights?: Float64Array;
  steps?: readonly number[];
}

/** All rows of a source in order. */
export function orderBars(bars: BarColumns): OrderedBars {
  const { names, codes } = tickerCodes(bars.ticker);
  const every = Uint32Array.from(codes.keys());
  const { order, counts, reordered } = sortRows(every, names, codes, bars.date);
  const take = <T extends Int32Array | Float64Array>(from: T): T => {
    if (!reordered) return from;
    const to = from.slice() as T;
    for (let i = 0; i < order.length; i++) to[i] = from[order[i]!]!;
    return to;
  };
  const offsets = new Uint32Array(counts.size + 1);
  [...counts.values()].forEach((count, t) => {
    offsets[t + 1] = offsets[t]! + count;
  });
  const date = take(bars.date);
  const calendar = calendarOf(date);
  const close = take(bars.close);
  return {
    tickers: [...counts.keys()],
    offsets,
    row: order,
    date,
    session: sessionsOf(date, calendar),
    calendar,
    open: take(bars.open),
    high: take(bars.high),
    low: take(bars.low),
    close,
    adjClose: bars.adjClose ? take(bars.adjClose) : close,
    volume: take(bars.volume),
    shared: {},
  };
}

/** The bars of a panel, which are in order. */
export function orderedPanel(panel: Panel): OrderedBars {
  const { tickers, offsets, rows, date, open, high, low, close, adjClose, volume } = panel;
  const row = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) row[i] = i;
  // A panel of chosen tickers keeps the days of the others, which these bars know nothing of.
  const traded = new Uint8Array(panel.calendar.length);
  for (let i = 0; i < rows; i++) traded[panel.session[i]!] = 1;
  const isWhole = traded.every((each) => each === 1);
  const calendar = isWhole ? panel.calendar : calendarOf(date);
  const session = isWhole ? panel.session : sessionsOf(date, calendar);
  return { tickers, offsets, row, date, session, calendar, open, high, low, close, adjClose, volume, shared: {} };
}

/** The bars less the rows of the source that are marked. Tickers that lose all their bars stay, with none. */
export function withoutRows(bars: OrderedBars, marked: Uint8Array): OrderedBars {
  // Most sources have none, which takes a moment to see.
  if (!marked.includes(1)) return bars;
  const offsets = new Uint32Array(bars.offsets.length);
  const kept = new Uint32Array(bars.row.length);
  let n = 0;
  for (let t = 0; t < bars.tickers.length; t++) {
    for (let i = bars.offsets[t]!; i < bars.offsets[t + 1]!; i++) if (marked[bars.row[i]!] === 0) kept[n++] = i;
    offsets[t + 1] = n;
  }
  if (n === bars.row.length) return bars;
  const take = <T extends Int32Array | Uint32Array | Float64Array>(from: T): T => {
    const to = from.slice(0, n) as T;
    for (let i = 0; i < n; i++) to[i] = from[kept[i]!]!;
    return to;
  };
  const close = take(bars.close);
  return {
    tickers: bars.tickers,
    offsets,
    row: take(bars.row),
    date: take(bars.date),
    session: take(bars.session),
    calendar: bars.calendar,
    open: take(bars.open),
    high: take(bars.high),
    low: take(bars.low),
    close,
    adjClose: bars.adjClose === bars.close ? close : take(bars.adjClose),
    volume: take(bars.volume),
    shared: {},
  };
}

/** Bars by session: those of session `s` are `bar[starts[s] .. starts[s + 1])`, in the order of tickers. */
interface SessionIndex {
  readonly starts: Uint32Array;
  readonly bar: Uint32Array;
  /** The ticker's number of each entry of `bar`. */
  readonly ticker: Uint32Array;
}

/** The bars of each session. */
export function bySession(bars: OrderedBars): SessionIndex {
  bars.shared.sessions ??= indexSessions(bars);
  return bars.shared.sessions;
}

/** The bars of one session, and their tickers' numbers, in the order of tickers. */
interface SessionBars {
  readonly bar: Uint32Array;
  readonly ticker: Uint32Array;
}

/** The bars of one session. */
export function barsOfSession(bars: OrderedBars, s: number): SessionBars {
  const { starts, bar, ticker } = bySession(bars);
  return { bar: bar.subarray(starts[s]!, starts[s + 1]!), ticker: ticker.subarray(starts[s]!, starts[s + 1]!) };
}

function indexSessions({ offsets, session, calendar, tickers }: OrderedBars): SessionIndex {
  const starts = new Uint32Array(calendar.length + 1);
  for (let i = 0; i < session.length; i++) starts[session[i]! + 1]!++;
  for (let s = 0; s < calendar.length; s++) starts[s + 1]! += starts[s]!;
  const next = starts.slice();
  const bar = new Uint32Array(session.length);
  const ticker = new Uint32Array(session.length);
  // A function that is called for each ticker is compiled well; one long loop that is entered once is not.
  const place = (t: number): void => {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const at = next[session[i]!]!++;
      bar[at] = i;
      ticker[at] = t;
    }
  };
  for (let t = 0; t < tickers.length; t++) place(t);
  return { starts, bar, ticker };
}

/** The bars of the ticker with the most. */
export function mostBars({ tickers, offsets }: OrderedBars): number {
  return tickers.reduce((most, _, t) => Math.max(most, offsets[t + 1]! - offsets[t]!), 0);
}

/** Log of a bar's open over the close of the bar before, both adjusted. */
export function overnight({ open, close, adjClose }: OrderedBars, i: number, before = i - 1): number {
  return Math.log((open[i]! * adjClose[i]!) / (close[i]! * adjClose[before]!));
}
