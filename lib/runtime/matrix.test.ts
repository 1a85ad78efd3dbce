import { expect, test } from "vitest";
import { createMatrix, matrixColumn } from "./matrix.ts";

test("a matrix shows its own rows, not the padding between its columns", () => {
  const matrix = createMatrix(["a", "b"], 3);
  matrixColumn(matrix, "a").set([0.1, 2, 3]);
  matrixColumn(matrix, "b").fill(Number.NaN);
  const shown = (matrix as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
  expect(shown["text/plain"]!.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["Matrix: 3 rows × 2 columns"],
    ["a", "b"],
    ["float32", "float32"],
    ["0", "0.1", "NaN"],
    ["1", "2.0", "NaN"],
    ["2", "3.0", "NaN"],
  ]);
});
