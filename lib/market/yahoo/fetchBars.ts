import { writePanelManifest } from "../panelManifest.ts";
import { type Universe, universeTickers } from "../universe.ts";
import { writePanel } from "../writePanel.ts";
import { type FetchManifest, fetchManifest } from "./fetchManifest.ts";
import { fetchYahoo, type YahooEffects, type YahooRequest, type YahooResult } from "./fetchYahoo.ts";
import type { YahooFailureKind } from "./yahooError.ts";

/** Which bars are fetched into which file. */
export interface FetchBarsRequest extends Omit<YahooRequest, "tickers"> {
  /** Lists of whose tickers those that were members within the dates are taken. */
  readonly universes: readonly Universe[];
  /** Tickers that are named one by one. */
  readonly byHand: readonly string[];
  /** The Parquet file; a manifest is written beside it. */
  readonly out: string;
}

/** What came of a fetch into a file. */
export interface FetchedBars {
  /** Of what was written; undefined where nothing was, since Yahoo has no bars or some tickers were not asked for. */
  readonly manifest: FetchManifest | undefined;
  readonly failed: FetchManifest["failed"];
  readonly result: YahooResult;
}

/** Failures that are the tickers' own: asking again would not change them. */
const FINAL: ReadonlySet<YahooFailureKind> = new Set(["delisted", "no data", "renamed"]);

/** True of a failure that is the ticker's own end, not that of the fetch. */
export const isFinalFailure = (kind: YahooFailureKind): boolean => FINAL.has(kind);

/**
 * Fetches daily bars from Yahoo into a Parquet file with its manifest. Nothing is written unless every ticker was asked
 * for: a part of them does not take the place of yesterday's whole file.
 *
 * @throws as `fetchYahoo`.
 */
export async function fetchBars(request: FetchBarsRequest, effects: YahooEffects = {}): Promise<FetchedBars> {
  const { universes, byHand, out, from, to } = request;
  const asked = { ...request, tickers: [...universeTickers(universes, from, to), ...byHand] };
  const result = await fetchYahoo(asked, effects);
  const failed = result.tickers.flatMap(({ ticker, failure }) => (failure ? [{ ticker, ...failure }] : []));
  const { panel } = result;
  if (!panel || result.incomplete) return { manifest: undefined, failed, result };
  const manifest = fetchManifest(asked, result, panel, universes, byHand);
  await writePanel(out, panel);
  await writePanelManifest(out, { ...manifest });
  return { manifest, failed, result };
}
