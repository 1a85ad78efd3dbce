import { expect, test } from "vitest";
import { adjustBars } from "./adjust.ts";
import { createPanel } from "./panel.ts";

test("prices are scaled by adj_close / close, and high and low contain open and close again", () => {
  const panel = createPanel(
    {
      ticker: ["A", "A", "B"],
      date: Int32Array.of(1, 2, 1),
      open: Float64Array.of(10, 12, 5),
      high: Float64Array.of(11, 11, 6),
      low: Float64Array.of(9, 10, 4),
      close: Float64Array.of(10, 10, 5),
      adjClose: Float64Array.of(5, 10, 5),
      volume: Float64Array.of(100, 200, 300),
    },
    { source: "memory", bias: null },
  );
  const a = adjustBars(panel, 0);
  expect(a).toMatchObject({ ticker: "A", length: 2 });
  expect([...a.open, ...a.high, ...a.low, ...a.close]).toEqual([5, 12, 5.5, 12, 4.5, 10, 5, 10]);
  expect([...a.volume, ...a.dollarVolume]).toEqual([100, 200, 1000, 2000]);

  const b = adjustBars(panel, 1, { reuse: a });
  expect(b.open).toBe(a.open);
  expect(b).toMatchObject({ ticker: "B", length: 1 });
  expect([b.open[0], b.high[0], b.low[0], b.close[0], b.dollarVolume[0]]).toEqual([5, 6, 4, 5, 1500]);
  expect(adjustBars(panel, 0, { reuse: adjustBars(panel, 1) })).toEqual(adjustBars(panel, 0));
});
