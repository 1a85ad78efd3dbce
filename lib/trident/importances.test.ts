import { expect, test } from "vitest";
import { importancesOf } from "./importances.ts";

test("importances are means of absolute contributions, clusters weighed by the rows that they stand for", () => {
  const calm = { values: Float64Array.of(1, -2, 9, -3, 0, 9), rows: 300 };
  const wild = { values: Float64Array.of(0, 4, 9), rows: 100 };
  const { clusters, overall } = importancesOf([calm, wild], 2);
  expect(clusters.map((each) => [...each])).toEqual([
    [2, 1],
    [0, 4],
  ]);
  expect([...overall]).toEqual([1.5, 1.75]);
  expect(() => importancesOf([calm, { values: new Float64Array(0), rows: 1 }], 2)).toThrow("cluster 2");
});
