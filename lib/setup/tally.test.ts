import { describe, expect, test } from "vitest";
import { closingLine, pytestTally, sumTallies, vitestTally } from "./tally.ts";

describe("closingLine", () => {
  test("names skipped tests only where there are some", () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(
      closingLine(
        sumTallies([
          { passed: 3, failed: 1, skipped: 0 },
          { passed: 1, failed: 0, skipped: 2 },
        ]),
      ),
    ).toBe("4 passed, 1 failed, 2 skipped");
  });
});

describe("vitestTally", () => {
  const report = (passed: number, failed: number): string =>
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 1, numTodoTests: 0 });

  test("takes the counts of the report", () => {
    expect(vitestTally(report(5, 2), 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
    expect(vitestTally(report(5, 0), 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
  });

  test("a run that ended badly, ran nothing or left no report is a failure", () => {
    expect(vitestTally(report(5, 0), 1).failed).toBe(1);
    expect(vitestTally(report(0, 0), 0).failed).toBe(1);
    expect(vitestTally(undefined, 0).failed).toBe(1);
  });
});

describe("pytestTally", () => {
  const report =
    '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.1"></testsuite></testsuites>';

  test("takes the counts of the JUnit report", () => {
    expect(pytestTally(report, 1)).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });

  test("a run that collected nothing is a failure", () => {
    expect(pytestTally(report.replace(/="\d+"/g, '="0"'), 5).failed).toBe(1);
    expect(pytestTally(undefined, 4).failed).toBe(1);
  });
});
