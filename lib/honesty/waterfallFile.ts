import { readFile } from "node:fs/promises";
import { parseJson, UsageError, writeTextAtomically } from "trident-base";
import type { Waterfall } from "./waterfall.ts";

/** Writes a waterfall for another notebook, whole or not at all; what is not known is null in it. */
export async function writeWaterfall(path: string, found: Waterfall): Promise<void> {
  await writeTextAtomically(path, `${JSON.stringify(found)}\n`);
}

/**
 * Reads what `writeWaterfall` wrote.
 *
 * @throws UsageError if the file is not there or holds no waterfall.
 */
export async function readWaterfall(path: string): Promise<Waterfall> {
  const text = await readFile(path, "utf8").catch(() => "");
  const found = parseJson(text) as Waterfall | undefined;
  if (Array.isArray(found?.steps) && Array.isArray(found.alone)) {
    return JSON.parse(text, (_, value: unknown) => value ?? Number.NaN) as Waterfall;
  }
  throw new UsageError("there is no waterfall", { where: [path], remedy: "Run notebook 01 first." });
}
