import type { JudgedPredictions } from "./judgePredictions.ts";

/** Where a judgement's files lie. */
interface JudgedFiles {
  readonly file: string;
  readonly market: string;
  readonly page: string | null;
}

/**
 * What `trident judge --json` prints of a judgement: all but the series of its figures, as `judgementSchema` documents it.
 *
 * @throws ZodError if it is not what the schema says, which no input may bring about.
 */
export async function judgementJson({ payment, daily, calendar, ...plain }: JudgedPredictions, files: JudgedFiles) {
  const { judgementSchema } = await import("./judgementSchema.ts");
  return judgementSchema.parse(finite({ ...plain, ...files }));
}

/** JSON has neither NaN nor infinities: they are null, not known. */
function finite(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
