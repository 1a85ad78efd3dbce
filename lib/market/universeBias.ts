import { isoDate } from "../runtime/index.ts";
import type { Panel } from "./panel.ts";
import { listedTicker } from "./shareClass.ts";
import { coversDay, type Membership, type Universe } from "./universe.ts";

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
 * Which rows of a panel count: 1 where the row's ticker was a member of any of the lists on its date. The bars before
 * a name joined stay in the panel, since features look back over them; its rows just do not count yet.
 */
export function memberRows(panel: Panel, universes: readonly Universe[]): Uint8Array {
  const members = Map.groupBy(
    universes.flatMap((universe) => universe.members),
    ({ ticker }) => ticker,
  );
  const counts = new Uint8Array(panel.rows);
  const none: readonly Membership[] = [];
  for (const [t, ticker] of panel.tickers.entries()) {
    const mine = members.get(listedTicker(ticker)) ?? none;
    for (let i = panel.offsets[t]!; i < panel.offsets[t + 1]!; i++) {
      if (mine.some((member) => coversDay(member, panel.date[i]!))) counts[i] = 1;
    }
  }
  return counts;
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
        const percent = memberDays === 0 ? "none" : `${(100 * share).toFixed(1)} %`;
        return `${title} by date, ${percent} of its member-days have bars`;
      }
      if (bias === "survivorship-biased" && first >= asOf) return `${title} as of ${isoDate(asOf)}`;
      return `${bias}: ${title}, made as of ${isoDate(asOf)}`;
    })
    .join("; ");
}

/** How many of `days[from .. to)`, ascending, lie in [since, until). */
function daysWithin(days: Int32Array, from: number, to: number, since: number | null, until: number | null): number {
  const start = since === null ? from : lowerBound(days, from, to, since);
  const end = until === null ? to : lowerBound(days, from, to, until);
  return Math.max(0, end - start);
}

function lowerBound(days: Int32Array, from: number, to: number, day: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
