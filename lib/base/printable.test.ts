import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test("a sentence stays one line that steers no terminal, and is cut short", () => {
  expect(printable("a\u001b[2Jb\nc\u202ed")).toBe("a?[2Jb?c?d");
  expect(printable("é, 5 %")).toBe("é, 5 %");
  expect(printable("x".repeat(1e6))).toHaveLength(301);
});
