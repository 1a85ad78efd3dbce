import { shownAs, UsageError } from "trident-base";
import { sharedFloat64, sharedInt32, sharedUint32 } from "../runtime/index.ts";
import { laterYear } from "./laterYear.ts";
import { compareBytes, type Panel } from "./panel.ts";
import { panelTable } from "./panelTable.ts";
import { median } from "./quality/median.ts";

/**
 * The panel of these tickers alone. The calendar, and with it what counts as the last session, stays that of the whole
 * panel: a ticker that ended early is still known to have ended early.
 *
 * @throws UsageError naming the tickers that the panel lacks.
 */
export function selectTickers(panel: Panel, tickers: readonly string[]): Panel {
  const indexOf = new Map(panel.tickers.map((ticker, t) => [ticker, t]));
  const absent = tickers.filter((ticker) => !indexOf.has(ticker));
  if (tickers.length === 0 || absent.length > 0) {
    throw new UsageError(absent.length > 0 ? `no bars of ${absent.join(", ")}` : "no tickers were chosen", {
      where: [panel.origin.source],
      remedy: `The panel has ${panel.tickers.length} tickers, from ${panel.tickers[0]} to ${panel.tickers.at(-1)}.`,
    });
  }
  const chosen = [...new Set(tickers)].sort(compareBytes);
  const starts = chosen.map((ticker) => panel.offsets[indexOf.get(ticker)!]!);
  const ends = chosen.map((ticker) => panel.offsets[indexOf.get(ticker)! + 1]!);
  return gather(panel, chosen, starts, ends);
}

/**
 * The panel of the first tickers, whole, that have at most `rows` bars together.
 *
 * @throws UsageError if the first ticker alone has more.
 */
export function firstRows(panel: Panel, rows: number): Panel {
  const end = panel.offsets.findLastIndex((offset) => offset <= rows);
  if (end < 1) {
    throw new UsageError(`${rows} rows are fewer than those of the first ticker`, {
      where: [panel.origin.source, panel.tickers[0]],
      remedy: `Ask for ${panel.offsets[1]} rows or more.`,
    });
  }
  return selectTickers(panel, panel.tickers.slice(0, end));
}

/**
 * The panel of each ticker's last `bars` bars (all of them where it has fewer); the calendar stays whole.
 *
 * @param tickers numbers of the tickers that are taken, ascending; all by default.
 */
export function lastBars(panel: Panel, bars: number, tickers: readonly number[] = [...panel.tickers.keys()]): Panel {
  const ends = tickers.map((t) => panel.offsets[t + 1]!);
  const starts = ends.map((end, k) => Math.max(panel.offsets[tickers[k]!]!, end - bars));
  const names = tickers.map((t) => panel.tickers[t]!);
  return gather(panel, names, starts, ends);
}

/** The panel of the bars from a session (its place in the calendar) on; the calendar stays whole. */
export function panelSince(panel: Panel, session: number): Panel {
  const ends = panel.tickers.map((_, t) => panel.offsets[t + 1]!);
  const starts = ends.map((end, t) => {
    let from = panel.offsets[t]!;
    while (from < end && panel.session[from]! < session) from++;
    return from;
  });
  const kept = panel.tickers.flatMap((_, t) => (starts[t]! < ends[t]! ? [t] : []));
  const [tickers, from, to] = [panel.tickers, starts, ends].map((each) => kept.map((t) => each[t]!)) as [
    string[],
    number[],
    number[],
  ];
  return gather(panel, tickers, from, to);
}

/**
 * The panel as it was known before a session (its place in the calendar): later bars, the calendar's later dates and
 * tickers without earlier bars are gone, so that nothing made of it can rest on them.
 *
 * @throws UsageError if no bar is left.
 */
export function panelBefore(panel: Panel, session: number): Panel {
  const starts: number[] = [];
  const ends: number[] = [];
  const tickers = panel.tickers.filter((_, t) => {
    const from = panel.offsets[t]!;
    let end = panel.offsets[t + 1]!;
    while (end > from && panel.session[end - 1]! >= session) end--;
    if (end === from) return false;
    starts.push(from);
    ends.push(end);
    return true;
  });
  if (tickers.length === 0) {
    throw new UsageError(`no bars before session ${session}`, {
      where: [panel.origin.source],
      remedy: `The panel has ${panel.calendar.length} sessions.`,
    });
  }
  return gather({ ...panel, calendar: panel.calendar.subarray(0, session) }, tickers, starts, ends);
}

/**
 * The listed tickers that the panel has, or, if those are fewer than `atLeast`, as many of its tickers as are listed,
 * the largest before the later year.
 */
export function chooseTickers(panel: Panel, listed: readonly string[], atLeast: number): readonly string[] {
  const known = new Set(panel.tickers);
  const present = listed.filter((ticker) => known.has(ticker));
  return present.length >= atLeast ? present : largestTickers(panel, listed.length);
}

/**
 * The largest tickers of a panel by median close * volume (ties by name), at most `count`. Only bars before the later
 * year (`laterYear`) count where there is one: what is judged on that year is not chosen by it. Tickers without such
 * bars come last.
 */
export function largestTickers(panel: Panel, count: number): readonly string[] {
  const end = laterYear(panel) ?? panel.calendar.length;
  const size = panel.tickers.map((ticker, t) => {
    const dollars: number[] = [];
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]! && panel.session[row]! < end; row++) {
      dollars.push(panel.close[row]! * panel.volume[row]!);
    }
    return { ticker, traded: dollars.length > 0 ? median(Float64Array.from(dollars)) : -1 };
  });
  return size
    .sort((a, b) => b.traded - a.traded || compareBytes(a.ticker, b.ticker))
    .slice(0, count)
    .map(({ ticker }) => ticker);
}

function gather(panel: Panel, tickers: readonly string[], starts: readonly number[], ends: readonly number[]): Panel {
  const offsets = sharedUint32(tickers.length + 1);
  tickers.forEach((_, k) => {
    offsets[k + 1] = offsets[k]! + ends[k]! - starts[k]!;
  });
  const rows = offsets[tickers.length]!;
  const floats = (from: Float64Array): Float64Array<SharedArrayBuffer> => {
    const to = sharedFloat64(rows);
    tickers.forEach((_, k) => {
      to.set(from.subarray(starts[k]!, ends[k]!), offsets[k]!);
    });
    return to;
  };
  const integers = (from: Int32Array): Int32Array<SharedArrayBuffer> => {
    const to = sharedInt32(rows);
    tickers.forEach((_, k) => {
      to.set(from.subarray(starts[k]!, ends[k]!), offsets[k]!);
    });
    return to;
  };
  const chosen: Panel = {
    tickers,
    offsets,
    rows,
    date: integers(panel.date),
    session: integers(panel.session),
    open: floats(panel.open),
    high: floats(panel.high),
    low: floats(panel.low),
    close: floats(panel.close),
    adjClose: floats(panel.adjClose),
    volume: floats(panel.volume),
    calendar: panel.calendar,
    origin: panel.origin,
  };
  return shownAs(chosen, panelTable);
}
