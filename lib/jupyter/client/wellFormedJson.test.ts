import fc from "fast-check";
import { expect, test } from "vitest";
import { wellFormedJson } from "./wellFormedJson.ts";

/** The value with every string made well-formed by the language's own rule. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name.toWellFormed(), wellFormed(held)]));
}

test.each([
  ["a\ud83d", "a\ufffd"],
  ["\ude00b", "\ufffdb"],
  ["😀", "😀"],
  ["\\ud83d", "\\ud83d"],
  ["\\\ud83d", "\\\ufffd"],
  ["\\\\ud83d \n\t\u0001", "\\\\ud83d \n\t\u0001"],
])("%j", (text, expected) => {
  expect(JSON.parse(wellFormedJson({ [text]: [text] }))).toEqual({ [expected]: [expected] });
});

test("is the JSON of the value with strings by toWellFormed", () => {
  const unit = fc.constantFrom("\ud83d", "\ude00", "\\", "u", "d", "8", "3", '"', "\n", "ä");
  const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
  // Of two names that become one, JSON has both.
  const value = fc.oneof(text, fc.array(text), fc.dictionary(text, fc.array(text), { maxKeys: 1 }));
  fc.assert(
    fc.property(value, (each) => {
      expect(wellFormedJson(each, 1)).toBe(JSON.stringify(wellFormed(each), null, 1));
    }),
    { numRuns: 500 },
  );
});
