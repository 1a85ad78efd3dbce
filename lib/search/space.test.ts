import { expect, test } from "vitest";
import { isAtCorner, labellingAt, SEARCH_SPACE, type SearchPoint } from "./space.ts";

function everyPoint(): SearchPoint[] {
  const all = ({ low, high }: { readonly low: number; readonly high: number }) =>
    Array.from({ length: high - low + 1 }, (_, k) => low + k);
  const { method, profitPercent, stopPercent, horizon } = SEARCH_SPACE;
  return method.choices.flatMap((each) =>
    all(profitPercent).flatMap((profit) =>
      all(stopPercent).flatMap((stop) =>
        all(horizon).map((bars) => ({ method: each, profitPercent: profit, stopPercent: stop, horizon: bars })),
      ),
    ),
  );
}

test("labellingAt gives whole percents as k / 100, so that 60 of the 3640 labellings are at the corner", () => {
  const points = everyPoint();
  expect(points).toHaveLength(3640);
  expect(labellingAt(points[0]!)).toEqual({ method: "simple", profit: 3 / 100, stop: 3 / 100, horizon: 1 });
  expect(points.map(labellingAt).filter(isAtCorner)).toHaveLength(60);
});

test("isAtCorner takes no point of the space, and no percent points in the place of fractions", () => {
  const point: SearchPoint = { method: "simple", profitPercent: 15, stopPercent: 12, horizon: 14 };
  // @ts-expect-error a point is no labelling
  expect(() => isAtCorner(point)).toThrow("profit is undefined");
  expect(() => isAtCorner({ method: "simple", profit: 3, stop: 3, horizon: 10 })).toThrow(
    "profit is 3. Give a fraction between 0 and 1: 0.05 is 5 %.",
  );
  expect(() => isAtCorner({ method: "simple", profit: 0.15, stop: 12, horizon: 14 })).toThrow("stop is 12");
  expect(isAtCorner({ method: "simple", profit: 0.15, stop: 0.12, horizon: 14 })).toBe(true);
  expect(isAtCorner({ method: "triple_barrier", profit: 0.15, stop: 0.12, horizon: 14 })).toBe(false);
});
