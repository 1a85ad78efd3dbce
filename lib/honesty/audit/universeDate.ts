import { isoDate, parseIsoDate } from "trident-base";
import { delistedTickers } from "../../market/index.ts";
import { SESSIONS_A_YEAR } from "../../statistics/index.ts";
import type { AuditCheck } from "./check.ts";
import type { AuditSubject } from "./subject.ts";

/** A year's share of tickers that are delisted, and how seldom none of a list's leaves before that is said. */
const DELISTED_A_YEAR = 0.03;
const CHANCE = 1e-5;

/**
 * Asks that the list of tickers was made by the first day, or that its bias is said: a list that nobody calls a survivors'
 * is one if none of its tickers ever left, and chance does not explain that.
 */
export function checkUniverse({ panel }: Pick<AuditSubject, "panel">): readonly AuditCheck[] {
  const { bias, members } = panel.origin;
  const first = panel.calendar[0]!;
  const isSaid = bias !== null && /hindsight|survivor/i.test(bias);
  const made = [...(bias ?? "").matchAll(/as of (\d{4}-\d\d-\d\d)/g)].map(([, day]) => parseIsoDate(day!));
  const late = made.find((day) => day > first);
  const left = delistedTickers(panel).reduce((sum, each) => sum + each, 0);
  const years = panel.rows / SESSIONS_A_YEAR;
  const chance = Math.exp(-DELISTED_A_YEAR * years);
  const fault =
    isSaid || members
      ? undefined
      : late !== undefined
        ? `the list was made as of ${isoDate(late)}, after the first day, ${isoDate(first)}, and is not called so`
        : left === 0 && chance < CHANCE
          ? `none of ${panel.tickers.length} tickers left in ${Math.round(years)} ticker-years (chance ${chance.toExponential(0)}): a list of survivors that nobody calls one`
          : undefined;
  return [
    {
      ...{ id: "universe", subject: "tickers", passed: fault === undefined },
      detail: fault
        ? `${fault}. Write the bias into the panel's manifest, or fetch with a universe by date`
        : members
          ? "membership is known by date"
          : (bias ?? "nobody wrote down how the tickers were chosen: assume survivorship and hindsight"),
    },
  ];
}
