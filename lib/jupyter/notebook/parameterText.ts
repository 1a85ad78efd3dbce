import type { Json } from "trident-base";
import { parseDocument } from "yaml";
import { ParameterError } from "./errors.ts";
import type { ParameterValues } from "./parameters.ts";

/**
 * Reads parameters from YAML or JSON, as papermill's `-y` and `-f` do. It is YAML 1.2: `NO`, `ON` and dates are text,
 * `true` and `false` are booleans.
 *
 * @param where named in errors: the file, or the flag.
 * @throws ParameterError when it is no YAML, no map from names to values, or has a number that would be changed.
 */
export function readParameterText(text: string, where: string): ParameterValues {
  const value = parseYaml(text, where);
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

function parseYaml(text: string, where: string): unknown {
  const refuse = (why: string, cause?: unknown) =>
    new ParameterError(`The parameters are not YAML: ${why}`, { where: [where], cause });
  try {
    const document = parseDocument(text, { version: "1.2", intAsBigInt: true, prettyErrors: false });
    const [fault] = [...document.errors, ...document.warnings];
    if (fault?.code === "MULTIPLE_DOCS") throw refuse("they are several documents, where one is meant");
    if (fault) throw new Error(fault.message);
    return document.toJS({ mapAsMap: false, maxAliasCount: 100 });
  } catch (cause) {
    if (cause instanceof ParameterError) throw cause;
    const { message } = cause as Error;
    throw refuse(/call stack/.test(message) ? "they are nested too deeply" : message, cause);
  }
}

/** The value as JSON has it; one that holds itself, and a number that JSON or a float64 cannot hold, is refused. */
function plain(value: unknown, name: string, where: string, within: readonly unknown[] = []): Json {
  if (value === undefined) return null;
  if (typeof value === "object" && value !== null) {
    if (within.includes(value)) {
      throw new ParameterError(`The parameter '${name}' holds itself`, {
        where: [where],
        remedy: "Take the alias to it out of it",
      });
    }
    const inner = (held: unknown) => plain(held, name, where, [...within, value]);
    if (Array.isArray(value)) return value.map(inner);
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, inner(held)]));
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
