import { isoDate } from "trident-base";
import type { Panel } from "../panel.ts";
import { listedTicker } from "../shareClass.ts";
import type { Universe, UniverseBias } from "../universe.ts";
import { type MemberCoverage, memberCoverage, universeBias } from "../universeBias.ts";
import type { YahooRequest, YahooResult, YahooTicker } from "./fetchYahoo.ts";
import type { YahooFailureKind } from "./yahooError.ts";

/** What was asked of Yahoo, what came, and what the choice of tickers does to results. */
export interface FetchManifest {
  readonly source: "Yahoo Finance";
  readonly asked: {
    readonly tickers: number;
    readonly from: string;
    readonly to: string;
    readonly universes: readonly {
      readonly name: string;
      readonly asOf: string;
      readonly bias: UniverseBias;
      /** Of a list with membership by date: the share of its member-days with bars. */
      readonly coverage?: MemberCoverage;
    }[];
  };
  readonly got: {
    readonly rows: number;
    readonly tickers: number;
    readonly first: string;
    readonly last: string;
    readonly missingSessions: number;
    readonly unusableBars: number;
  };
  readonly adjustment: Panel["origin"]["adjustment"];
  readonly bias: string;
  readonly tickers: readonly (YahooTicker & {
    /** Why it is in, since when and until when; null is without an end. */
    readonly memberships: readonly {
      readonly universe: string;
      readonly why: string;
      readonly since: string | null;
      readonly until: string | null;
    }[];
  })[];
  readonly failed: readonly { readonly ticker: string; readonly kind: YahooFailureKind; readonly why: string }[];
}

const BY_HAND = "survivorship-biased: tickers named by hand, of which Yahoo has those that are still listed";

/**
 * The manifest of a panel that was fetched.
 *
 * @param universes the lists whose tickers were asked for.
 * @param byHand tickers that were named one by one: they count on every day.
 */
export function fetchManifest(
  request: YahooRequest,
  result: YahooResult,
  panel: Panel,
  universes: readonly Universe[],
  byHand: readonly string[],
): FetchManifest {
  const day = (date: number | null) => (date === null ? null : isoDate(date));
  const memberships = Map.groupBy(
    universes.flatMap(({ name, members }) => members.map((member) => ({ universe: name, ...member }))),
    ({ ticker }) => ticker,
  );
  const named = new Set(byHand.map(listedTicker));
  const tickers = result.tickers.map((each) => ({
    ...each,
    memberships: [
      ...(memberships.get(each.ticker) ?? []).map(({ universe, why, since, until }) => ({
        universe,
        why,
        since: day(since),
        until: day(until),
      })),
      ...(named.has(each.ticker) ? [{ universe: "by hand", why: "named by hand", since: null, until: null }] : []),
    ],
  }));
  return {
    source: "Yahoo Finance",
    asked: {
      tickers: result.tickers.length,
      from: isoDate(request.from),
      to: isoDate(request.to),
      universes: universes.map((universe) => ({
        name: universe.name,
        asOf: isoDate(universe.asOf),
        bias: universe.bias,
        ...(universe.bias === "membership by date" ? { coverage: memberCoverage(panel, universe) } : {}),
      })),
    },
    got: {
      rows: panel.rows,
      tickers: panel.tickers.length,
      first: isoDate(panel.calendar[0]!),
      last: isoDate(panel.calendar.at(-1)!),
      missingSessions: panel.origin.missingSessions,
      unusableBars: result.tickers.reduce((sum, { unusable }) => sum + unusable.length, 0),
    },
    adjustment: panel.origin.adjustment,
    bias: [
      ...(universes.length > 0 ? [universeBias(universes, panel)] : []),
      ...(byHand.length > 0 ? [BY_HAND] : []),
    ].join("; "),
    tickers,
    failed: result.tickers.flatMap(({ ticker, failure }) => (failure ? [{ ticker, ...failure }] : [])),
  };
}
