import { expect, test } from "vitest";
import { tradeBlocks } from "./tradeBlocks.ts";

test("sums trades by the block of their decision, and knows which blocks touch", () => {
  const blocks = tradeBlocks(
    [
      { from: 10, to: 33, session: [33, 10, 14, 15, 30], net: [-0.25, 0.5, 0, 0.25, 1] },
      { from: 34, to: 38, session: [34, 38], net: [0.5, 0.25] },
      { from: 60, to: 64, session: [62], net: [-1] },
    ],
    4,
  );
  expect([...blocks.start]).toEqual([10, 15, 30, 34, 60]);
  expect([...blocks.trades]).toEqual([2, 1, 2, 2, 1]);
  expect([...blocks.wins]).toEqual([1, 1, 1, 2, 0]);
  expect([...blocks.gain]).toEqual([0.5, 0.25, 1, 0.75, 0]);
  expect([...blocks.loss]).toEqual([0, 0, 0.25, 0, 1]);
  // The blocks from 20 and 25 have no trade; the second stretch follows the first at once.
  expect([...blocks.touches]).toEqual([0, 1, 0, 1, 0]);
  expect(blocks).toMatchObject({ sessions: 24 + 5 + 5, length: 5 });
});

test("no stretch, no blocks", () => {
  expect(tradeBlocks([], 10)).toMatchObject({ sessions: 0, start: new Int32Array(0) });
});

test("what cannot be is refused", () => {
  const stretch = { from: 0, to: 9, session: [3], net: [0.1] };
  const run =
    (changed: object, horizon = 4) =>
    () =>
      tradeBlocks([{ ...stretch, ...changed }], horizon);
  expect(run({ session: [10] })).toThrow("trade 0 was decided in session 10, outside 0 to 9");
  expect(run({ session: [1, 2] })).toThrow("lengths differ");
  expect(run({ net: [NaN] })).toThrow("the net return of trade 0 is NaN");
  expect(run({}, 0)).toThrow("the horizon is 0");
  expect(run({ to: -1 })).toThrow("sessions 0 to -1");
  expect(() => tradeBlocks([stretch, stretch], 4)).toThrow("follows one that ends at 9");
});
