import { z } from "zod";
import { UsageError } from "../runtime/index.ts";

/** A share between 0 and 1, both excluded. */
export const fraction = z.coerce.number().positive().lt(1);

/** A positive whole number. */
export const count = z.coerce.number().int().positive();

/** How much work a notebook does. */
export const profile = z.enum(["quick", "laptop", "a100", "micro"]);

/** `NVDA,KO` as a list without blanks. */
export const tickerList = z
  .string()
  .transform((text) => text.split(",").map((ticker) => ticker.trim()))
  .pipe(z.array(z.string().min(1)).min(1));

/**
 * A command's options, checked and typed.
 *
 * @throws UsageError naming the flag and what was wrong with its value.
 */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: Record<string, unknown>,
): z.infer<Schema> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const name = String(issue.path[0]);
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(`${flag} is '${options[name]}': ${issue.message}`, { remedy: "See --help." });
}
