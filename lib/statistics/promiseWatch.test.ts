import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { closeBlock, type PromiseWatch, watchPromise } from "./promiseWatch.ts";

function watchBlocks(wanted: number, precision: number, blocks: number, seed: number): PromiseWatch {
  const random = createRandom("watched", wanted, precision, seed);
  let watch = watchPromise(wanted);
  for (let b = 0; b < blocks; b++) {
    const trades = 1 + random.integer(10);
    const wins = Array.from({ length: trades }, () => random.uniform()).filter((u) => u < precision).length;
    watch = closeBlock(watch, { wins, trades });
  }
  return watch;
}

test("M is the mean of four products", () => {
  const watch = closeBlock(closeBlock(watchPromise(0.9), { wins: 3, trades: 4 }), { wins: 2, trades: 2 });
  const products = [0.5, 1, 2, 4].map((stake) => (1 + stake * 0.15) * (1 - stake * 0.1));
  expect(watch.evidence).toBeCloseTo(products.reduce((a, b) => a + b) / 4, 12);
  expect(watch).toMatchObject({ blocks: 2, withdrawnAt: null });
  expect(closeBlock(watch, { wins: 0, trades: 0 })).toBe(watch);
  expect(JSON.parse(JSON.stringify(watch))).toEqual(watch);
});

test("a stake cannot lose all, whatever is promised", () => {
  let watch = watchPromise(0.3);
  for (let b = 0; b < 200; b++) watch = closeBlock(watch, { wins: 5, trades: 5 });
  for (const product of watch.products) expect(product).toBeGreaterThan(0);
});

test("a true promise is seldom withdrawn, a broken one is, and stays so", () => {
  const withdrawn = (precision: number, wanted: number) =>
    Array.from({ length: 400 }, (_, seed) => watchBlocks(wanted, precision, 120, seed)).filter(
      ({ withdrawnAt }) => withdrawnAt !== null,
    ).length / 400;
  for (const wanted of [0.62, 0.9]) {
    expect(withdrawn(wanted, wanted)).toBeLessThanOrEqual(0.05);
    expect(withdrawn(wanted - 0.15, wanted)).toBeGreaterThan(0.9);
  }
  let watch = watchPromise(0.9);
  for (let b = 0; b < 6; b++) watch = closeBlock(watch, { wins: 0, trades: 1 });
  const at = watch.withdrawnAt;
  expect(at).toBe(3);
  for (let b = 0; b < 200; b++) watch = closeBlock(watch, { wins: 1, trades: 1 });
  expect(watch.evidence).toBeLessThan(1);
  expect(watch.withdrawnAt).toBe(at);
});

test("what cannot be is refused", () => {
  expect(() => watchPromise(1)).toThrow("the wanted precision is 1");
  expect(() => closeBlock(watchPromise(0.9), { wins: 3, trades: 2 })).toThrow("3 wins of 2 trades");
});
