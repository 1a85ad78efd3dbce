import { isoDate } from "trident-base";
import { formatNumber } from "../charts/index.ts";
import { bisectLeft } from "../runtime/index.ts";
import type { Panel } from "./panel.ts";
import { listedTicker } from "./shareClass.ts";
import type { Universe } from "./universe.ts";

/** How many of the days on which names were in a list have bars. */
export interface MemberCoverage {
  /** Names times the panel's sessions on which each was a member. */
  readonly memberDays: number;
  readonly withBars: number;
  /** `withBars / memberDays`; NaN if no name was a member. */
  readonly share: number;
}

/**
 * The share of a list's member-days, over the sessions of the panel's calendar, that have bars in it. What is missing
 * is mostly the shares that were delisted or taken over: the lower the share, the more a result flatters.
 */
export function memberCoverage(panel: Panel, universe: Universe): MemberCoverage {
  const { calendar } = panel;
  const indexOf = new Map(panel.tickers.map((ticker, t) => [listedTicker(ticker), t]));
  let memberDays = 0;
  let withBars = 0;
  for (const { ticker, since, until } of universe.members) {
    const t = indexOf.get(ticker);
    const [from, to] = t === undefined ? [0, 0] : [panel.offsets[t]!, panel.offsets[t + 1]!];
    memberDays += daysWithin(calendar, 0, calendar.length, since, until);
    withBars += daysWithin(panel.date, from, to, since, until);
  }
  return { memberDays, withBars, share: withBars / memberDays };
}

/**
 * What the choice of these lists does to results on this panel, as one line for manifests and reports: which lists were
 * made with hindsight, which know only their survivors, and what share of the days of membership by date has bars.
 */
export function universeBias(universes: readonly Universe[], panel: Panel): string {
  const first = panel.calendar[0]!;
  return universes
    .map((universe) => {
      const { title, asOf, bias } = universe;
      if (bias === "membership by date") {
        const { share, memberDays } = memberCoverage(panel, universe);
        return `${title} by date, ${memberDays === 0 ? "none" : formatNumber(share, 1, "%")} of its member-days have bars`;
      }
      if (bias === "survivorship-biased" && first >= asOf) return `${title} as of ${isoDate(asOf)}`;
      return `${bias}: ${title}, made as of ${isoDate(asOf)}`;
    })
    .join("; ");
}

/**
 * What is said of bars of which nobody wrote down how their tickers were chosen. The share of the S&P 500's member-days
 * that have bars tells how many of those that left the market are missing; it is left out where it is 0 or not known.
 */
export function unknownBias({ share }: MemberCoverage): string {
  const said = "not known, assume survivorship and hindsight";
  return share > 0 ? `${said}; ${formatNumber(share, 1, "%")} of the S&P 500's member-days have bars` : said;
}

/** How many of `days[from .. to)`, ascending, lie in [since, until). */
function daysWithin(days: Int32Array, from: number, to: number, since: number | null, until: number | null): number {
  const start = since === null ? from : bisectLeft(days, since, from, to);
  const end = until === null ? to : bisectLeft(days, until, from, to);
  return Math.max(0, end - start);
}
