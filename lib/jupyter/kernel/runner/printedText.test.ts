import fc from "fast-check";
import { expect, test } from "vitest";
import { PrintedText } from "./printedText.ts";

test("text arrives whole wherever its bytes are cut, and streams do not mix", () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), chunks, (text, sizes) => {
      const printed = new PrintedText();
      const bytes = Buffer.from(text);
      let read = "";
      let other = "";
      for (let from = 0, turn = 0; from < bytes.length; turn++) {
        const to = from + sizes[turn % sizes.length]!;
        read += printed.read("stdout 1", bytes.subarray(from, to));
        other += printed.read("stderr 1", Buffer.from("x"));
        from = to;
      }
      expect(read).toBe(text);
      expect(other).toMatch(/^x*$/);
    }),
  );
});

test("what is no UTF-8 is shown as what it is, at once", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
      const whole = Buffer.concat([bytes, Buffer.from("end")]);
      expect(new PrintedText().read("a", whole)).toBe(whole.toString("utf8"));
    }),
  );
  expect(new PrintedText().read("a", Uint8Array.of(0xff))).toBe("\ufffd");
});

test("text is given as it is, in other encodings as the bytes that it stands for", () => {
  const printed = new PrintedText();
  expect(printed.read("a", "ä\ud83d", "utf8")).toBe("ä\ud83d");
  expect(printed.read("a", "ä", () => {})).toBe("ä");
  expect(printed.read("a", "c3", "hex")).toBe("");
  expect(printed.read("a", "pA==", "base64")).toBe("ä");
});
