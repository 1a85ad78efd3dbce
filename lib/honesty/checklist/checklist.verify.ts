import { expect, test } from "vitest";
import { judged, results } from "../test/simulatedResults.ts";

test("signal-free policies reach the verdict in hardly any of 200 markets, and win rates fail or pass wrongly as rarely", () => {
  let [tradable, passed, failed] = [0, 0, 0];
  for (let k = 0; k < 200; k++) {
    const found = {
      ...results(`free ${k}`, { sessions: 500, trades: 500, wins: 0.9 }),
      blind: { p: 0.01, t: 3, weak: false },
    };
    const { answer, lines } = judged(found);
    if (answer === "tradable") tradable++;
    if (lines[0]!.status === "pass") passed++;
    if (lines[0]!.status === "fail") failed++;
  }
  expect(tradable).toBeLessThanOrEqual(4);
  // Exactly 90 % is true: each bound errs in one of twenty, 10 of 200; 20 has a chance of 0.2 %.
  expect(passed).toBeLessThanOrEqual(20);
  expect(failed).toBeLessThanOrEqual(20);
}, 600_000);
