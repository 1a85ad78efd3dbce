import { utcDay } from "trident-base";
import type { AnswerCache, TickerAnswers } from "./answerCache.ts";
import { type RawAnswer, readAnswer } from "./askYahoo.ts";
import type { YahooBar, YahooChart } from "./chartAnswer.ts";
import { YahooError } from "./yahooError.ts";

/** One ticker's bars, and how they were had. */
export interface TickerHistory {
  /** Ascending; empty if there are none. */
  readonly bars: readonly YahooBar[];
  /**
   * `cache`: nothing was asked. `asked`: for the first time. `updated`: only what came after the cached part. `asked
   * again`: whole, since a split or a dividend had changed the cached part.
   */
  readonly how: "cache" | "asked" | "updated" | "asked again";
  /** Why there are no bars, or why the last ones are missing. */
  readonly failure?: YahooError;
}

/** Bars that are asked for again at an update, to see whether they are still the same. */
const OVERLAP = 5;
/** Relative difference of prices that is Yahoo's float noise; a smaller dividend is found by its event. */
const NOISE = 1e-5;
/** A refusal is believed for a day. */
const REFUSAL_MS = 86_400_000;
/** The exchange's last bar is there by 22:00 UTC of its day. */
const COMPLETE_MS = 22 * 3_600_000;

/** The last day whose bar is complete at this time. */
export function lastCompleteDay(now: number): number {
  return utcDay(now - COMPLETE_MS);
}

/**
 * A ticker's bars from `from` to `to`: from the cache where it has them, and asking only for what it lacks. A cached
 * part that a later split or dividend has changed is asked for again whole. When an update fails, what was cached is
 * still given, with the failure.
 *
 * @param ask asks Yahoo, patiently.
 */
export async function tickerHistory(
  symbol: string,
  from: number,
  to: number,
  cache: AnswerCache,
  ask: (from: number, to: number) => Promise<RawAnswer>,
  now: () => number,
): Promise<TickerHistory> {
  const cached = await cache.read(symbol);
  const known = joined(symbol, cached);
  const covers = known && cached.charts[0]!.from <= from;
  const cut = (bars: readonly YahooBar[]) => bars.filter(({ date }) => date >= from && date <= to);
  if (covers && coveredThrough(cached) >= Math.min(to, lastCompleteDay(now()))) {
    return { bars: cut(known), how: "cache" };
  }
  const kept = covers ? cut(known) : [];
  const { refusal } = cached;
  if (refusal && refusal.from <= from && refusal.to >= to && now() - refusal.answeredAt < REFUSAL_MS) {
    return { bars: kept, how: "cache", failure: failureOf(symbol, refusal) };
  }

  /** Asks, and keeps the answer; one that holds no bars does not replace those that do. */
  const askFor = async (start: number, before: readonly RawAnswer[]): Promise<YahooChart & TickerAnswers> => {
    const answer = await ask(start, to);
    try {
      return { ...readAnswer(symbol, answer), charts: [...before, answer] };
    } catch (error) {
      await cache.write(symbol, { charts: cached.charts, refusal: { ...answer, from } });
      throw error;
    }
  };
  let how: TickerHistory["how"] = "asked";
  try {
    const overlap = covers ? known.filter(({ close }) => close > 0).at(-OVERLAP) : undefined;
    if (covers && overlap) {
      const update = await askFor(overlap.date, cached.charts);
      if (continues(known, update)) {
        await cache.write(symbol, { charts: update.charts });
        return { bars: cut(appended(known, update.bars)), how: "updated" };
      }
      how = "asked again";
    }
    // A wider range that was cached is not given up for a narrower one.
    const { bars, charts } = await askFor(Math.min(from, cached.charts[0]?.from ?? from), []);
    await cache.write(symbol, { charts });
    return { bars: cut(bars), how };
  } catch (error) {
    if (!(error instanceof YahooError)) throw error;
    return { bars: kept, how, failure: error };
  }
}

/** The last day of which the cached answers know whether there is a bar. */
function coveredThrough({ charts }: TickerAnswers): number {
  const { to, answeredAt } = charts.at(-1)!;
  return Math.min(to, lastCompleteDay(answeredAt));
}

/** The bars of all cached charts, or undefined if there is none that can be read. */
function joined(symbol: string, { charts }: TickerAnswers): readonly YahooBar[] | undefined {
  let bars: readonly YahooBar[] | undefined;
  try {
    for (const answer of charts) {
      const chart = readAnswer(symbol, answer);
      bars = bars === undefined ? chart.bars : appended(bars, chart.bars);
    }
  } catch {
    return undefined;
  }
  return bars;
}

/** Later bars win: a volume is often corrected the day after. */
function appended(bars: readonly YahooBar[], later: readonly YahooBar[]): readonly YahooBar[] {
  return [...bars.filter(({ date }) => date < later[0]!.date), ...later];
}

/** True if the cached bars are as they would be asked for now: nothing happened since that changes older prices. */
function continues(known: readonly YahooBar[], { bars, events }: YahooChart): boolean {
  const last = known.at(-1)!.date;
  if (events.some(({ date }) => date > last)) return false;
  const before = new Map(known.map((bar) => [bar.date, bar]));
  const shared = bars.filter(({ date, close }) => close > 0 && (before.get(date)?.close ?? 0) > 0);
  const same = (a: number, b: number) => Math.abs(a - b) <= NOISE * Math.abs(b);
  return (
    shared.length > 0 &&
    shared.every(({ date, close, adjClose }) => {
      const old = before.get(date)!;
      return same(close, old.close) && same(adjClose, old.adjClose);
    })
  );
}

/** Why the ticker was refused, read from the answer again. */
function failureOf(symbol: string, refusal: RawAnswer): YahooError {
  try {
    readAnswer(symbol, refusal);
  } catch (error) {
    if (error instanceof YahooError) return error;
  }
  return new YahooError("malformed", "the cached answer cannot be read", { where: [symbol] });
}
