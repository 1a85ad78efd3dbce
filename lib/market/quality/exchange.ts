import { parseIsoDate, utcDate } from "trident-base";
import { isSession, NYSE_CALENDAR_FROM } from "../nyseCalendar.ts";

const KNOWN_FROM = parseIsoDate(NYSE_CALENDAR_FROM);

/**
 * What is known of the New York Stock Exchange on a day: that it traded or was closed; before its calendar begins, only
 * that it was closed on weekends.
 */
export function exchangeOn(day: number): "open" | "closed" | "unknown" {
  if (day >= KNOWN_FROM) return isSession(day) ? "open" : "closed";
  const weekday = utcDate(day).getUTCDay();
  return weekday === 0 || weekday === 6 ? "closed" : "unknown";
}
