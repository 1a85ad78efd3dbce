import { expect, test } from "vitest";
import { createMatrix, matrixColumn } from "../runtime/index.ts";
import { describe } from "./describe.ts";
import { summaryTable } from "./summaryTable.ts";

test("summaryTable has the emptiest column first, and a dash where a column has no value", () => {
  const matrix = createMatrix(["whole", "half", "none"], 4);
  matrixColumn(matrix, "whole").set([1, 2, 3, 4]);
  matrixColumn(matrix, "half").set([1, 3, Number.NaN, Number.NaN]);
  matrixColumn(matrix, "none").fill(Number.NaN);
  const html = summaryTable(describe(matrix), "model input");
  expect([...html.matchAll(/scope="row"[^>]*>(\w+)</g)].map((match) => match[1])).toEqual(["none", "half", "whole"]);
  expect(html).toContain("3 model inputs of 4 bars");
  expect(html).toMatch(/none<\/th><td[^>]*>4<\/td><td[^>]*>–<\/td>/);
  expect(html).toMatch(/whole<\/th><td[^>]*>0<\/td><td[^>]*>2\.500<\/td>/);
});
