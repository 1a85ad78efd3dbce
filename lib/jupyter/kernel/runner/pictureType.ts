/** What the files of each kind begin with, in hexadecimal. */
const BEGINNINGS: Readonly<Record<string, RegExp>> = {
  "image/png": /^89504e470d0a1a0a/,
  "image/jpeg": /^ffd8ff/,
  "image/gif": /^474946383[79]61/,
  "image/webp": /^52494646.{8}57454250/,
};

/**
 * The MIME type of a picture by its first bytes; a text is taken for an SVG.
 *
 * @throws TypeError if it is none that a notebook shows.
 */
export function pictureType(picture: Uint8Array | string): string {
  const isText = typeof picture === "string";
  if (isText && /<svg[\s>]/.test(picture)) return "image/svg+xml";
  const head = isText
    ? ""
    : Buffer.from(picture.buffer, picture.byteOffset, Math.min(16, picture.length)).toString("hex");
  const type = Object.keys(BEGINNINGS).find((each) => BEGINNINGS[each]!.test(head));
  if (type !== undefined) return type;
  throw new TypeError("Not a picture: give the bytes of a PNG, JPEG, GIF or WebP file, or the text of an SVG");
}
