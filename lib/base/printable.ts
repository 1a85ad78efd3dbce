/** Characters of one sentence at most. */
const MOST = 300;

/**
 * Text that came from a file as a part of a message: on one line, without the characters that steer a terminal, cut short.
 *
 * ```ts
 * printable("its name is \u001b[2J"); // "its name is ?[2J"
 * ```
 */
export function printable(text: string): string {
  const line = text.slice(0, MOST).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");
  return text.length > MOST ? `${line}…` : line;
}
