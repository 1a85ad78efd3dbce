import { isoDate, shownAs, TridentError } from "trident-base";
import { sharedFloat64, sharedInt32, sharedUint32 } from "../runtime/index.ts";
import type { Members } from "./membership.ts";
import { panelTable } from "./panelTable.ts";

/** Bars that cannot be used as they are: a missing column, a duplicate row, a price that is no price. */
export class PanelError extends TridentError {}

/** Where a panel came from and what was done to it. */
export interface PanelOrigin {
  /** The file, the folder, or the synthetic market's full name. */
  readonly source: string;
  /** `adj_close`: prices are multiplied by adj_close / close where they are used. `as given`: the factor is 1. */
  readonly adjustment: "adj_close" | "as given";
  /** True if the rows came in another order and were sorted. */
  readonly reordered: boolean;
  /** Bars of nulls in the source: sessions that the ticker lacks. */
  readonly missingSessions: number;
  /** What is known of how the tickers were chosen, or null if nothing is. */
  readonly bias: string | null;
  /** When the tickers were members of the universe, where that is known by date: see `memberRows`. */
  readonly members?: Members;
  /** Tickers whose bars end early because the data do, each with the reason: they were not delisted. */
  readonly unfinished?: ReadonlyMap<string, string>;
  /** What the source calls its adjusted close, where it has one. */
  readonly adjustedBy?: string;
  /** Columns of the source that look like an adjusted price and were not used. */
  readonly lookalikes?: readonly string[];
}

/** Tickers of many rows: row `i` is of `names[codes[i]]`. */
export interface TickerCodes {
  readonly names: readonly string[];
  readonly codes: Uint32Array;
}

/** Columns as read, one entry a bar, in any order. Dates are days since 1970-01-01; NaN is missing. */
export interface BarColumns {
  readonly ticker: readonly string[] | TickerCodes;
  readonly date: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly adjClose?: Float64Array;
  /** The file of the rows from `from` on, where they came from several: errors name it. */
  readonly files?: readonly { readonly file: string; readonly from: number }[];
  /** What the source calls its adjusted close. */
  readonly adjustedBy?: string;
  /** Columns that look like an adjusted price and are not among these. */
  readonly lookalikes?: readonly string[];
}

/**
 * Daily bars of many tickers as typed columns in shared memory, sorted by the bytes of the ticker, then by date. Ticker
 * `t` has rows `offsets[t] .. offsets[t + 1]`. Prices are as given: `adjustBars` applies the adjustment. `close` is the
 * price before the dividend adjustment, the one that costs and dollar volume use.
 */
export interface Panel {
  readonly tickers: readonly string[];
  /** `tickers.length + 1` row numbers. */
  readonly offsets: Uint32Array<SharedArrayBuffer>;
  readonly rows: number;
  /** Days since 1970-01-01. */
  readonly date: Int32Array<SharedArrayBuffer>;
  /** The place of each row's date in `calendar`. */
  readonly session: Int32Array<SharedArrayBuffer>;
  readonly open: Float64Array<SharedArrayBuffer>;
  readonly high: Float64Array<SharedArrayBuffer>;
  readonly low: Float64Array<SharedArrayBuffer>;
  readonly close: Float64Array<SharedArrayBuffer>;
  readonly adjClose: Float64Array<SharedArrayBuffer>;
  readonly volume: Float64Array<SharedArrayBuffer>;
  /** All dates on which any ticker of the source has a bar, ascending. A panel of chosen tickers keeps all of them. */
  readonly calendar: Int32Array<SharedArrayBuffer>;
  readonly origin: PanelOrigin;
}

/**
 * Makes a valid panel of bars in any order. Columns that lie in shared memory and are in the panel's order already are
 * taken over, not copied.
 *
 * @param origin what to record; `adjustment`, `reordered` and `missingSessions` are added here.
 * @throws PanelError naming source, ticker and date: no bars, a missing or non-positive price, a volume that is
 * missing or negative, an adj_close / close that is 0 or infinite, high < low after adjusting, two bars of one ticker on one date.
 */
