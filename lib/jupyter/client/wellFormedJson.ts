/**
 * The JSON of a value, in which every string is well-formed, names included: a half of a surrogate pair, which UTF-8
 * cannot carry and other readers refuse, becomes U+FFFD, as `String.prototype.toWellFormed` has it.
 */
export function wellFormedJson(value: unknown, space?: number): string {
  const text = JSON.stringify(value, null, space);
  // JSON.stringify escapes the halves of pairs and nothing else above U+001F; what follows a backslash goes with it.
  return text?.includes("\\ud") ? text.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|[\s\S])/g, replaceHalf) : text;
}

function replaceHalf(found: string, half: string | undefined): string {
  return half === undefined ? found : "\ufffd";
}
