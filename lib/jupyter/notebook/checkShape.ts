import { z } from "zod";

const KINDS: Readonly<Record<string, string>> = {
  ...{ string: "text", number: "a number", int: "a whole number", boolean: "true or false", null: "null" },
  ...{ object: "an object", record: "an object", array: "a list", tuple: "a list" },
};

/**
 * Checks a value against a schema. One that is nested too deeply for that is at fault too, instead of an overflow.
 * Messages continue a sentence that begins with the field: `is missing`, `must be a list`.
 */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value, { error: messageOf });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = "is nested too deeply";
    return {
      success: false,
      error: new z.ZodError([{ code: "custom", path: [], message, input: undefined }]) as never,
    };
  }
}

function messageOf(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => (typeof value === "string" ? `'${value}'` : String(value))).join(" or ")}`;
    case "too_small":
      return `must be ${issue.minimum} or more`;
    case "too_big":
      return `must be ${issue.maximum} or less`;
    case "unrecognized_keys":
      return `has a field that is not known: ${issue.keys.join(", ")}`;
    case "invalid_union":
      return "has a value of a kind that it cannot have";
    default:
      return "has a value that it cannot have";
  }
}
