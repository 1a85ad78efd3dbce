import { isoDate, parseIsoDate, UsageError, utcDate } from "trident-base";

/** The first date that the rules below are right for. */
export const NYSE_CALENDAR_FROM = "1990-01-01";
const KNOWN_FROM = parseIsoDate(NYSE_CALENDAR_FROM);

/** Closed all day by decision: mourning, 11 September 2001, hurricane Sandy. */
const CLOSED_ONCE: ReadonlySet<string> = new Set([
  "1994-04-27",
  "2001-09-11",
  "2001-09-12",
  "2001-09-13",
  "2001-09-14",
  "2004-06-11",
  "2007-01-02",
  "2012-10-29",
  "2012-10-30",
  "2018-12-05",
  "2025-01-09",
]);

/** Closed at noon or so by decision, beside the rules. */
const EARLY_ONCE: ReadonlySet<string> = new Set(["1997-12-26", "1999-12-31", "2003-12-26"]);

const MONDAY = 1;
const WEDNESDAY = 3;
const THURSDAY = 4;
const FRIDAY = 5;

interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Of the month, from 1. */
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/**
 * True if the New York Stock Exchange trades on this day: its weekdays less the holidays of its rule 7.2 and the days
 * on which it was closed once. Closures that are decided later are not known.
 *
 * @param day days since 1970-01-01.
 * @throws UsageError before 1990: the holidays were others.
 */
export function isSession(day: number): boolean {
  const date = calendarDate(day);
  return date.weekday >= MONDAY && date.weekday <= FRIDAY && !isHoliday(date) && !CLOSED_ONCE.has(isoDate(day));
}

/**
 * The sessions from `from` to `to`, both included, ascending; days since 1970-01-01.
 *
 * @throws UsageError if `from` is before 1990.
 */
export function sessionsBetween(from: number, to: number): Int32Array {
  const days: number[] = [];
  for (let day = from; day <= to; day++) if (isSession(day)) days.push(day);
  return Int32Array.from(days);
}

/**
 * True if this day is a session that ends before 16:00: the day after Thanksgiving, Christmas Eve, the day before (or,
 * to 2012, the Friday after) Independence Day, and three days once.
 *
 * @param day days since 1970-01-01.
 * @throws UsageError before 1990.
 */
export function isEarlyClose(day: number): boolean {
  if (!isSession(day)) return false;
  const { year, month, day: ofMonth, weekday } = calendarDate(day);
  if (month === 7 && ofMonth === 3) {
    return year >= 1995 && (weekday !== WEDNESDAY || year >= 2013) && weekday !== FRIDAY;
  }
  if (month === 7 && ofMonth === 5) return weekday === FRIDAY && year >= 1995 && year <= 2012;
  if (month === 11) return year >= 1992 && weekday === FRIDAY && ofMonth >= 23 && ofMonth <= 29;
  if (month === 12 && ofMonth === 24) return weekday !== FRIDAY;
  return EARLY_ONCE.has(isoDate(day));
}

function isHoliday(date: CalendarDate): boolean {
  const { year, month, day, weekday } = date;
  switch (month) {
    case 1:
      // On a Saturday New Year's Day is not made up for.
      return day === 1 || (day === 2 && weekday === MONDAY) || (year >= 1998 && isNth(3, MONDAY, date));
    case 2:
      return isNth(3, MONDAY, date);
    case 3:
    case 4:
      return weekday === FRIDAY && isGoodFriday(date);
    case 5:
      return weekday === MONDAY && day > 24;
    case 6:
      return year >= 2022 && isObserved(19, date);
    case 7:
      return isObserved(4, date);
    case 9:
      return isNth(1, MONDAY, date);
    case 11:
      return isNth(4, THURSDAY, date);
    case 12:
      return isObserved(25, date);
    default:
      return false;
  }
}

const isNth = (n: number, weekday: number, date: CalendarDate): boolean =>
  date.weekday === weekday && Math.ceil(date.day / 7) === n;

/** A holiday on a Saturday is kept on the Friday before it, one on a Sunday on the Monday after it. */
const isObserved = (holiday: number, { day, weekday }: CalendarDate): boolean =>
  day === holiday || (day === holiday - 1 && weekday === FRIDAY) || (day === holiday + 1 && weekday === MONDAY);

/** Easter Sunday by the Gregorian computus of Meeus, Jones and Butcher; Good Friday is two days before it. */
function isGoodFriday({ year, month, day }: CalendarDate): boolean {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const leap = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + leap + 15) % 30;
  const full = epact - Math.floor((golden + 11 * epact) / 319);
  const shift = (2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - full - (year % 4) + 32) % 7;
  // Easter as days after 21 March.
  const easter = full + shift + 1;
  return (month - 3) * 31 + day === 21 + easter - 2;
}

function calendarDate(day: number): CalendarDate {
  if (!Number.isInteger(day) || day < KNOWN_FROM) {
    throw new UsageError(
      `the calendar of the New York Stock Exchange is not known on ${Number.isInteger(day) ? isoDate(day) : day}`,
      { remedy: `Ask for days from ${NYSE_CALENDAR_FROM} on.` },
    );
  }
  const date = utcDate(day);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}
