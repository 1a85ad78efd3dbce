import { expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { findingsOf } from "./panelDemands.ts";

test("a bar at fault counts as far as inputs look back, a day that is odd for the whole market for its week", async () => {
  const panel = await readPanel("synthetic:tickers=30,years=2,seed=4");
  const today = panel.calendar.at(-1)!;
  expect(findingsOf(panel, today, 400)).toEqual([]);
  const random = createRandom("misfit");
  const odd = panel.calendar.at(-100)!;
  for (let row = 0; row < panel.rows; row++) {
    if (panel.date[row] !== odd) continue;
    const times = Math.exp(0.1 * random.normal());
    for (const prices of [panel.close, panel.adjClose]) prices[row]! *= times;
    panel.high[row] = Math.max(panel.high[row]!, panel.close[row]!);
    panel.low[row] = Math.min(panel.low[row]!, panel.close[row]!);
  }
  panel.volume[7] = 0;
  const found = findingsOf(panel, today, 400);
  expect(found.filter(({ kind }) => kind === "misfit_day").length).toBeGreaterThan(20);
  expect(found.filter(({ kind }) => kind === "volume")).toHaveLength(1);
  for (const { kind, bars } of found) expect(bars).toBe(kind === "misfit_day" ? 5 : 400);
  // For decisions of a later day only odd days that are over by then are left out.
  for (const ago of [1, 94, 95, 96, 97, 100, 101]) {
    const from = panel.calendar.at(-ago)!;
    const still = findingsOf(panel, today, 400, from);
    const counts = ({ rows, bars, end }: (typeof found)[number]): boolean =>
      rows.some((row) =>
        Array.from({ length: bars }, (_, k) => row + k).some((i) => i < end && panel.date[i]! >= from),
      );
    expect(still.filter(counts)).toEqual(found.filter(counts));
    if (ago < 95) expect(still.every(({ kind }) => kind !== "misfit_day")).toBe(true);
  }
});
