import type { Panel } from "./panel.ts";

/** Sessions of the later year, which no search and no choice of tickers sees. */
export const LATER_YEAR_SESSIONS = 252;

/** Sessions before it without which nothing is held out. */
const LEAST_SESSIONS = 200;

/**
 * First session of the later year, a place in the calendar: the last 252 sessions, if 200 are left before them.
 * Undefined where the panel is too short for one.
 */
export function laterYear({ calendar }: Pick<Panel, "calendar">): number | undefined {
  const sessions = calendar.length;
  return sessions >= LATER_YEAR_SESSIONS + LEAST_SESSIONS ? sessions - LATER_YEAR_SESSIONS : undefined;
}
