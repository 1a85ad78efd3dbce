import { isoDate, UsageError } from "trident-base";
import { createRandom } from "../../runtime/index.ts";
import { type BarColumns, compareBytes, createPanel, type Panel } from "../panel.ts";
import { listedTicker, yahooTicker } from "../shareClass.ts";
import { answerCache } from "./answerCache.ts";
import { askYahoo } from "./askYahoo.ts";
import { badBar, type YahooBar } from "./chartAnswer.ts";
import { type Clock, systemClock } from "./clock.ts";
import { PATIENCE, type Patience, patientFetch } from "./patientFetch.ts";
import { lastCompleteDay, type TickerHistory, tickerHistory } from "./tickerHistory.ts";
import type { YahooFailureKind } from "./yahooError.ts";

/** What is to be fetched. */
export interface YahooRequest {
  /** In any notation of their classes; each is asked for once. */
  readonly tickers: readonly string[];
  /** First and last date, days since 1970-01-01. */
  readonly from: number;
  readonly to: number;
  /** The folder of raw answers. */
  readonly cache: string;
}

/** How it is fetched. */
export interface YahooEffects {
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Requests at a time; 4 by default. */
  readonly concurrency?: number;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
  /** Gets a line now and then about how far it is. */
  readonly progress?: (line: string) => void;
}

/** What came of one ticker. */
export interface YahooTicker {
  /** As lists of members write it: BRK.B. */
  readonly ticker: string;
  readonly bars: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly how: TickerHistory["how"];
  /** Sessions that Yahoo gave without a price. */
  readonly missingSessions: number;
  /** Bars that were left out because they cannot be right, each with its date. */
  readonly unusable: readonly string[];
  readonly failure?: { readonly kind: YahooFailureKind; readonly why: string };
}

/** What came of it all. */
export interface YahooResult {
  /** All bars; undefined if there are none. */
  readonly panel: Panel | undefined;
  /** One a ticker asked for, by its bytes. */
  readonly tickers: readonly YahooTicker[];
  /** Requests that were sent, and how many of them brought no answer. */
  readonly requests: number;
  readonly failedRequests: number;
  /** True if some tickers were not asked for: the run was interrupted or given up. */
  readonly incomplete: boolean;
}

const TICKER = /^[A-Z0-9^][A-Z0-9.^=-]{0,24}$/;

/**
 * Fetches daily bars from Yahoo. Raw answers are kept in a folder, so that a run that was killed goes on where it was,
 * and one of the day after asks for the new bars alone. Prices are Yahoo's: `close` adjusted for splits, `adj_close`
 * for dividends too, both as of the ticker's last answer.
 *
 * A ticker that fails does not stop the others: it is in the result with the reason.
 *
 * @throws UsageError for no tickers, a text that is none, dates in the wrong order, or a concurrency below 1.
 */
export async function fetchYahoo(request: YahooRequest, effects: YahooEffects = {}): Promise<YahooResult> {
  const { fetch: send = fetch, clock = systemClock, patience = PATIENCE, concurrency = 4, signal } = effects;
  const tickers = [...new Set(request.tickers.map(listedTicker))].sort(compareBytes);
  check(request, tickers, concurrency);
  const cache = answerCache(request.cache);
  const say = effects.progress ?? (() => {});
  const source = patientFetch(send, { patience, clock, signal, notice: say });
  const report = progressOf(tickers.length, clock, say);

  const histories = await eachOf(tickers, concurrency, async (ticker) => {
    const symbol = yahooTicker(ticker);
    const random = createRandom("yahoo", "jitter", symbol);
    const history = await tickerHistory(
      symbol,
      request.from,
      request.to,
      cache,
      (from, to) => askYahoo({ symbol, from, to }, (url, init) => source.ask(url, init, random), clock.now),
      clock.now,
    );
    report(history);
    return compact(ticker, history);
  });

  const columns = joinColumns(tickers, histories);
  return {
    panel: columns.date.length > 0 ? createPanel(columns, { source: "Yahoo Finance", bias: null }) : undefined,
    tickers: histories.map(({ summary }) => summary),
    requests: source.sent,
    failedRequests: source.failed,
    incomplete: histories.some(({ summary }) => summary.failure?.kind === "not asked"),
  };
}

