import { z } from "zod";

/** Checks a value against a schema. One that is nested too deeply for that is at fault too, instead of an overflow. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = "its values are nested too deeply";
    return {
      success: false,
      error: new z.ZodError([{ code: "custom", path: [], message, input: undefined }]) as never,
    };
  }
}
