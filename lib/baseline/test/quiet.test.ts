import { expect, test } from "vitest";
import { quickValidator } from "../quickValidator.ts";
import { quietPanel } from "./quietPanel.ts";

test("labels of one class are a result: nothing to learn, and what buying always would have given", async () => {
  const results = await quickValidator(quietPanel(), { draws: 100 });
  expect(results.map(({ strategy }) => strategy.id)).toEqual([
    "aggressive",
    "simple",
    "conservative",
    "triple_barrier",
  ]);
  for (const { published, honest, strategy } of results) {
    // As published the triple barrier calls a close above the entry a BUY, and there are no SELL rows.
    const isTriple = strategy.method === "triple_barrier";
    expect(published.nothingToLearn).toBe(isTriple ? "every target was reached" : "no barrier was reached");
    expect(published.importances).toEqual([]);
    expect(honest.nothingToLearn).toBe("no target was reached");
    expect(honest).toMatchObject({ baseRate: 1, model: null, overAlwaysBuy: null, importances: [] });
    expect(honest.accuracy.estimate).toBe(1);
    expect(honest.alwaysBuy.winRate.estimate).toBeLessThan(0.5);
  }
});
