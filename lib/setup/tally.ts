/** How many tests passed, failed and were skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The sum of tallies. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The closing line of `npm test`: `N passed, N failed`, with `, N skipped` only where some were. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * The tally of vitest's JSON report. A run that wrote no report, ran no test, or ended badly without a failed test (a
 * crash, an unhandled rejection, a file that does not load) counts as one failure.
 *
 * @param report the file's text, or undefined if there is none.
 */
export function vitestTally(report: string | undefined, exitCode: number): Tally {
  const counts = report === undefined ? {} : (JSON.parse(report) as Record<string, number | undefined>);
  return judge(
    {
      passed: counts.numPassedTests ?? 0,
      failed: counts.numFailedTests ?? 0,
      skipped: (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0),
    },
    exitCode,
  );
}

/** The tally of pytest's JUnit report, judged as `vitestTally` does. */
export function pytestTally(report: string | undefined, exitCode: number): Tally {
  const suite = /<testsuite\s[^>]*>/.exec(report ?? "")?.[0] ?? "";
  const count = (name: string): number => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  const skipped = count("skipped");
  return judge({ passed: Math.max(count("tests") - failed - skipped, 0), failed, skipped }, exitCode);
}

function judge(tally: Tally, exitCode: number): Tally {
  const ranNothing = tally.passed + tally.failed === 0;
  return tally.failed === 0 && (exitCode !== 0 || ranNothing) ? { ...tally, failed: 1 } : tally;
}
