import { htmlTable } from "../charts/index.ts";
import type { SmokeCheck, SmokeTest } from "./smokeTest.ts";

/** Inputs of a drift table. */
const SHOWN = 10;

/** What a smoke test looked at, line by line, as HTML. */
export function smokeTable({ date, checks, mayTrade }: Pick<SmokeTest, "date" | "checks" | "mayTrade">): string {
  const said = ({ passed }: SmokeCheck): string => (passed === null ? "not checked" : passed ? "passed" : "FAILED");
  return htmlTable(
    checks,
    [
      { title: "check", value: ({ id }) => id },
      { title: "", value: said },
      { title: "found", value: ({ detail }) => detail },
    ],
    `Smoke test at the close of ${date}: ${mayTrade ? "may trade" : "may not trade"}`,
  );
}

/** The inputs that have moved most since the training, as HTML; by custom below 0.1 is none, above 0.25 is much. */
export function driftTable({ drift }: Pick<SmokeTest, "drift">): string {
  if (drift.length === 0) return "<p>Nothing to compare with.</p>";
  return htmlTable(
    drift.slice(0, SHOWN),
    [
      { title: "input", value: ({ input }) => input },
      { title: "population stability index", value: ({ index }) => index, digits: 2 },
      { title: "moved", value: ({ index }) => (index > 0.25 ? "much" : index > 0.1 ? "some" : "hardly") },
    ],
    `The ${Math.min(SHOWN, drift.length)} of ${drift.length} inputs that have moved most`,
  );
}
