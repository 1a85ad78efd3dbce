import { parseDocument } from "yaml";
import { ParameterError } from "./errors.ts";
import type { Json } from "./json.ts";
import type { ParameterValues } from "./parameters.ts";

/**
 * Reads parameters from YAML or JSON, as papermill's `-y` and `-f` do. It is YAML 1.2: `NO`, `ON` and dates are text,
 * `true` and `false` are booleans.
 *
 * @param where named in errors: the file, or the flag.
 * @throws ParameterError when it is no YAML, no map from names to values, or has a number that would be changed.
 */
export function readParameterText(text: string, where: string): ParameterValues {
  const document = parseDocument(text, { version: "1.2", intAsBigInt: true, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new ParameterError(`The parameters are not YAML: ${error.message}`, { where: [where] });
  let value: unknown;
  try {
    value = document.toJS({ mapAsMap: false, maxAliasCount: 100 });
  } catch (cause) {
    throw new ParameterError(`The parameters are not YAML: ${(cause as Error).message}`, { where: [where], cause });
  }
  // An empty file has no parameters.
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new ParameterError("The parameters are not a map from names to values", {
      where: [where],
      remedy: "Write them as NAME: VALUE",
    });
  }
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held, name, where)]));
}

/** The value as JSON has it; a number that JSON or a float64 cannot hold is refused. */
function plain(value: unknown, name: string, where: string): Json {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, name, where));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held, name, where)]));
  }
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && (!Number.isFinite(number) || (typeof value === "bigint" && !isSafe(number)))) {
    throw new ParameterError(`The parameter '${name}' is a number that cannot be passed on unchanged: ${value}`, {
      where: [where],
      remedy: "Write it in quotes and read it as text",
    });
  }
  return number as Json;
}

function isSafe(number: number): boolean {
  return Number.isSafeInteger(number);
}
