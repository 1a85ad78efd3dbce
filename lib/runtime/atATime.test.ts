import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { atATime } from "./atATime.ts";

test("begins items in their order, so many at a time, and ends when all have", async () => {
  const begun: number[] = [];
  let [now, most, ended] = [0, 0, 0];
  await atATime(3, [50, 10, 30, 20, 40], async (item) => {
    begun.push(item);
    most = Math.max(most, ++now);
    await setTimeout(item);
    now--;
    ended++;
  });
  expect([begun, most, ended]).toEqual([[50, 10, 30, 20, 40], 3, 5]);
});

test("after a failure no more are begun; what is thrown is the first item's, when those at hand have ended", async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  const work = atATime(2, [0, 1, 2, 3], async (item) => {
    begun.push(item);
    await setTimeout(item === 0 ? 30 : 5);
    ended.push(item);
    throw new Error(`item ${item}`);
  });
  await expect(work).rejects.toThrow("item 0");
  expect([begun, ended]).toEqual([
    [0, 1],
    [1, 0],
  ]);
});
