import { expect, test } from "vitest";
import { lastWords } from "./lastWords.ts";

test("the last three lines speak, unless Python named a fatal signal before its long list", () => {
  expect(lastWords("one\ntwo\r\n\nthree\nMemoryError: no room\n")).toEqual({
    line: "two | three | MemoryError: no room",
    all: "one\ntwo\nthree\nMemoryError: no room",
  });
  const fatal = "Fatal Python error: Segmentation fault";
  const stack = "Current thread:\n  File a, line 1\n  File b, line 2\n  File c, line 3";
  const modules = `Extension modules: ${"numpy.core, ".repeat(500)}`;
  expect(lastWords(`a warning\n${fatal}\n\n${stack}\n\n${modules}\n`)).toEqual({
    line: fatal,
    all: `a warning\n${fatal}\n${stack}`,
  });
  expect(lastWords("")).toEqual({ line: "", all: "" });
  const long = lastWords("x".repeat(20_000));
  expect([long.line.length, long.all.length]).toEqual([200, 16_384]);
});
