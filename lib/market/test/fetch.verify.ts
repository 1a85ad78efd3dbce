import { expect, test } from "vitest";
import { expectWhole } from "./expectWhole.ts";
import { killedFetch } from "./killedFetch.ts";

test("500 tickers, 5 % of answers faulty in each way, two kills: every bar once, requests at most 1.1 of the needed", async () => {
  const fetched = await killedFetch(500, 0.05, [0.3, 0.7]);
  expect(fetched.kills).toBe(2);
  expectWhole(fetched);
  const { requests, needed, rows } = fetched;
  console.log(`${requests} requests, ${needed} needed (tickers and faulty answers), ${rows} bars`);
});
