import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson, parseStrictJson } from "./json.ts";

test("strict JSON is JSON, unless an object names a key twice, however it is written", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1), (text, indent) => {
      const value = parseJson(text);
      // What is written has each key once; a generated object may repeat one only in its source text.
      expect(parseStrictJson(JSON.stringify(value, null, indent))).toEqual(value);
    }),
  );
  for (const twice of ['{"a":1,"a":1}', '[{"b":{"a":1, "\\u0061" : 2}}]', '{"a":{},"b":"{","a":[]}', '{"":1,"":2}']) {
    expect(parseJson(twice)).toBeDefined();
    expect(parseStrictJson(twice)).toBeUndefined();
  }
  const once = ['{"a":{"a":1},"b":{"a":2}}', '[{"a":1},{"a":1}]', '{"a":"\\"a\\":","b":"a"}', '["a","a"]'];
  for (const text of once) expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  expect(parseStrictJson('{"a":')).toBeUndefined();
});
