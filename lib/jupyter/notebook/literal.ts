import { type Json, parseJson } from "trident-base";

/** The value of a literal in source, in JSON or with the quotes of TypeScript; undefined where it is not one. */
export function literalValue(source: string): Json | undefined {
  if (/^-?[\d._]+(e[+-]?\d+)?$/i.test(source)) return Number(source.replaceAll("_", ""));
  if (/^'[^'"\\]*'$|^`[^`"\\$\n]*`$/.test(source)) return source.slice(1, -1);
  return parseJson(source);
}