export function createPanel(
  bars: BarColumns,
  origin: Omit<PanelOrigin, "reordered" | "missingSessions" | "adjustment" | "adjustedBy" | "lookalikes">,
): Panel {
  const { source } = origin;
  const { names, codes } = tickerCodes(bars.ticker);
  const { open, high, low, close: closes, volume, adjClose = closes } = bars;
  if ([codes, open, high, low, closes, volume, adjClose].some((column) => column.length !== bars.date.length)) {
    throw new PanelError("the columns differ in length", { where: [source], remedy: "Give each one value a bar." });
  }
  const present = presentBars(bars);
  const rows = present.length;
  if (rows === 0) {
    throw new PanelError("there are no bars", { where: [source], remedy: "Check that the file is the one you meant." });
  }
  const { order, counts, reordered } = sortRows(present, names, codes, bars.date);
  const offsets = sharedUint32(counts.size + 1);
  [...counts.values()].forEach((count, t) => {
    offsets[t + 1] = offsets[t]! + count;
  });
  const inOrder = !reordered && rows === bars.date.length;
  const take = (from: Float64Array): Float64Array<SharedArrayBuffer> => {
    if (inOrder && isShared(from)) return from;
    const to = sharedFloat64(rows);
    for (let i = 0; i < rows; i++) to[i] = from[order[i]!]!;
    return to;
  };
  const date = sharedInt32(rows);
  for (let i = 0; i < rows; i++) date[i] = bars.date[order[i]!]!;
  const close = take(bars.close);
  const calendar = calendarOf(date);
  const panel: Panel = {
    tickers: [...counts.keys()],
    offsets,
    rows,
    date,
    session: sessionsOf(date, calendar),
    open: take(bars.open),
    high: take(bars.high),
    low: take(bars.low),
    close,
    adjClose: bars.adjClose ? take(bars.adjClose) : close,
    volume: take(bars.volume),
    calendar,
    origin: {
      ...origin,
      adjustment: bars.adjClose ? "adj_close" : "as given",
      ...(bars.adjustedBy === undefined ? {} : { adjustedBy: bars.adjustedBy }),
      ...(bars.lookalikes === undefined || bars.lookalikes.length === 0 ? {} : { lookalikes: bars.lookalikes }),
      reordered,
      missingSessions: bars.date.length - rows,
    },
  };
  validate(panel, (row) => bars.files?.findLast(({ from }) => from <= order[row]!)?.file ?? source);
  return shownAs(panel, panelTable);
}

/** Order of strings by their UTF-8 bytes, which differs from JavaScript's order only beyond the basic plane. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isShared(column: Float64Array): column is Float64Array<SharedArrayBuffer> {
  return column.buffer instanceof SharedArrayBuffer;
}

/** Codes whose names are all different. */
export function tickerCodes(ticker: readonly string[] | TickerCodes): TickerCodes {
  if ("codes" in ticker) {
    if (new Set(ticker.names).size === ticker.names.length) return ticker;
    return tickerCodes(Array.from(ticker.codes, (code) => ticker.names[code]!));
  }
  const place = new Map<string, number>();
  const codes = Uint32Array.from(ticker, (name) => {
    const known = place.get(name);
    if (known !== undefined) return known;
    place.set(name, place.size);
    return place.size - 1;
  });
  return { names: [...place.keys()], codes };
}

/** The rows that are bars: a bar of nulls is a session that the source lacks. */
function presentBars(bars: BarColumns): Uint32Array {
  const { open, high, low, close, adjClose } = bars;
  const keep = new Uint32Array(bars.date.length);
  let n = 0;
  for (let i = 0; i < keep.length; i++) {
    const absent =
      Number.isNaN(open[i]!) &&
      Number.isNaN(high[i]!) &&
      Number.isNaN(low[i]!) &&
      Number.isNaN(close[i]!) &&
      (!adjClose || Number.isNaN(adjClose[i]!));
    if (!absent) keep[n++] = i;
  }
  return keep.subarray(0, n);
}

/** Row numbers by ticker, then date, then place in the source; how many each ticker has, in the order of tickers. */
export function sortRows(
  present: Uint32Array,
  names: readonly string[],
  codes: Uint32Array,
  date: Int32Array,
): { order: Uint32Array; counts: ReadonlyMap<string, number>; reordered: boolean } {
  const rows = new Uint32Array(names.length);
  for (const i of present) rows[codes[i]!]!++;
  const ranked = names
    .map((_, code) => code)
    .filter((code) => rows[code]! > 0)
    .sort((a, b) => compareBytes(names[a]!, names[b]!));
  const next = new Uint32Array(names.length);
  let at = 0;
  for (const code of ranked) {
    next[code] = at;
    at += rows[code]!;
  }
  const counts = new Map(ranked.map((code) => [names[code]!, rows[code]!]));
  if (isSorted(present, next, codes, date)) return { order: present, counts, reordered: false };
  const order = new Uint32Array(present.length);
  for (const i of present) order[next[codes[i]!]!++] = i;
  for (const code of ranked) {
    const mine = order.subarray(next[code]! - rows[code]!, next[code]!);
    if (mine.some((i, k) => k > 0 && date[i]! < date[mine[k - 1]!]!)) mine.sort((a, b) => date[a]! - date[b]! || a - b);
  }
  return { order, counts, reordered: true };
}

