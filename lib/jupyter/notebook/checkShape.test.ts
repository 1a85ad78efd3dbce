import { expect, test } from "vitest";
import { z } from "zod";
import { checkShape } from "./checkShape.ts";

test("a value that is nested without end is at fault, not an overflow", () => {
  const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
  expect(checkShape(z.json(), [[1]])).toMatchObject({ success: true, data: [[1]] });
  expect(checkShape(z.json(), deep)).toMatchObject({
    success: false,
    error: { issues: [{ path: [], message: "is nested too deeply" }] },
  });
});

test("an error of the schema's own is not hidden", () => {
  const broken = z.string().transform(() => {
    throw new TypeError("broken");
  });
  expect(() => checkShape(broken, "x")).toThrow(TypeError);
});
