import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Verdict } from "trident-base";
import { z } from "zod";
import { checkShape } from "../notebook/checkShape.ts";
import { NotebookError } from "../notebook/errors.ts";

const status = z.enum(["pass", "fail", "not enough data"]);

const lineSchema = z.object({
  id: z.string(),
  title: z.string(),
  status,
  value: z.union([z.number(), z.string()]).nullable().default(null),
  threshold: z.string().nullable().default(null),
  interval: z.tuple([z.number(), z.number()]).nullable().default(null),
  detail: z.string().default(""),
});

const verdictSchema: z.ZodType<Verdict> = z.object({ title: z.string(), status, lines: z.array(lineSchema) });

/**
 * Reads the `verdict.json` of a run's folder; undefined where there is none.
 *
 * @throws NotebookError when the file is not a verdict, naming the first field that is wrong.
 */
export async function readVerdict(folder: string): Promise<Verdict | undefined> {
  const path = join(folder, "verdict.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new NotebookError(`The verdict cannot be read: ${(cause as Error).message}`, { where: [path], cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NotebookError(`The verdict is not JSON: ${(cause as Error).message}`, { where: [path], cause });
  }
  const parsed = checkShape(verdictSchema, value);
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  throw new NotebookError(`The verdict is not valid: ${place.join(".") || "the whole"}: ${message}`, { where: [path] });
}
