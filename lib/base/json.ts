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
