import { expect, test } from "vitest";
import { pictureType } from "./pictureType.ts";

test.each([
  ["image/png", Buffer.from("89504e470d0a1a0a0000", "hex")],
  ["image/jpeg", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
  ["image/gif", Buffer.from("GIF89a...")],
  ["image/webp", Buffer.from("RIFF\n\0\x01\x02WEBPVP8 ", "latin1")],
  ["image/svg+xml", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
])("%s", (type, picture) => {
  expect(pictureType(picture)).toBe(type);
});

test.each(["picture.png", new Uint8Array(0), Uint8Array.of(1, 2, 3)])("%s is no picture", (picture) => {
  expect(() => pictureType(picture)).toThrow(/Not a picture: give the bytes of a PNG/);
});
