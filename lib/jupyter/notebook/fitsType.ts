import type { Json } from "trident-base";
import { type Item, type JsonType, readJsonType } from "./jsonType.ts";

/**
 * Whether a value from JSON is of a type as {@link readJsonType} reads it, as TypeScript would have it of the value
 * written as a literal: an object has no members but those of its type.
 *
 * @returns undefined where the type is not understood, as the name of another is not: then the value may be of it.
 */
export function fitsType(value: Json, type: string): boolean | undefined {
  const read = readJsonType(type);
  return read && fits(value, read);
}

/** Undefined where it hangs on a part that is not understood. */
function fits(value: Json, type: JsonType): boolean | undefined {
  switch (type.kind) {
    case "unknown":
      return undefined;
    case "literal":
      return value === type.value;
    case "plain":
      return type.fits(value);
    case "union":
      return some(type.parts.map((part) => fits(value, part)));
    case "list":
      return Array.isArray(value) && every(value.map((item) => fits(item, type.item)));
    case "tuple":
      return Array.isArray(value) && fitsTuple(value, type.items);
    case "object":
      return isObject(value) && fitsObject(value, type);
  }
}

function fitsTuple(values: readonly Json[], items: readonly Item[]): boolean | undefined {
  const rest = items.find(({ isRest }) => isRest);
  const single = items.filter(({ isRest }) => !isRest);
  if (values.length < single.filter(({ isOptional }) => !isOptional).length) return false;
  if (!rest && values.length > single.length) return false;
  return every(values.map((value, index) => fits(value, (single[index] ?? rest)!.type)));
}

function fitsObject(
  value: { readonly [name: string]: Json },
  { members, others }: Extract<JsonType, { kind: "object" }>,
): boolean | undefined {
  if ([...members].some(([name, { isOptional }]) => !isOptional && !Object.hasOwn(value, name))) return false;
  return every(
    Object.entries(value).map(([name, held]) => {
      const type = members.get(name)?.type ?? others;
      return type === undefined ? false : fits(held, type);
    }),
  );
}

function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

function some(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
