import { expect, test } from "vitest";
import { createPanel } from "./panel.ts";

test("rows in another order are sorted by ticker, then date, and that is recorded", () => {
  const one = Float64Array.of(1, 2, 3);
  const panel = createPanel(
    {
      ticker: ["B", "A", "A"],
      date: Int32Array.of(10, 11, 10),
      open: one,
      high: one,
      low: one,
      close: one,
      volume: one,
    },
    { source: "memory", bias: null },
  );
  expect(panel.tickers).toEqual(["A", "B"]);
  expect([...panel.offsets]).toEqual([0, 2, 3]);
  expect([...panel.close]).toEqual([3, 2, 1]);
  expect([...panel.session]).toEqual([0, 1, 0]);
  expect(panel.origin).toMatchObject({ reordered: true, adjustment: "as given", missingSessions: 0 });
});
