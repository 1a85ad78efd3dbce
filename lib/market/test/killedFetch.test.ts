import { expect, test } from "vitest";
import { expectWhole } from "./expectWhole.ts";
import { killedFetch } from "./killedFetch.ts";

test("60 tickers, 5 % of answers faulty in each way, one kill: every bar once, hardly a request too many", async () => {
  const fetched = await killedFetch(60, 0.05, [0.5]);
  expect(fetched.kills).toBe(1);
  // The fault that this test is about is there.
  expect(fetched.needed).toBeGreaterThan(75);
  expectWhole(fetched);
});