/** `starts` are the tickers' places, by code: they rise as the tickers' bytes do. */
function isSorted(present: Uint32Array, starts: Uint32Array, codes: Uint32Array, date: Int32Array): boolean {
  for (let k = 1; k < present.length; k++) {
    const before = present[k - 1]!;
    const i = present[k]!;
    const rise = starts[codes[i]!]! - starts[codes[before]!]!;
    if (rise < 0 || (rise === 0 && date[i]! < date[before]!)) return false;
  }
  return true;
}

/** The dates that occur, ascending. */
export function calendarOf(date: Int32Array): Int32Array<SharedArrayBuffer> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of date) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const seen = new Uint8Array(last - first + 1);
  for (const day of date) seen[day - first] = 1;
  const days = Array.from(seen.keys()).filter((k) => seen[k] === 1);
  const calendar = sharedInt32(days.length);
  days.forEach((k, s) => {
    calendar[s] = first + k;
  });
  return calendar;
}

/** The place of each date in the calendar. */
export function sessionsOf(date: Int32Array, calendar: Int32Array): Int32Array<SharedArrayBuffer> {
  const first = calendar[0]!;
  const sessionOfDay = new Int32Array(calendar[calendar.length - 1]! - first + 1);
  calendar.forEach((day, s) => {
    sessionOfDay[day - first] = s;
  });
  const session = sharedInt32(date.length);
  for (let i = 0; i < date.length; i++) session[i] = sessionOfDay[date[i]! - first]!;
  return session;
}

function validate(panel: Panel, sourceOf: (row: number) => string): void {
  const { tickers, offsets, date, open, high, low, close, adjClose, volume } = panel;
  for (let t = 0; t < tickers.length; t++) {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const prices =
        isPrice(open[i]!) && isPrice(high[i]!) && isPrice(low[i]!) && isPrice(close[i]!) && isPrice(adjClose[i]!);
      const sound = prices && isPrice(adjClose[i]! / close[i]!);
      const dated = i === offsets[t]! || date[i] !== date[i - 1];
      // A high or low that leaves out open or close is mended by adjusting; a bar upside down is not.
      const upright = high[i]! >= low[i]!;
      if (sound && dated && upright && volume[i]! >= 0 && volume[i]! < Number.POSITIVE_INFINITY) continue;
      throw badBar(panel, i, dated ? [sourceOf(i)] : [sourceOf(i - 1), sourceOf(i)], tickers[t]!);
    }
  }
}

const isPrice = (price: number): boolean => price > 0 && price < Number.POSITIVE_INFINITY;

/** What helps with many such bars. */
const SIFT = "Or part all such rows from the others: trident market check PANEL --fix.";

/** What is wrong with this bar; two sources mean that the bar before it has the same date. */
function badBar(panel: Panel, i: number, sources: readonly string[], ticker: string): PanelError {
  const where = [...new Set(sources), ticker, isoDate(panel.date[i]!)];
  if (sources.length > 1) {
    return new PanelError("two bars of one ticker on one date", { where, remedy: `Keep one of them. ${SIFT}` });
  }
  const prices = {
    open: panel.open[i]!,
    high: panel.high[i]!,
    low: panel.low[i]!,
    close: panel.close[i]!,
    adj_close: panel.adjClose[i]!,
  };
  for (const [column, price] of Object.entries(prices)) {
    if (isPrice(price)) continue;
    return new PanelError(Number.isNaN(price) ? `${column} is missing` : `${column} is ${price}, not a price above 0`, {
      where,
      remedy: `Mend or remove the bar; a session without any price is a bar of nulls. ${SIFT}`,
    });
  }
  const factor = prices.adj_close / prices.close;
  if (!isPrice(factor)) {
    return new PanelError(
      `adj_close ${prices.adj_close} / close ${prices.close} is ${factor}, no factor to adjust by`,
      {
        where,
        remedy: `Mend or remove the bar. ${SIFT}`,
      },
    );
  }
  if (prices.high < prices.low) {
    return new PanelError(`high ${prices.high} is below low ${prices.low}`, {
      where,
      remedy: `Mend or remove the bar. ${SIFT}`,
    });
  }
  const volume = panel.volume[i]!;
  return new PanelError(Number.isNaN(volume) ? "volume is missing" : `volume is ${volume}`, {
    where,
    remedy: `Give 0 for a bar without trades. ${SIFT}`,
  });
}
