import { expect, test } from "vitest";
import { showProgress } from "./progress.ts";

test("a notebook shows it in place; elsewhere ten lines do", () => {
  const told: unknown[] = [];
  const notebook = {
    progress:
      (title: string) =>
      (...state: unknown[]) =>
        told.push([title, ...state]),
  };
  showProgress("forests", notebook)(1, 3, "rsi");
  expect(told).toEqual([["forests", 1, 3, "rsi"]]);

  const lines: string[] = [];
  const step = showProgress("forests", undefined, (line) => lines.push(line));
  for (let done = 0; done <= 1000; done++) step(done, 1000);
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe("forests: 1000 of 1000");
});
