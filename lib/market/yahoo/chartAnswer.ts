import { isoDate, parseIsoDate } from "trident-base";
import { YahooError } from "./yahooError.ts";

/** One day of one ticker as Yahoo gave it; NaN where it gave null. */
export interface YahooBar {
  /** Days since 1970-01-01, in the time zone of the exchange. */
  readonly date: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** Adjusted for splits, not for dividends. */
  readonly close: number;
  /** Adjusted for splits and dividends. */
  readonly adjClose: number;
  readonly volume: number;
}

/** A dividend or a split. */
export interface YahooEvent {
  /** The ex date, days since 1970-01-01. */
  readonly date: number;
  readonly kind: "dividend" | "split";
}

/** A chart of daily bars. */
export interface YahooChart {
  /** One a date, ascending. */
  readonly bars: readonly YahooBar[];
  /** By date. */
  readonly events: readonly YahooEvent[];
}

/** A quote is late by so much, in seconds: a session counts as over only then. */
const QUOTE_DELAY = 20 * 60;

type Tree = Readonly<Record<string, unknown>>;

/**
 * Reads one result of the v8 chart format: nothing is believed that was not looked at. The bar of a session that was
 * not over when the answer was given is left out; of two bars of one date the later one counts.
 *
 * @param symbol what was asked for, in Yahoo's notation.
 * @param answeredAt milliseconds since 1970, when the answer came.
 * @throws YahooError `renamed` if the chart is of another ticker, `no data` if it has no bars, `malformed` if it is not
 * of daily bars, has no adjusted closes, or its columns do not fit together.
 */
export function readChartAnswer(symbol: string, chart: unknown, answeredAt: number): YahooChart {
  const malformed = (what: string): YahooError =>
    new YahooError("malformed", `Yahoo's answer cannot be read: ${what}`, { where: [symbol] });
  const tree = (value: unknown, what: string): Tree => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Tree;
    throw malformed(`${what} is missing`);
  };
  const numbers = (value: unknown, length: number, what: string): readonly number[] => {
    if (!Array.isArray(value) || value.length !== length) throw malformed(`${what} has not one value a timestamp`);
    return value.map((each: unknown) => {
      if (each === null) return Number.NaN;
      if (typeof each === "number" && Number.isFinite(each)) return each;
      throw malformed(`${what} holds ${JSON.stringify(each)}`);
    });
  };

  const root = tree(chart, "the chart");
  const meta = tree(root.meta, "meta");
  if (meta.symbol !== symbol) {
    throw new YahooError("renamed", `Yahoo answered with ${String(meta.symbol)}`, {
      where: [symbol],
      remedy: "Ask for the new ticker if it is the same share.",
    });
  }
  if (meta.dataGranularity !== "1d") throw malformed(`its bars are of ${String(meta.dataGranularity)}, not of a day`);
  const dayOf = dayInZone(meta.exchangeTimezoneName);
  if (!dayOf) throw malformed(`its time zone is ${String(meta.exchangeTimezoneName)}`);
  const indicators = tree(root.indicators, "indicators");
  const quote = tree(listOf(indicators.quote)[0], "the quote");
  const stamps = listOf(root.timestamp);
  if (stamps.length === 0) {
    if (Object.keys(quote).length > 0) throw malformed("it has prices without timestamps");
    throw new YahooError("no data", "Yahoo has no bars of these dates", { where: [symbol] });
  }
  const at = numbers(stamps, stamps.length, "timestamp");
  if (at.some(Number.isNaN)) throw malformed("a timestamp is null");
  const column = (name: string) => numbers(quote[name], at.length, name);
  const [open, high, low, close, volume] = ["open", "high", "low", "close", "volume"].map(column);
  const adjusted = tree(listOf(indicators.adjclose)[0], "the list of adjusted closes");
  const adjClose = numbers(adjusted.adjclose, at.length, "adjclose");

  const unfinished = unfinishedDay(meta, dayOf, answeredAt);
  const byDate = new Map<number, YahooBar>();
  for (const [i, stamp] of at.entries()) {
    const date = dayOf(stamp);
    if (date === unfinished) continue;
    const bar = {
      date,
      open: open![i]!,
      high: high![i]!,
      low: low![i]!,
      close: close![i]!,
      adjClose: adjClose[i]!,
      volume: volume![i]!,
    };
    if (!byDate.has(date) || !Number.isNaN(bar.close)) byDate.set(date, bar);
  }
  const bars = [...byDate.values()].sort((a, b) => a.date - b.date);
  if (bars.every(({ close }) => Number.isNaN(close))) {
    throw new YahooError("no data", "Yahoo has no bars of these dates", { where: [symbol] });
  }
  return { bars, events: eventsOf(root.events, dayOf) };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What cannot be dated is passed over: events only say when the prices before them changed. */
function eventsOf(events: unknown, dayOf: (at: number) => number): readonly YahooEvent[] {
  const { dividends, splits } = (events ?? {}) as Tree;
  const dated = (kind: YahooEvent["kind"], list: unknown): YahooEvent[] =>
    Object.values((list ?? {}) as Tree).flatMap((each) => {
      const at = (each as Tree | null)?.date;
      return typeof at === "number" ? [{ kind, date: dayOf(at) }] : [];
    });
  return [...dated("dividend", dividends), ...dated("split", splits)].sort((a, b) => a.date - b.date);
}

/** The day whose session was not over when the answer was given, if there is one. */
function unfinishedDay(meta: Tree, dayOf: (at: number) => number, answeredAt: number): number | undefined {
  const regular = ((meta.currentTradingPeriod ?? {}) as Tree).regular as Tree | undefined;
  const end = regular?.end;
  if (typeof end !== "number" || answeredAt / 1000 >= end + QUOTE_DELAY) return undefined;
  return dayOf(end - 1);
}

/** The day number of a time in seconds, in this time zone; undefined if there is no such zone. */
function dayInZone(zone: unknown): ((at: number) => number) | undefined {
  try {
    const options = { timeZone: String(zone), year: "numeric", month: "2-digit", day: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en-CA", options);
    format.format(0);
    return (at) => parseIsoDate(format.format(1000 * at));
  } catch {
    return undefined;
  }
}

/** Why a bar cannot be used, or undefined if it can. A bar without any price is a session that the ticker lacks. */
export function badBar({ date, open, high, low, close, adjClose, volume }: YahooBar): string | undefined {
  const prices = [open, high, low, close, adjClose];
  if (prices.every(Number.isNaN)) return undefined;
  if (!prices.every((price) => price > 0)) return `${isoDate(date)}: a price is missing or not above 0`;
  if (high < low) return `${isoDate(date)}: high ${high} is below low ${low}`;
  return volume >= 0 ? undefined : `${isoDate(date)}: the volume is missing or negative`;
}
