import { join } from "node:path";
import { isoDate, makeFolder, UsageError } from "trident-base";
import {
  type FetchedBars,
  fetchBars,
  isFinalFailure,
  isSession,
  lastFetchableDay,
  type Panel,
  readPanel,
  type Universe,
  type YahooEffects,
} from "../market/index.ts";
import { barChecks } from "./barChecks.ts";
import { PaperError } from "./paperError.ts";

/** What a state trades on. */
export interface YahooMarketRequest {
  /** The state's file; the bars lie in the folder `FILE.market`. */
  readonly state: string;
  /** Lists of tickers, and tickers named one by one. */
  readonly universes: readonly Universe[];
  readonly byHand: readonly string[];
  /** First session that is traded, days since 1970-01-01. */
  readonly from: number;
  /** Bars up to a decision that a ticker needs. */
  readonly demanded: number;
}

/** Bars that were fetched and may be traded on. */
export interface YahooMarket {
  /** `bars.parquet`, beside it `spy.parquet` and the manifest. */
  readonly file: string;
  readonly panel: Panel;
  /** Tickers that Yahoo has no bars of (any more), a sentence each. */
  readonly notes: readonly string[];
}

/** Calendar days of a session, and days to spare: a month begins, the exchange closes. */
const DAYS_A_SESSION = 365.25 / 252;
const SPARE_DAYS = 31;

/**
 * Fetches what a state trades on, its tickers and SPY, up to the last session that is over. Refused, so that nothing is
 * traded: bars that are not of that session, tickers that Yahoo did not answer for, bars that the checks of `barChecks`
 * refuse. What was fetched is kept, and a later call asks for new days alone.
 *
 * @throws PaperError if the bars are not to be traded on; UsageError if the first session is not over.
 */
export async function yahooMarket(request: YahooMarketRequest, effects: YahooEffects = {}): Promise<YahooMarket> {
  const { state, from, demanded } = request;
  const to = lastFetchableDay(effects.clock);
  if (from > to) {
    throw new UsageError(`the first session is ${isoDate(from)}, and the last day that is over is ${isoDate(to)}`, {
      remedy: "Run it after the first session's close, from 22:00 UTC on.",
    });
  }
  const folder = `${state}.market`;
  await makeFolder(folder);
  const dates = { from: from - Math.ceil(DAYS_A_SESSION * demanded) - SPARE_DAYS, to, cache: join(folder, "answers") };
  const file = join(folder, "bars.parquet");
  const bars = await fetchBars({ ...request, ...dates, out: file }, effects);
  refuseHoles(bars, file);
  // Apart from what is decided on: clusters and ranks are among the bars of the panel.
  const spy = join(folder, "spy.parquet");
  refuseHoles(await fetchBars({ universes: [], byHand: ["SPY"], ...dates, out: spy }, effects), spy, true);
  const panel = await readPanel(file);
  refuseStale(panel, to, file);
  const refused = barChecks(panel, demanded, to + 1).find(({ id, passed }) => !passed && id !== "long");
  if (refused) throw notTraded(`Yahoo's bars are not ${refused.id}: ${refused.detail}`, file);
  return { file, panel, notes: bars.failed.map(({ ticker, why }) => `${ticker}: ${why}`) };
}

/** Refuses bars that lack some of what was asked for, but for tickers that Yahoo does not have. */
function refuseHoles({ manifest, failed, result }: FetchedBars, file: string, needsAll = false): void {
  const [first, ...rest] = failed.filter(({ kind }) => needsAll || !isFinalFailure(kind));
  if (first) {
    const told = `${rest.length + 1} of ${result.tickers.length} tickers are not there as asked, such as ${first.ticker}`;
    throw notTraded(told, file, `${first.why}${first.why.endsWith(".") ? "" : "."}`);
  }
  if (!manifest) throw notTraded("Yahoo has no bars of these tickers", file);
}

/** Refuses bars that end before the last session that is over. */
function refuseStale({ calendar }: Panel, to: number, file: string): void {
  let expected = to;
  while (!isSession(expected)) expected--;
  const last = calendar.at(-1)!;
  if (last >= expected) return;
  throw notTraded(`Yahoo's bars end on ${isoDate(last)}, and the session of ${isoDate(expected)} is over`, file);
}

function notTraded(why: string, file: string, remedy = "Run it again later: what has come is kept."): PaperError {
  return new PaperError(`nothing was traded: ${why}`, { where: [file], remedy });
}
