import { z } from "zod";
import { PROFILE_NAMES } from "../runtime/index.ts";
import { asCommandLine, CommandLineError } from "./commandLineError.ts";

/** A share between 0 and 1, both excluded. */
export const A_FRACTION = "give a fraction between 0 and 1, such as 0.05 for 5 %";
export const fraction = z.coerce.number(A_FRACTION).positive(A_FRACTION).lt(1, A_FRACTION);

const A_COUNT = "give a whole number above 0";
/** A positive whole number. */
export const count = z.coerce.number(A_COUNT).int(A_COUNT).positive(A_COUNT);

/** How much work a notebook does. */
export const profile = z.enum(PROFILE_NAMES);

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `--feature a.ts --feature b.ts`: files of features of one's own. */
export const FEATURE_OPTION = [
  "--feature <file>",
  "also the feature that this file exports by default; may be given again",
  collect,
  [] as readonly string[],
] as const;

/** `NVDA,KO` as a list without blanks. */
export const tickerList = z
  .string()
  .transform((text) => text.split(",").map((ticker) => ticker.trim()))
  .pipe(z.array(z.string().min(1)).min(1));

/**
 * A command's options, checked and typed.
 *
 * @throws CommandLineError naming the flag and what was wrong with its value.
 */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: Record<string, unknown>,
): z.infer<Schema> {
  const result = asCommandLine(() => schema.safeParse(options));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const name = String(issue.path[0]);
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new CommandLineError(`${flag} is '${options[name]}': ${said(issue.message)}`, { remedy: "See --help." });
}

/** The schema library speaks of JavaScript where a text is no number. */
const said = (message: string): string => (/expected number, received NaN/.test(message) ? "give a number" : message);
