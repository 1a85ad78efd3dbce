/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Absent keys and keys that hold `undefined` are the same: neither is written. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A number as JSON can hold it: neither NaN nor an infinity. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The value that a text in JSON stands for; undefined where it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A text, an opening or a closing brace; a text that a colon follows is a key. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(?<colon>\s*:)?|[{}]/g;

/**
 * As `parseJson`, and undefined too where an object names a key twice: readers differ on which of the two counts, so that
 * such a file says one thing to one of them and another to the next.
 */
export function parseStrictJson(text: string): Json | undefined {
  const value = parseJson(text);
  if (value === undefined) return undefined;
  const open: Set<string>[] = [];
  for (const { 0: token, groups } of text.matchAll(TOKEN)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (groups?.colon !== undefined) {
      const key = token.slice(0, -groups.colon.length);
      const name = key.includes("\\") ? (JSON.parse(key) as string) : key.slice(1, -1);
      const keys = open.at(-1)!;
      if (keys.has(name)) return undefined;
      keys.add(name);
    }
  }
  return value;
}
