import { isoDate, sharedFloat64, sharedInt32, sharedUint32, TridentError } from "../runtime/index.ts";

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
}

/** Columns as read, one entry a bar, in any order. Dates are days since 1970-01-01. */
export interface BarColumns {
  readonly ticker: readonly string[];
  readonly date: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly adjClose?: Float64Array;
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
 * Makes a valid panel of bars in any order.
 *
 * @param origin what to record; `reordered` and `missingSessions` are added here.
 * @throws PanelError naming source, ticker and date: no bars, a missing or non-positive price, a volume that is
 * missing or negative, high < low after adjusting, two bars of one ticker on one date.
 */
export function createPanel(
  bars: BarColumns,
  origin: Omit<PanelOrigin, "reordered" | "missingSessions" | "adjustment">,
): Panel {
  const { source } = origin;
  const keep = presentBars(bars);
  const rows = keep.length;
  if (rows === 0) {
    throw new PanelError("there are no bars", { where: [source], remedy: "Check that the file is the one you meant." });
  }
  const names = [...new Set(bars.ticker)].sort(compareBytes);
  const rankOf = new Map(names.map((name, rank) => [name, rank]));
  const rank = Int32Array.from(keep, (i) => rankOf.get(bars.ticker[i]!)!);
  const reordered = sortRows(keep, rank, bars.date);
  const counts = new Uint32Array(names.length);
  for (const r of rank) counts[r]!++;

  const tickers = names.filter((_, r) => counts[r]! > 0);
  const offsets = sharedUint32(tickers.length + 1);
  let at = 0;
  let t = 0;
  for (const count of counts) {
    if (count === 0) continue;
    at += count;
    offsets[++t] = at;
  }
  const take = (from: Float64Array): Float64Array<SharedArrayBuffer> => {
    const to = sharedFloat64(rows);
    for (let i = 0; i < rows; i++) to[i] = from[keep[i]!]!;
    return to;
  };
  const date = sharedInt32(rows);
  for (let i = 0; i < rows; i++) date[i] = bars.date[keep[i]!]!;
  const close = take(bars.close);
  const calendar = calendarOf(date);
  const panel: Panel = {
    tickers,
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
      reordered,
      missingSessions: bars.ticker.length - rows,
    },
  };
  validate(panel);
  return panel;
}

/** Order of strings by their UTF-8 bytes, which differs from JavaScript's order only beyond the basic plane. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A bar of nulls is a session that the source lacks. */
function presentBars(bars: BarColumns): Uint32Array {
  const { open, high, low, close, adjClose } = bars;
  const keep = new Uint32Array(bars.ticker.length);
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

/** Sorts row numbers, and their ranks with them, by rank, then date; false if they were sorted already. */
function sortRows(keep: Uint32Array, rank: Int32Array, date: Int32Array): boolean {
  const n = keep.length;
  let sorted = true;
  for (let k = 1; k < n && sorted; k++) {
    sorted = rank[k - 1]! < rank[k]! || (rank[k - 1] === rank[k] && date[keep[k - 1]!]! <= date[keep[k]!]!);
  }
  if (sorted) return false;
  const order = Uint32Array.from(keep, (_, k) => k).sort(
    (a, b) => rank[a]! - rank[b]! || date[keep[a]!]! - date[keep[b]!]! || a - b,
  );
  keep.set(order.map((k) => keep[k]!));
  rank.set(Int32Array.from(order, (k) => rank[k]!));
  return true;
}

function calendarOf(date: Int32Array): Int32Array<SharedArrayBuffer> {
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

function sessionsOf(date: Int32Array, calendar: Int32Array): Int32Array<SharedArrayBuffer> {
  const first = calendar[0]!;
  const sessionOfDay = new Int32Array(calendar[calendar.length - 1]! - first + 1);
  calendar.forEach((day, s) => {
    sessionOfDay[day - first] = s;
  });
  const session = sharedInt32(date.length);
  for (let i = 0; i < date.length; i++) session[i] = sessionOfDay[date[i]! - first]!;
  return session;
}

function validate(panel: Panel): void {
  const { tickers, offsets, date, open, high, low, close, adjClose, volume, origin } = panel;
  for (let t = 0; t < tickers.length; t++) {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const where = () => [origin.source, tickers[t]!, isoDate(date[i]!)];
      if (i > offsets[t]! && date[i] === date[i - 1]) {
        throw new PanelError("two bars of one ticker on one date", { where: where(), remedy: "Keep one of them." });
      }
      const prices = { open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]!, adj_close: adjClose[i]! };
      for (const column in prices) {
        const price = prices[column as keyof typeof prices];
        if (price > 0 && price < Number.POSITIVE_INFINITY) continue;
        throw new PanelError(
          Number.isNaN(price) ? `${column} is missing` : `${column} is ${price}, not a price above 0`,
          {
            where: where(),
            remedy: "Mend or remove the bar; a session without any price is a bar of nulls.",
          },
        );
      }
      if (!(volume[i]! >= 0 && volume[i]! < Number.POSITIVE_INFINITY)) {
        throw new PanelError(Number.isNaN(volume[i]!) ? "volume is missing" : `volume is ${volume[i]}`, {
          where: where(),
          remedy: "Give 0 for a bar without trades.",
        });
      }
      // A high or low that leaves out open or close is mended by adjusting; a bar upside down is not.
      if (high[i]! < low[i]!) {
        throw new PanelError(`high ${high[i]} is below low ${low[i]}`, {
          where: where(),
          remedy: "Mend or remove the bar.",
        });
      }
    }
  }
}
