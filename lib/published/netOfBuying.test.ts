import { expect, test } from "vitest";
import { lastBars, readPanel } from "../market/index.ts";
import { netOfBuying } from "./netOfBuying.ts";

test("a BUY earns from the next open to the window's last close, less 10 basis points, whatever the method", async () => {
  const year = lastBars(await readPanel("synthetic:tickers=8,years=2,seed=4"), 251);
  const horizon = 7;
  const net = netOfBuying(year, { method: "simple", profit: 0.06, stop: 0.05, horizon });
  expect(netOfBuying(year, { method: "triple_barrier", profit: 0.01, stop: 0.01, horizon })).toEqual(net);
  const row = year.offsets[0]!;
  const open = (year.open[row + 1]! * year.adjClose[row + 1]!) / year.close[row + 1]!;
  expect(net[row]).toBeCloseTo(year.adjClose[row + horizon]! / open - 1 - 0.001, 12);
  // A window that has not ended yet is known only of a ticker that was delisted.
  const seams = year.tickers.map((_, t) => year.offsets[t + 1]! - 1).filter((last) => year.session[last]! > 495);
  expect(seams.length).toBeGreaterThan(0);
  for (const last of seams) expect(net[last]).toBeNaN();
});
