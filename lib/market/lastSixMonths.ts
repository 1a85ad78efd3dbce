import type { Panel } from "./panel.ts";

/** Sessions of the last six months, on which a model is validated. */
export const SIX_MONTHS_SESSIONS = 126;

/** Sessions before them without which nothing is held out: with fewer no decision has the history that it demands. */
const LEAST_SESSIONS = 500;

/**
 * First session of the last six months, a place in the calendar: the last 126 sessions, if 500 are left before them.
 * Undefined where the panel is too short.
 */
export function lastSixMonths({ calendar }: Pick<Panel, "calendar">): number | undefined {
  const sessions = calendar.length;
  return sessions >= SIX_MONTHS_SESSIONS + LEAST_SESSIONS ? sessions - SIX_MONTHS_SESSIONS : undefined;
}