/** The last date for which every bar is there at this time: the default end of a fetch. */
export function lastFetchableDay(clock: Clock = systemClock): number {
  return lastCompleteDay(clock.now());
}

function check({ from, to }: YahooRequest, tickers: readonly string[], concurrency: number): void {
  const wrong = tickers.find((ticker) => !TICKER.test(ticker));
  if (wrong !== undefined || tickers.length === 0) {
    throw new UsageError(wrong === undefined ? "no tickers were given" : `${JSON.stringify(wrong)} is no ticker`, {
      remedy: "Give tickers in capitals, for example NVDA, BRK.B or ^VIX.",
    });
  }
  if (!(Number.isInteger(from) && Number.isInteger(to) && from <= to)) {
    throw new UsageError("the first date is after the last one", {
      where: Number.isInteger(from) && Number.isInteger(to) ? [isoDate(from), isoDate(to)] : [],
      remedy: "Give them the other way round.",
    });
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new UsageError(`concurrency is ${concurrency}`, { remedy: "Give a whole number from 1." });
  }
}

/** A ticker's usable bars, column by column: date first, then prices, adjusted close and volume. */
interface Compact {
  readonly summary: YahooTicker;
  readonly columns: readonly Float64Array[];
}

const COLUMNS = ["date", "open", "high", "low", "close", "adjClose", "volume"] as const;

function compact(ticker: string, { bars, how, failure }: TickerHistory): Compact {
  const unusable = bars.map(badBar).filter((why) => why !== undefined);
  const usable = bars.filter((bar) => badBar(bar) === undefined);
  const priced = usable.filter(({ close }) => close > 0);
  const date = (bar: YahooBar | undefined) => (bar ? isoDate(bar.date) : null);
  return {
    summary: {
      ticker,
      bars: priced.length,
      first: date(priced[0]),
      last: date(priced.at(-1)),
      how,
      missingSessions: usable.length - priced.length,
      unusable,
      ...(failure ? { failure: { kind: failure.kind, why: failure.message } } : {}),
    },
    columns: COLUMNS.map((name) => Float64Array.from(usable, (bar) => bar[name])),
  };
}

function joinColumns(tickers: readonly string[], histories: readonly Compact[]): BarColumns {
  const rows = histories.reduce((sum, { columns }) => sum + columns[0]!.length, 0);
  const codes = new Uint32Array(rows);
  const all = COLUMNS.map(() => new Float64Array(rows));
  let at = 0;
  for (const [t, { columns }] of histories.entries()) {
    codes.fill(t, at, at + columns[0]!.length);
    for (const [c, column] of columns.entries()) all[c]!.set(column, at);
    at += columns[0]!.length;
  }
  const [date, open, high, low, close, adjClose, volume] = all as [Float64Array, ...Float64Array[]];
  return {
    ticker: { names: tickers, codes },
    date: Int32Array.from(date),
    open: open!,
    high: high!,
    low: low!,
    close: close!,
    adjClose: adjClose!,
    volume: volume!,
  };
}

/** Work on all items, so many at a time, results in the items' order. */
async function eachOf<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const k = next++;
      results[k] = await work(items[k]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

/** About fifty lines in all, and the time left by the pace of those that had to be asked for. */
function progressOf(total: number, clock: Clock, say: (line: string) => void): (history: TickerHistory) => void {
  const started = clock.now();
  const every = Math.max(1, Math.round(total / 50));
  let done = 0;
  let cached = 0;
  let failed = 0;
  return ({ how, failure }) => {
    done++;
    if (how === "cache") cached++;
    if (failure) failed++;
    if (done % every !== 0 && done !== total) return;
    const pace = done > cached ? (clock.now() - started) / (done - cached) : 0;
    const left = Math.round((pace * (total - done)) / 1000);
    const time = left >= 60 ? `${Math.floor(left / 60)} min ${left % 60} s` : `${left} s`;
    say(`${done} of ${total} tickers, ${cached} from the cache, ${failed} failed, about ${time} left`);
  };
}
