import { execFileSync } from "node:child_process";
import { isoDate, parseIsoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { describe, expect, test } from "vitest";
import { isEarlyClose, isSession, sessionsBetween } from "./nyseCalendar.ts";

const PEER = `
import json, sys
import exchange_calendars
calendar = exchange_calendars.get_calendar("XNYS", start="1990-01-01", end="2026-12-31")
dates = lambda days: [str(day.date()) for day in days]
json.dump({"sessions": dates(calendar.sessions), "early": dates(calendar.early_closes)}, sys.stdout)
`;

describe("against exchange_calendars, 1990 to 2026", () => {
  const answer = execFileSync(venvProgram("python"), ["-c", PEER], { encoding: "utf8", maxBuffer: 1e8 });
  const peer = JSON.parse(answer) as { sessions: string[]; early: string[] };
  const ours = [...sessionsBetween(parseIsoDate("1990-01-01"), parseIsoDate("2026-12-31"))];

  test("the sessions are the same", () => {
    expect(ours.length).toBeGreaterThan(9000);
    expect(ours.map(isoDate)).toEqual(peer.sessions);
  });

  test("the early closes are the same", () => {
    expect(ours.filter(isEarlyClose).map(isoDate)).toEqual(peer.early);
  });
});

test.each([
  ["2001-09-11", false, "attacks"],
  ["2001-09-17", true, "the first session after them"],
  ["2012-10-30", false, "hurricane Sandy"],
  ["2021-06-18", true, "Juneteenth was not yet kept"],
  ["2022-06-20", false, "Juneteenth on a Sunday"],
  ["2021-12-31", true, "New Year's Day on a Saturday is not made up for"],
  ["2023-01-02", false, "New Year's Day on a Sunday"],
  ["2027-03-26", false, "Good Friday of a later year"],
  ["2024-03-09", false, "a Saturday"],
])("%s: session %s (%s)", (date, session) => {
  expect(isSession(parseIsoDate(date))).toBe(session);
});

test("a closed day does not close early, and an empty range has no sessions", () => {
  expect(isEarlyClose(parseIsoDate("2021-12-24"))).toBe(false);
  expect(sessionsBetween(20_000, 19_999)).toEqual(new Int32Array());
});

test("before 1990 and between two days it says that it does not know", () => {
  expect(() => isSession(parseIsoDate("1989-12-29"))).toThrow("not known on 1989-12-29");
  expect(() => isSession(0.5)).toThrow("not known on 0.5");
});
